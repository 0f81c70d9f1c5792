import { z } from 'zod'
import type { Journal } from '../connection.ts'
import { moveNote, type NoteReceipt, type NoteState, type OutboxRow, readNote, receiptsOf } from '../outbox.ts'
import type { MergedNotes } from './merge-notes.ts'

export interface SettledNotes {
  /** Put in doubt: the CRM is read before any of them is sent. */
  readonly inDoubt: number
  /** Known by their receipts alone, not delivered and not discarded: their text is gone. When each was written, ms UTC. */
  readonly lostWrittenAtMs: readonly number[]
}

const unsent: ReadonlySet<NoteState> = new Set(['held', 'queued', 'sending'])

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
  for (const noteId of [...merged.fromFile, ...merged.fromBackup]) {
    const note = readNote(target, noteId)
    if (note === null) continue
    const receipts = receiptsOf(target, noteId)
    const isOld =
      options.hasLostCommits || merged.fromBackup.has(noteId) || (receipts.at(-1)?.to ?? note.state) !== note.state
    if (finishByReceipts(target, note, receipts, options.nowMs)) continue
    if (!isOld || !unsent.has(note.state)) continue
    const patch = {
      state: 'in_doubt',
      heldUntilMs: null,
      notBeforeMs: null,
      sentAtMs: note.sentAtMs ?? note.createdAtMs,
      gaveUpAtMs: options.nowMs,
    } as const
    const cause = merged.fromBackup.has(noteId) ? 'restored_from_backup' : 'restored_after_damage'
    moveNote(target, note, patch, JSON.stringify({ kind: cause }), options.nowMs)
    inDoubt += 1
  }
  return { inDoubt, lostWrittenAtMs: lostNotes(target) }
}

const deliveringCause = z.object({ remoteId: z.string() })

/** A receipt of an end is the end, however old the row beside it. */
function finishByReceipts(target: Journal, note: OutboxRow, receipts: readonly NoteReceipt[], nowMs: number): boolean {
  const end = receipts.find(({ to }) => to === 'delivered' || to === 'discarded')
  if (end === undefined || end.to === note.state) return false
  const cause = deliveringCause.safeParse(parsed(end.cause))
  const remoteActivityId = cause.success ? cause.data.remoteId : note.remoteActivityId
  const patch = { state: end.to, remoteActivityId, heldUntilMs: null, trouble: null, needsAnswer: false }
  moveNote(target, note, patch, JSON.stringify({ kind: 'restored_from_receipt' }), nowMs)
  return true
}

/** Damage may have left anything in a text. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function lostNotes(target: Journal): number[] {
  return target.raw
    .prepare<[], { written_at_ms: number }>(
      `SELECT min(r.at_ms) AS written_at_ms FROM note_receipts AS r
       WHERE NOT EXISTS (SELECT 1 FROM notes_outbox AS n WHERE n.note_id = r.note_id)
       GROUP BY r.note_id HAVING sum(r.to_state IN ('delivered', 'discarded')) = 0 ORDER BY 1`,
    )
    .all()
    .map((row) => row.written_at_ms)
}
