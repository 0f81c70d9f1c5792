import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { conversationTarget } from '../../../db/queries/targets.ts'
import { readSettings } from '../../../db/settings.ts'
import { maxNoteCharacters } from '../../ipc/contract.ts'
import { undoNote, writeNote } from '../../sync/outbox/user-actions.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { noteTopics } from './note-topics.ts'

function refused<K extends string>(kind: K) {
  return { ok: false as const, error: { kind, detail: null } }
}

/** Drafts and new notes. Each is durable in the journal before the call is answered. */
export function noteHandlers(context: ShellContext) {
  const { replica, journal, clock, random, engine } = context
  const surroundings = { journal, clock, maxNoteCharacters }
  return {
    'draft.save': ({ conversationId, text }) => {
      const target = conversationTarget(replica, conversationId)
      if (target === null) return refused('gone')
      const { accountId, remoteId } = target
      const hadDraft = readDraft(journal, accountId, remoteId) !== null
      saveDraft(journal, accountId, remoteId, text, clock.nowMs())
      // The inbox shows only whether there is one: a key pressed is no reason to read it again.
      if (hadDraft !== (text !== '')) context.announce([{ kind: 'inbox', accountId }])
      return { ok: true }
    },

    'note.save': ({ conversationId, text }) => {
      const target = conversationTarget(replica, conversationId)
      if (target === null) return refused('gone')
      const saved = writeNote({ ...surroundings, random }, target, text, readSettings(journal).undoHoldMs)
      if (!saved.ok) return refused(saved.problem)
      const { note } = saved
      engine.post({ kind: 'outbox_changed' })
      context.announce(noteTopics(context, note))
      return { ok: true, noteId: note.noteId, heldUntilMs: note.heldUntilMs ?? note.createdAtMs }
    },

    'note.undo': ({ noteId }) => {
      const undone = undoNote(surroundings, noteId)
      if (!undone.ok) return refused(undone.problem)
      engine.post({ kind: 'outbox_changed' })
      context.announce(noteTopics(context, undone.note))
      return { ok: true, text: undone.text }
    },
  } satisfies Partial<Handlers>
}
