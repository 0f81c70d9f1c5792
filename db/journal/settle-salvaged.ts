import { z } from 'zod'
import type { Journal } from '../connection.ts'
import { isAsWritten } from '../note-digest.ts'
import { writtenNote } from '../outbox/row.ts'
import { moveNote, type NoteReceipt, noteStates, type OutboxRow, readNote, receiptsOf } from '../outbox.ts'
import { parsedJson } from '../parsed-json.ts'
import { readServerClock } from '../server-clocks.ts'
import type { MergedNotes } from './merge-notes.ts'

export interface SettledNotes {
  /** Put in doubt: the CRM is read before any of them is sent. */
  readonly inDoubt: number
  /** Their text is not what was written, and no source has that: kept for the user to look at. */
  readonly changed: number
  /** Known by their receipts alone, not delivered and not discarded: their text is gone. When each was written, ms UTC. */
  readonly lostWrittenAtMs: readonly number[]
}

const unsent: ReadonlySet<string> = new Set(['held', 'queued', 'sending'])
const known: ReadonlySet<string> = new Set(noteStates)

/**
 * Brings salvaged notes to a state that cannot send anything twice. A row may be older than the truth: it came from the backup, or
 * the log lost the commits that followed it. Whatever such a row says, the note may have been sent since; so it comes back in
 * doubt, from the moment at which it was written, and the CRM is read first. Where a receipt survived that says what became
 * of it, that is what became of it.
 */
export function settleSalvaged(
  target: Journal,
  merged: MergedNotes,
  options: { readonly hasLostCommits: boolean; readonly nowMs: number },
): SettledNotes {
  let inDoubt = 0
  let changed = 0
  for (const noteId of [...merged.fromFile, ...merged.fromBackup]) {
    const note = readNote(target, noteId)
    if (note === null) continue
    const receipts = receiptsOf(target, noteId)
    const isOld =
      options.hasLostCommits || merged.fromBackup.has(noteId) || (receipts.at(-1)?.to ?? note.state) !== note.state
    if (finishByReceipts(target, note, receipts, options.nowMs)) continue
    const isIdLost = hasLostId(note)
    if (note.state === 'discarded' || (note.state === 'delivered' && !isIdLost)) continue
    if (!isAsWritten(writtenNote(target, note), causesOf(receipts))) {
      const trouble = JSON.stringify({ kind: 'damaged' })
      const patch = { state: 'rejected', heldUntilMs: null, notBeforeMs: null, trouble, needsAnswer: false } as const
      moveNote(target, note, patch, JSON.stringify({ kind: 'damaged' }), options.nowMs)
      changed += 1
      continue
    }
    const isDoubtful = isIdLost || (unsent.has(note.state) ? isOld : !known.has(note.state))
    if (!isDoubtful) continue
    if (note.kind === 'edit') {
      // It reads the CRM before it writes, and finds there what it wrote before.
      const waiting = { state: 'queued', heldUntilMs: null, notBeforeMs: null } as const
      moveNote(target, note, waiting, JSON.stringify({ kind: 'restored_after_damage' }), options.nowMs)
      continue
    }
    const patch = {
      state: 'in_doubt',
      heldUntilMs: null,
      notBeforeMs: null,
      // By the CRM's clock, as a look-up needs it. Where the id is lost, the time beside it is not to be believed either.
      sentAtMs:
        (isIdLost ? null : note.sentAtMs) ??
        note.createdAtMs + (readServerClock(target, note.accountId)?.offsetMs ?? 0),
      gaveUpAtMs: null,
      remoteActivityId: null,
    } as const
    const cause = merged.fromBackup.has(noteId) ? 'restored_from_backup' : 'restored_after_damage'
    moveNote(target, note, patch, JSON.stringify({ kind: cause }), options.nowMs)
    inDoubt += 1
  }
  return { inDoubt, changed, lostWrittenAtMs: lostNotes(target, options.nowMs) }
}

/** It is in the CRM, but damage took what it is there, and left what no CRM has in an id: the CRM is asked again. */
function hasLostId({ state, remoteActivityId }: OutboxRow): boolean {
  return state === 'delivered' && remoteActivityId !== null && /^$|[\p{Cc}\uFFFD]/u.test(remoteActivityId)
}

/** Before the first Fieldpost. */
const firstNoteMs = Date.UTC(2026, 0, 1)
const dayMs = 86_400_000

const deliveringCause = z.object({ remoteId: z.string() })

/** A receipt of an end is the end, however old the row beside it. */
function finishByReceipts(target: Journal, note: OutboxRow, receipts: readonly NoteReceipt[], nowMs: number): boolean {
  const end = receipts.find(({ to }) => to === 'delivered' || to === 'discarded')
  if (end === undefined || (end.to === note.state && !hasLostId(note))) return false
  const cause = deliveringCause.safeParse(parsedJson(end.cause))
  if (end.to === note.state && !cause.success) return false
  const remoteActivityId = cause.success ? cause.data.remoteId : note.remoteActivityId
  const patch = { state: end.to, remoteActivityId, heldUntilMs: null, trouble: null, needsAnswer: false }
  moveNote(target, note, patch, JSON.stringify({ kind: 'restored_from_receipt' }), nowMs)
  return true
}

const causesOf = (receipts: readonly NoteReceipt[]) => receipts.map(({ cause }) => String(cause))

/** A receipt may be damaged too: one that cannot have been written by us proves no note. */
function lostNotes(target: Journal, nowMs: number): number[] {
  return target.raw
    .prepare<[number, number], { written_at_ms: number }>(
      `SELECT min(r.at_ms) AS written_at_ms FROM note_receipts AS r
       WHERE length(r.note_id) BETWEEN 8 AND 64 AND r.note_id NOT GLOB '*[^A-Za-z0-9-]*'
         AND r.at_ms BETWEEN ? AND ? AND r.to_state IN (${noteStates.map((state) => `'${state}'`).join(', ')})
         AND NOT EXISTS (SELECT 1 FROM notes_outbox AS n WHERE n.note_id = r.note_id)
       GROUP BY r.note_id HAVING sum(r.to_state IN ('delivered', 'discarded')) = 0 ORDER BY 1`,
    )
    .all(firstNoteMs, nowMs + dayMs)
    .map((row) => row.written_at_ms)
}
