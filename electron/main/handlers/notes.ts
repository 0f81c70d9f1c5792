import { readAccount } from '../../../db/accounts.ts'
import { listActivityTypes } from '../../../db/activity-types.ts'
import { type DraftTarget, readDraft, saveDraft } from '../../../db/drafts.ts'
import { type OutboxRow, placeOfWriting } from '../../../db/outbox.ts'
import { ownNote } from '../../../db/queries/own-note.ts'
import { noteTargetOf } from '../../../db/queries/people.ts'
import { type ConversationTarget, conversationIdOf, conversationTarget } from '../../../db/queries/targets.ts'
import { plainNote } from '../../../db/records.ts'
import { readSettings } from '../../../db/settings.ts'
import { capabilitiesOf } from '../../connectors/descriptions.ts'
import { type Input, maxNoteCharacters } from '../../ipc/contract.ts'
import { type NoteForm, provider } from '../../ipc/shapes.ts'
import { formAs, usualForm } from '../../sync/outbox/note-fit.ts'
import { undoNote, writeEdit, writeEntry } from '../../sync/outbox/user-actions.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { draftFiles } from './attachments.ts'
import { endEdit } from './edits.ts'
import { checkNote } from './note-check.ts'
import { noteTopics } from './note-topics.ts'

function refused<K extends string>(kind: K) {
  return { ok: false as const, error: { kind, detail: null } }
}

interface Target {
  readonly conversationId: number
  readonly target: ConversationTarget
}

/** New notes, and changes of those that are delivered. Each is durable in the journal before the call is answered. */
export function noteHandlers(context: ShellContext) {
  const { replica, journal, clock, random, engine } = context
  const surroundings = { journal, clock, random, maxNoteCharacters }
  const changed = (notes: readonly OutboxRow[]) => {
    engine.post({ kind: 'outbox_changed' })
    context.announce(notes.flatMap((note) => noteTopics(context, note)))
  }
  return {
    'activityTypes.list': ({ accountId }) =>
      listActivityTypes(replica, accountId).map((type) => ({
        ...type,
        fields: type.fields.map((field) => ({ ...field, options: [...field.options] })),
      })),

    'note.save': (request) => {
      const writtenIn = conversationTarget(replica, request.conversationId)
      if (writtenIn === null) return refused('gone')
      const targets = targetsOf(context, request)
      if (targets === null) return refused('takes_no_note')
      const form = request.form ?? formOf(context, writtenIn)
      const hasFiles = draftFiles(context, writtenIn).length > 0
      for (const { target } of targets) {
        const check = checkNote(context, target.accountId, { text: request.text, form, hasFiles })
        if (check.kind === 'form_incomplete') return { ok: false, error: { ...check, detail: null } }
        if (check.kind !== 'fine') return refused(check.kind)
      }
      const entry = {
        targets: targets.map(({ target }) => ({ ...target, form: formFor(context, target, form) })),
        text: request.text,
        form,
        writtenIn,
      }
      const saved = writeEntry(surroundings, entry, readSettings(journal).undoHoldMs)
      if (!saved.ok) return refused(saved.problem)
      const { note, notes, entryId } = saved
      changed(notes)
      // Its draft is gone from there too.
      if (notes.every(({ accountId }) => accountId !== writtenIn.accountId))
        context.announce([{ kind: 'inbox', accountId: writtenIn.accountId }])
      return {
        ok: true,
        entryId,
        noteId: note.noteId,
        notes: notes.map(({ noteId }, index) => ({
          noteId,
          conversationId: targets[index]?.conversationId ?? request.conversationId,
        })),
        heldUntilMs: note.heldUntilMs ?? note.createdAtMs,
      }
    },

    'note.undo': ({ noteId }) => {
      const undone = journal.write(() => {
        const result = undoNote(surroundings, noteId)
        if (result.ok) keepOthers(context, result.note, result.notes)
        return result
      })
      if (!undone.ok) return refused(undone.problem)
      changed(undone.notes)
      const { accountId, conversationRemoteId } = placeOfWriting(journal, undone.notes[0] ?? undone.note)
      const conversationId = conversationIdOf(replica, accountId, conversationRemoteId)
      return { ok: true, text: undone.text, conversationId }
    },

    'note.edit': ({ activityId, base, text, subject }) => {
      const note = ownNote(replica, journal, activityId)
      const target = note === null ? null : conversationTarget(replica, note.conversationId)
      if (note === null || target === null) return refused('not_editable')
      if (capabilitiesFor(context, note.accountId)?.note.edits !== true) return refused('not_editable')
      const form: NoteForm = { ...plainNote, format: note.isHtml ? 'html' : 'plain' }
      const edit = { target, noteRemoteId: note.remoteId, base, text, form }
      const saved = journal.write(() => {
        const result = writeEdit(surroundings, edit, readSettings(journal).undoHoldMs)
        if (result.ok) endEdit(context, subject ?? { kind: 'activity', activityId })
        return result
      })
      if (!saved.ok) return refused(saved.problem)
      changed([saved.note])
      return {
        ok: true,
        noteId: saved.note.noteId,
        heldUntilMs: saved.note.heldUntilMs ?? saved.note.createdAtMs,
      }
    },
  } satisfies Partial<Handlers>
}

