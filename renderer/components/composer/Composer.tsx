import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { maxNoteCharacters } from '../../../electron/ipc/limits.ts'
import type { Conversation, NoteCapabilities } from '../../../electron/ipc/shapes.ts'
import { nowMs } from '../../clock.ts'
import { useShortcut } from '../../shortcut-keys.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { emptyDraft } from '../../stores/drafts-state.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { storeFailureWords } from '../../text-failure.ts'
import { misfitsWords, notesText } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import type { Surroundings } from '../timeline/surroundings.ts'
import { AbsentPeople, useAbsentPeople } from './AbsentPeople.tsx'
import { ActivityFields } from './ActivityFields.tsx'
import { ComposerHint } from './ComposerHint.tsx'
import { FileList, RefusedFiles } from './FileList.tsx'
import { HtmlPreview, HtmlTools } from './HtmlTools.tsx'
import { NoteField } from './NoteField.tsx'
import { NoteOptions } from './NoteOptions.tsx'
import { NoteTargets } from './NoteTargets.tsx'
import { useFiles } from './use-files.ts'
import { useFormRoom } from './use-form-room.ts'

interface Props {
  readonly conversation: Conversation
  readonly around: Surroundings
}

/** Where notes are written, or why none can be. */
export function Composer({ conversation, around }: Props) {
  const { noteTarget } = conversation
  if (noteTarget !== null) return <NoteComposer conversation={conversation} target={noteTarget} around={around} />
  const { providerName, words } = around.account
  return (
    <p className="composer composer-nowhere" data-testid="composer-nowhere">
      <Icon name="note" />
      <span>{notesText.targets.nowhere(providerName, words.person)}</span>
    </p>
  )
}

interface Saved {
  readonly noteId: string
  readonly heldUntilMs: number
}

interface NoteProps extends Props {
  readonly target: NonNullable<Conversation['noteTarget']>
}

const isMac = navigator.userAgent.includes('Mac')

