import { listOpenNotes, moveNote, type NotePatch, type OutboxRow, readNote } from '../../../db/outbox.ts'
import { outboxNoteOf } from '../../../db/queries/outbox-note.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { maxNoteCharacters } from '../../ipc/contract.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { noteTopics } from './note-topics.ts'

const done = { ok: true } as const

function refused<K extends string>(kind: K) {
  return { ok: false as const, error: { kind, detail: null } }
}

const againNow = { state: 'queued', notBeforeMs: null, trouble: null } as const satisfies NotePatch

/** What the user does to notes that the CRM has not confirmed. The engine may move a note at the same moment: one wins. */
export function outboxHandlers(context: ShellContext) {
  const { replica, journal } = context
  return {
    'outbox.list': () =>
      listOpenNotes(journal).map((row) =>
        outboxNoteOf(row, conversationIdOf(replica, row.accountId, row.conversationRemoteId)),
      ),
    'outbox.retry': ({ noteId }) => userMoves(context, noteId, 'retry', retryPatch),
    'outbox.edit': ({ noteId, text }) => {
      if (text.trim() === '') return refused('empty')
      if (text.length > maxNoteCharacters) return refused('too_long')
      return userMoves(context, noteId, 'edit', (row) => editPatch(row, text))
    },
    'outbox.discard': ({ noteId }) => userMoves(context, noteId, 'discard', discardPatch),
    'outbox.resolve': ({ noteId, answer }) =>
      userMoves(context, noteId, `resolve_${answer}`, (row) => resolvePatch(row, answer)),
  } satisfies Partial<Handlers>
}

/**
 * One guarded step by the user. `patchFor` null: not from this state. A note that moved between the read and the write is
 * looked at once more, for what the user asked may still be right.
 */
function userMoves(
  context: ShellContext,
  noteId: string,
  action: string,
  patchFor: (row: OutboxRow) => NotePatch | null,
) {
  for (let look = 0; look < 2; look += 1) {
    const row = readNote(context.journal, noteId)
    if (row === null) return refused('gone')
    const patch = patchFor(row)
    if (patch === null) return refused('wrong_state')
    const cause = JSON.stringify({ kind: 'user', action })
    if (!moveNote(context.journal, row, patch, cause, context.clock.nowMs())) continue
    context.engine.post({ kind: 'outbox_changed' })
    context.announce(noteTopics(context, row))
    return done
  }
  return refused('wrong_state')
}

function retryPatch(row: OutboxRow): NotePatch | null {
  return row.state === 'queued' || row.state === 'rejected' ? againNow : null
}

function editPatch(row: OutboxRow, text: string): NotePatch | null {
  switch (row.state) {
    case 'held':
      return { text }
    case 'queued':
    case 'rejected':
      return { ...againNow, text }
    case 'sending':
    case 'in_doubt':
    case 'delivered':
    case 'discarded':
      return null
    default:
      return row.state satisfies never
  }
}

function discardPatch(row: OutboxRow): NotePatch | null {
  switch (row.state) {
    case 'held':
    case 'queued':
    case 'rejected':
      return { state: 'discarded' }
    case 'in_doubt':
      return row.needsAnswer ? { state: 'discarded', needsAnswer: false } : null
    case 'sending':
    case 'delivered':
    case 'discarded':
      return null
    default:
      return row.state satisfies never
  }
}

function resolvePatch(row: OutboxRow, answer: 'is_there' | 'send_again'): NotePatch | null {
  if (row.state !== 'in_doubt' || !row.needsAnswer) return null
  // "It is there" keeps the activity that the look-up found likeliest: no later note of the same text may be taken for it.
  return answer === 'is_there'
    ? { state: 'delivered', trouble: null, needsAnswer: false }
    : { ...againNow, needsAnswer: false, remoteActivityId: null }
}