/** Each record once, in the user's order. Null: one of them takes no note and has nobody who does. */
function targetsOf({ replica, journal }: ShellContext, request: Input<'note.save'>): Target[] | null {
  const wanted = request.targets ?? [request.conversationId]
  const found = new Map<number, ConversationTarget>()
  for (const id of wanted) {
    const conversationId = noteTargetOf(replica, journal, id)?.conversationId
    const target = conversationId === undefined ? null : conversationTarget(replica, conversationId)
    if (conversationId === undefined || target === null) return null
    found.set(conversationId, target)
  }
  return [...found].map(([conversationId, target]) => ({ conversationId, target }))
}

/** To whom else an entry was to go that is the draft again. A change of a note goes to nobody else. */
function keepOthers({ replica, journal, clock }: ShellContext, taken: OutboxRow, notes: readonly OutboxRow[]): void {
  const { accountId, conversationRemoteId } = placeOfWriting(journal, notes[0] ?? taken)
  const draft = readDraft(journal, accountId, conversationRemoteId)
  if (draft === null) return
  const written = conversationIdOf(replica, accountId, conversationRemoteId)
  const own = written === null ? null : noteTargetOf(replica, journal, written)
  const isOwn = (one: DraftTarget) =>
    isSame(one, { accountId, remoteId: conversationRemoteId }) ||
    (own !== null && conversationIdOf(replica, one.accountId, one.remoteId) === own.conversationId)
  const others = notes
    .filter(({ kind }) => kind === 'create')
    .map((note) => ({
      accountId: note.accountId,
      remoteId: note.conversationRemoteId,
      displayName: note.conversationName,
    }))
    .filter((one) => !isOwn(one))
  if (others.length === 0) return
  const alsoTo = [...others, ...draft.alsoTo.filter((one) => !others.some((other) => isSame(one, other)))]
  saveDraft(journal, accountId, conversationRemoteId, draft.text, clock.nowMs(), { alsoTo })
}

type RecordRef = Pick<DraftTarget, 'accountId' | 'remoteId'>

function isSame(one: RecordRef, other: RecordRef): boolean {
  return one.accountId === other.accountId && one.remoteId === other.remoteId
}

function formFor(context: ShellContext, { accountId }: ConversationTarget, form: NoteForm): NoteForm {
  const capabilities = capabilitiesFor(context, accountId)
  return capabilities === null ? form : formAs(capabilities.note, form)
}

function formOf(context: ShellContext, { accountId }: ConversationTarget): NoteForm {
  const capabilities = capabilitiesFor(context, accountId)
  return capabilities === null ? plainNote : usualForm(capabilities.note)
}

function capabilitiesFor({ journal }: ShellContext, accountId: number) {
  const account = readAccount(journal, accountId)
  return account === null ? null : capabilitiesOf(provider.parse(account.provider))
}
