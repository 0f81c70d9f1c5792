import type { Account, OutboxNote } from '../../../electron/ipc/shapes.ts'
import { accountLooks } from '../../account-looks.ts'
import { useBriskNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { entryCounts, isTroubled, type OutboxEntry } from '../../outbox-entries.ts'
import { useEdits } from '../../stores/edits.ts'
import { useStandstill } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'
import { attemptsWords, noteNextWords, noteStateLabel, troubleWords } from '../../text-trouble.ts'
import { Icon } from '../icons.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { Moment } from '../shell/Moment.tsx'
import { NoteWords } from '../timeline/NoteCard.tsx'
import { Conflict } from '../timeline/PendingEdit.tsx'
import { FormFacts } from './FormFacts.tsx'
import { LateEdit } from './LateEdit.tsx'
import { NoteActions } from './NoteActions.tsx'
import { NoteEditor } from './NoteEditor.tsx'
import { NoteFiles } from './NoteFiles.tsx'
import { NoteSign } from './NoteSign.tsx'
import { useFocusAfterEditing } from './use-focus-after-editing.ts'

interface Props {
  readonly entry: OutboxEntry
  /** For the names of targets; one account needs none. */
  readonly accounts: readonly Account[]
}

/** What the user saved at once: one card, with what became of it at each target. */
export function OutboxRow({ entry, accounts }: Props) {
  const [first] = entry.notes
  return entry.notes.length === 1 ? (
    <SingleNote note={first} accountLabel={labelOf(accounts, first.accountId)} />
  ) : (
    <ManyTargets entry={entry} accounts={accounts} />
  )
}

/** Null where there is only one account. */
function labelOf(accounts: readonly Account[], accountId: number): string | null {
  return accounts.length < 2 ? null : (accountLooks(accounts).get(accountId)?.label ?? null)
}

interface SingleProps {
  readonly note: OutboxNote
  readonly accountLabel: string | null
}

function SingleNote({ note, accountLabel }: SingleProps) {
  const edit = useEdits(({ byNote }) => byNote[note.noteId])
  const isEditing = edit !== undefined
  const around = useFocusAfterEditing<HTMLLIElement>(isEditing)
  const conflict = note.state === 'rejected' && note.trouble?.kind === 'conflict' ? note.trouble : null
  const isHtml = note.form.format === 'html'
  return (
    <li
      ref={around}
      className="outbox-row"
      data-testid="outbox-row"
      data-state={note.state}
      data-note-id={note.noteId}
      data-entry-id={note.entryId}
    >
      <div className="outbox-head">
        <Avatar name={nameOf(note)} />
        <TargetName note={note} />
        {note.kind === 'edit' && <span className="chip">{notesText.entry.editOf}</span>}
        {accountLabel !== null && <span className="outbox-account truncate">{oneLine(accountLabel)}</span>}
        <Moment atMs={note.createdAtMs} className="outbox-time" />
        <StateChip note={note} />
      </div>
      {isEditing && <NoteEditor noteId={note.noteId} accountId={note.accountId} edit={edit} />}
      {!isEditing && conflict === null && (
        <div className="outbox-text">
          <NoteWords words={note.text} isHtml={isHtml} />
          <NoteFiles note={note} />
          <FormFacts accountId={note.accountId} form={note.form} />
        </div>
      )}
      {conflict !== null && <Conflict edit={note} theirs={conflict.theirs} isHtml={isHtml} />}
      {conflict === null && <OutboxState note={note} />}
      {conflict === null && !isEditing && <NoteActions note={note} place="outbox" onEdit={() => openEditor(note)} />}
    </li>
  )
}

/** The text once, and a line for each target. Those that the CRM has stay in sight until the last one is through. */
function ManyTargets({ entry, accounts }: Props) {
  const { notes } = entry
  const [first] = notes
  const { total, delivered, troubled } = entryCounts(entry)
  // Where one was edited by itself, its text is its own.
  const shared = first.text
  return (
    <li
      className="outbox-row"
      data-testid="outbox-row"
      data-state={troubled > 0 ? 'rejected' : first.state}
      data-entry-id={entry.entryId}
    >
      <div className="outbox-head">
        <span className="outbox-people">
          <Icon name="people" />
        </span>
        <span className="outbox-name truncate" dir="auto">
          {notes.map(nameOf).join(', ')}
        </span>
        <Moment atMs={first.createdAtMs} className="outbox-time" />
        <span className={troubled > 0 ? 'state-chip state-chip-danger' : 'state-chip'} data-testid="outbox-state">
          {notesText.entry.targets(total, delivered)}
        </span>
      </div>
      <div className="outbox-text">
        <NoteWords words={shared} isHtml={first.form.format === 'html'} />
        <NoteFiles note={first} />
        <FormFacts accountId={first.accountId} form={first.form} />
      </div>
      <ul className="outbox-targets" aria-label={notesText.entry.targetsLabel}>
        {notes.map((note) => (
          <OneTarget
            key={note.noteId}
            note={note}
            shared={shared}
            accountLabel={labelOf(accounts, note.accountId) ?? ''}
          />
        ))}
      </ul>
    </li>
  )
}

interface TargetProps {
  readonly note: OutboxNote
  /** What the entry says; a note that was edited by itself says its own. */
  readonly shared: string
  readonly accountLabel: string
}

function OneTarget({ note, shared, accountLabel }: TargetProps) {
  const { noteId } = note
  const edit = useEdits(({ byNote }) => byNote[noteId])
  const isEditing = edit !== undefined
  const around = useFocusAfterEditing<HTMLLIElement>(isEditing)
  return (
    <li
      ref={around}
      className="outbox-target"
      data-testid="outbox-target"
      data-state={note.state}
      data-note-id={noteId}
    >
      <div className="outbox-head">
        <span className={`target-sign target-sign-${signTone(note)}`}>
          <NoteSign note={note} />
        </span>
        <TargetName note={note} />
        <span className="outbox-account truncate">{oneLine(accountLabel)}</span>
        <StateChip note={note} />
      </div>
      {isEditing && isOver(note) && <LateEdit editKey={noteId} edit={edit} note={note} />}
      {isEditing && !isOver(note) && <NoteEditor noteId={noteId} accountId={note.accountId} edit={edit} />}
      {!isEditing && note.text !== shared && (
        <div className="outbox-text">
          <NoteWords words={note.text} isHtml={note.form.format === 'html'} />
        </div>
      )}
      {!isOver(note) && <OutboxState note={note} />}
      {!isEditing && !isOver(note) && <NoteActions note={note} place="outbox" onEdit={() => openEditor(note)} />}
    </li>
  )
}

function openEditor(note: OutboxNote): void {
  useEdits.getState().openWaiting(note.noteId, note)
}

function isOver({ state }: OutboxNote): boolean {
  return state === 'delivered' || state === 'discarded'
}

function signTone(note: OutboxNote): 'good' | 'bad' | 'plain' {
  if (note.state === 'delivered') return 'good'
  return isTroubled(note) ? 'bad' : 'plain'
}

function nameOf(note: OutboxNote): string {
  return oneLine(note.conversationName) || text.common.unknownName
}

function TargetName({ note }: { readonly note: OutboxNote }) {
  const { conversationId } = note
  if (conversationId === null) {
    return (
      <span className="outbox-name truncate" dir="auto">
        {nameOf(note)}
      </span>
    )
  }
  return (
    <button
      type="button"
      className="outbox-name truncate"
      dir="auto"
      title={text.outbox.open}
      onClick={() => useWorkspace.getState().open(conversationId)}
    >
      {nameOf(note)}
    </button>
  )
}

function StateChip({ note }: { readonly note: OutboxNote }) {
  return (
    <span className={isTroubled(note) ? 'state-chip state-chip-danger' : 'state-chip'} data-testid="outbox-state">
      <NoteSign note={note} />
      {noteStateLabel(note)}
    </span>
  )
}

/** That a file carries the note, and what follows from it. */
function Handover({ note }: { readonly note: OutboxNote }) {
  const atMs = note.savedToFileAtMs ?? note.takenOverAtMs
  if (atMs === null) return null
  return (
    <p data-testid="outbox-handover">
      {note.savedToFileAtMs === null ? text.outbox.takenOver : text.outbox.savedToFile} <Moment atMs={atMs} />.{' '}
      {text.outbox.sharedHint}
    </p>
  )
}

/** What was refused before it could be sent was tried, though no attempt of it left. */
function isTried({ state, attempts }: OutboxNote): boolean {
  return state !== 'held' && !(state === 'rejected' && attempts === 0)
}

function OutboxState({ note }: { readonly note: OutboxNote }) {
  const nowMs = useBriskNow()
  const standstill = useStandstill(note.accountId)
  const isBad = isTroubled(note)
  return (
    <div className="outbox-state">
      <Handover note={note} />
      {note.trouble !== null && (
        <p className={isBad ? 'outbox-trouble is-danger' : 'outbox-trouble'} data-testid="outbox-trouble">
          {isBad ? troubleWords(note.trouble) : `${text.outbox.lastTry} ${troubleWords(note.trouble)}`}
        </p>
      )}
      <p>
        {note.needsAnswer ? text.note.doubtExplained : noteNextWords(note, nowMs, standstill)}
        {isTried(note) && <span className="outbox-attempts"> · {attemptsWords(note.attempts)}</span>}
      </p>
    </div>
  )
}
