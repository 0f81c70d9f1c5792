import {
  listEditDrafts,
  removeEditDraft,
  type EditSubject as StoredSubject,
  saveEditDraft,
} from '../../../db/edit-drafts.ts'
import { readNote } from '../../../db/outbox.ts'
import { parsedJson } from '../../../db/parsed-json.ts'
import { activityIdOf, activityTarget, conversationIdOf } from '../../../db/queries/targets.ts'
import { type EditSubject, type KeptEdit, noteEdit, type OutboxNote } from '../../ipc/shapes.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'

/** Changes of notes that the user has begun: on disk as they type, so that nothing of them ends with the window. */
export function editHandlers(context: ShellContext) {
  const { journal, clock } = context
  return {
    'edit.keep': ({ subject, ...edit }) => {
      const place = placeOf(context, subject)
      if (place === null) return { ok: false, error: { kind: 'gone', detail: null } }
      saveEditDraft(journal, { ...place, edit: JSON.stringify(edit) }, clock.nowMs())
      return { ok: true }
    },
    'edit.giveUp': ({ subject }) => {
      endEdit(context, subject)
      return { ok: true }
    },
    'edit.list': () =>
      listEditDrafts(journal).flatMap(({ accountId, subject, edit }) => {
        const shown = shownSubject(context, accountId, subject)
        const kept = storedEdit.safeParse(parsedJson(edit)).data
        return shown === null || kept === undefined ? [] : [withPlace(context, { ...kept, subject: shown })]
      }),
  } satisfies Partial<Handlers>
}

const storedEdit = noteEdit.omit({ subject: true })

/** The change was saved, or given up: it is no longer one that was begun. */
export function endEdit(context: ShellContext, subject: EditSubject): void {
  const place = placeOf(context, subject)
  if (place !== null) removeEditDraft(context.journal, place.accountId, place.subject)
}

/** Null: the note is not here. */
function placeOf(
  { replica, journal }: ShellContext,
  subject: EditSubject,
): { readonly accountId: number; readonly subject: StoredSubject } | null {
  if (subject.kind === 'note') {
    const note = readNote(journal, subject.noteId)
    return note && { accountId: note.accountId, subject }
  }
  const activity = activityTarget(replica, subject.activityId)
  return activity && { accountId: activity.accountId, subject: { kind: 'activity', remoteId: activity.remoteId } }
}

function shownSubject(context: ShellContext, accountId: number, subject: StoredSubject): EditSubject | null {
  if (subject.kind === 'note') return readNote(context.journal, subject.noteId) && subject
  const activityId = activityIdOf(context.replica, accountId, subject.remoteId)
  return activityId === null ? null : { kind: 'activity', activityId }
}

/** A replica that was made anew has other numbers for its conversations. */
function withPlace(context: ShellContext, edit: KeptEdit): KeptEdit {
  const { opened } = edit
  if (opened.kind === 'waiting') return { ...edit, opened: { ...opened, note: inPlace(context, opened.note) } }
  return { ...edit, opened: { ...opened, late: opened.late && inPlace(context, opened.late) } }
}

function inPlace({ replica, journal }: ShellContext, note: OutboxNote): OutboxNote {
  const row = readNote(journal, note.noteId)
  const conversationId = row && conversationIdOf(replica, row.accountId, row.conversationRemoteId)
  return { ...note, conversationId }
}