/** What is typed, said and added is a draft on disk a moment later; saving makes it a note in one commit. */
function NoteComposer({ conversation, target, around }: NoteProps) {
  const { id } = conversation
  const { note: capabilities } = around.account
  const kept = useRef({ text: conversation.draft, form: conversation.draftForm, alsoTo: conversation.draftAlsoTo })
  const draft = useDrafts(({ byConversation }) => byConversation[id]) ?? { ...emptyDraft, ...kept.current }
  const { adopt, type, fill, sendAlsoTo, removeFile, flush, saveNote, undo } = useDrafts.getState()
  const [saved, setSaved] = useState<Saved | null>(null)
  const [isSaving, setSaving] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const files = useFiles(id, capabilities.attachments)
  const room = useFormRoom(around, draft)
  const { form } = room
  const absent = useAbsentPeople(id)

  useEffect(() => {
    adopt(id, kept.current)
    return () => void flush(id)
  }, [adopt, flush, id])
  useShortcut('compose', () => field.current?.focus())

  const limit = Math.min(maxNoteCharacters, capabilities.maxCharacters ?? maxNoteCharacters)
  const isTooLong = draft.text.length > limit
  // The kinds of activity are not here yet, or a target cannot have the note, or is not here.
  const isBlocked = (room.needsActivity && form.activity === null) || room.refusals.length > 0 || absent.length > 0
  async function save() {
    if (isSaving || isBlocked) return
    setSaving(true)
    try {
      const answer = await saveNote(id, form, target.conversationId)
      setSaved(answer.ok ? answer : null)
      if (answer.ok || !focusFirstProblem(box.current)) field.current?.focus()
    } finally {
      setSaving(false)
    }
  }

  async function takeBack(noteId: string) {
    const answer = await undo(id, noteId)
    if (!answer.ok) useToasts.getState().say(storeFailureWords(answer.error), 'danger')
  }

  /** In any field: Enter with the command key saves; alone it must not, as it would from a form of a page. */
  function onFormKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand || event.target instanceof HTMLInputElement) event.preventDefault()
    if (isCommand) void save()
  }

  function onKeyDown(event: KeyboardEvent) {
    const hasCommand = event.ctrlKey || event.metaKey
    if (event.key === 'Escape') {
      field.current?.blur()
    } else if (event.key === 'z' && hasCommand && draft.text === '' && saved !== null && saved.heldUntilMs > nowMs()) {
      event.preventDefault()
      setSaved(null)
      void takeBack(saved.noteId)
    }
  }

  return (
    <form
      className="composer"
      onKeyDown={onFormKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {isTooLong && <ErrorMessage words={text.composer.tooLong(draft.text.length, limit)} />}
      {!isTooLong && draft.failure !== null && <Failure draft={draft} />}
      {room.refusals.map(({ accountLabel, misfits }) => (
        <ErrorMessage key={accountLabel} words={misfitsWords(accountLabel, misfits)} />
      ))}
      <AbsentPeople conversationId={id} names={absent} />
      {capabilities.attachments !== null && (
        <RefusedFiles refused={draft.refused} maxBytes={capabilities.attachments.maxBytes} />
      )}
      {/* Keys and files reach the box from the fields inside it. */}
      <div ref={box} className="composer-box" data-testid="composer-box" onPaste={files.onPaste} {...files.dropTarget}>
        <NoteTargets
          conversation={conversation}
          target={target}
          around={around}
          alsoTo={draft.alsoTo}
          onChange={(others) => sendAlsoTo(id, others)}
        />
        {room.needsActivity && (
          <ActivityFields
            types={room.types}
            form={form}
            problems={draft.problems}
            accountLabel={room.typesOf}
            onFill={(filled) => fill(id, filled)}
            onType={room.rememberType}
          />
        )}
        <NoteField
          ref={field}
          className="composer-field"
          label={text.composer.label}
          placeholder={text.composer.placeholder}
          testId="composer"
          value={draft.text}
          onChange={(typed) => {
            setSaved(null)
            type(id, typed)
          }}
          onBlur={() => void flush(id)}
          onKeyDown={onKeyDown}
        />
        {form.format === 'html' && <HtmlPreview value={draft.text} />}
        <FileList
          files={draft.files}
          onRemove={(position) => void removeFile(id, position)}
          onEmptied={() => field.current?.focus()}
        />
        <div className={hasOptions(capabilities) ? 'composer-foot has-options' : 'composer-foot'}>
          {capabilities.attachments !== null && (
            <button
              type="button"
              className="icon-button icon-button-small"
              aria-label={notesText.files.add}
              title={notesText.files.add}
              data-testid="attach"
              disabled={files.isAdding}
              onClick={files.choose}
            >
              <Icon name="paperclip" />
            </button>
          )}
          <NoteOptions capabilities={capabilities} form={form} onFill={(filled) => fill(id, filled)} />
          {form.format === 'html' && (
            <HtmlTools field={field} value={draft.text} onChange={(typed) => type(id, typed)} />
          )}
          <ComposerHint
            accountId={conversation.accountId}
            isSaved={saved !== null}
            isAdding={files.isAdding}
            length={draft.text.length}
            limit={limit}
          />
          <span className="composer-end">
            <kbd>{text.composer.saveHint(isMac)}</kbd>
            <button
              type="submit"
              className="button button-primary button-small"
              disabled={isSaving || draft.text.trim() === '' || isBlocked}
              data-testid="composer-save"
            >
              {text.composer.save}
            </button>
          </span>
        </div>
        {files.isOver && (
          <div className="drop-veil" data-testid="drop-veil">
            <Icon name="paperclip" />
            {notesText.files.drop}
          </div>
        )}
      </div>
    </form>
  )
}

function hasOptions({ attachments, formats, visibilities, drafts }: NoteCapabilities): boolean {
  return attachments !== null || formats.length > 1 || visibilities.length > 1 || drafts
}

/** The form's own problems stand at their fields; above it is said how many there are. */
function Failure({
  draft: { failure, problems },
}: {
  readonly draft: Pick<typeof emptyDraft, 'failure' | 'problems'>
}) {
  if (failure === null) return null
  if (failure.kind !== 'form_incomplete') return <ErrorMessage words={storeFailureWords(failure)} />
  return problems.length === 0 ? null : <ErrorMessage words={notesText.activity.problems(problems.length)} />
}

/** Returns whether there was one. It is drawn by then: the answer came in an earlier task. */
function focusFirstProblem(box: HTMLElement | null): boolean {
  const first = box?.querySelector('[aria-invalid="true"]')
  if (!(first instanceof HTMLElement)) return false
  first.focus()
  return true
}
