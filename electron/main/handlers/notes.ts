import { v7 as uuidV7 } from 'uuid'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { insertNote, moveNote, readNote } from '../../../db/outbox.ts'
import { conversationTarget } from '../../../db/queries/targets.ts'
import { readSettings } from '../../../db/settings.ts'
import { maxNoteCharacters } from '../../ipc/contract.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { noteTopics } from './note-topics.ts'

function refused<K extends string>(kind: K) {
  return { ok: false as const, error: { kind, detail: null } }
}

/** Drafts and new notes. Each is durable in the journal before the call is answered. */
export function noteHandlers(context: ShellContext) {
  const { replica, journal, clock, engine } = context
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
      if (text.trim() === '') return refused('empty')
      if (text.length > maxNoteCharacters) return refused('too_long')
      const target = conversationTarget(replica, conversationId)
      if (target === null) return refused('gone')
      const nowMs = clock.nowMs()
      const { undoHoldMs } = readSettings(journal)
      const row = insertNote(journal, {
        noteId: newNoteId(context),
        accountId: target.accountId,
        conversationRemoteId: target.remoteId,
        leadRemoteId: target.leadRemoteId,
        conversationName: target.displayName,
        text,
        heldUntilMs: undoHoldMs === 0 ? null : nowMs + undoHoldMs,
        nowMs,
      })
      engine.post({ kind: 'outbox_changed' })
      context.announce(noteTopics(context, row))
      return { ok: true, noteId: row.noteId, heldUntilMs: row.heldUntilMs ?? nowMs }
    },

    'note.undo': ({ noteId }) => {
      const row = readNote(journal, noteId)
      if (row === null) return refused('gone')
      if (row.state !== 'held') return refused('too_late')
      const text = journal.write(() => {
        const nowMs = clock.nowMs()
        const cause = JSON.stringify({ kind: 'user', action: 'undo' })
        if (!moveNote(journal, row, { state: 'discarded', heldUntilMs: null }, cause, nowMs)) return null
        // What was typed since then stays, after the text that comes back.
        const typedSince = readDraft(journal, row.accountId, row.conversationRemoteId) ?? ''
        const draft = typedSince === '' ? row.text : `${row.text}\n\n${typedSince}`
        saveDraft(journal, row.accountId, row.conversationRemoteId, draft, nowMs)
        return draft
      })
      if (text === null) return refused('too_late')
      engine.post({ kind: 'outbox_changed' })
      context.announce(noteTopics(context, row))
      return { ok: true, text }
    },
  } satisfies Partial<Handlers>
}

/** A note's identity: it sorts by the moment of writing and names the note through every attempt. */
function newNoteId({ clock, random }: ShellContext): string {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))
  return uuidV7({ msecs: clock.nowMs(), random: bytes })
}
