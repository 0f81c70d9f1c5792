import { z } from 'zod'
import type { OutboxRow } from '../outbox.ts'
import type { OutboxNote } from './shapes.ts'

/** Why a note is where it is, as the engine stores it. */
const noteTrouble = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offline') }),
  z.object({ kind: z.literal('timeout') }),
  z.object({ kind: z.literal('server'), status: z.number() }),
  z.object({ kind: z.literal('throttled') }),
  z.object({ kind: z.literal('unauthorized') }),
  z.object({ kind: z.literal('rejected'), status: z.number(), reason: z.string() }),
  z.object({ kind: z.literal('contract'), reason: z.string() }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('ambiguous'), candidates: z.int() }),
  z.object({ kind: z.literal('unverifiable') }),
])

export type NoteTrouble = z.infer<typeof noteTrouble>

/** A row of the outbox as the screens show it. */
export function outboxNoteOf(row: OutboxRow, conversationId: number | null): OutboxNote {
  return {
    noteId: row.noteId,
    accountId: row.accountId,
    conversationId,
    conversationName: row.conversationName,
    text: row.text,
    state: row.state,
    trouble: troubleOf(row.trouble),
    attempts: row.attempts,
    createdAtMs: row.createdAtMs,
    nextTryAtMs: nextTryAtMs(row),
    needsAnswer: row.needsAnswer,
  }
}

/** Held: the end of the undo window. Queued: not before this. Null: as soon as its turn comes, or not by itself. */
function nextTryAtMs(row: OutboxRow): number | null {
  if (row.state === 'held') return row.heldUntilMs
  return row.state === 'queued' ? row.notBeforeMs : null
}

/** A trouble that a later version wrote and this one cannot read is shown as none known. */
function troubleOf(json: string | null): NoteTrouble | null {
  if (json === null) return null
  try {
    return noteTrouble.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
