import type { Journal } from '../../db/connection.ts'
import { type OutboxRow, readNote } from '../../db/outbox.ts'
import type { LeadpingState } from '../sandbox/leadping/state.ts'
import type { SandboxEvent } from '../sandbox/leadping/types.ts'
import type { WrittenNote } from './template.ts'

interface NotesAgainstCrm {
  readonly violations: readonly string[]
  /** Written, and not in the journal any more. */
  readonly missing: readonly WrittenNote[]
  /** In the journal with another text than was written. */
  readonly garbled: readonly WrittenNote[]
  /** Waiting for the user's answer, or for the user to look at them. */
  readonly asked: number
}

/**
 * Compares the notes that were written with the journal and the CRM, once nothing moves any more: none twice, none unsettled, none
 * called delivered that is not there, each lane in order. What is missing is returned: whether it may be is for the trial to say.
 */
export function notesAgainstCrm(
  journal: Journal,
  state: LeadpingState,
  written: readonly WrittenNote[],
): NotesAgainstCrm {
  const violations: string[] = []
  const missing: WrittenNote[] = []
  const garbled: WrittenNote[] = []
  const rows: OutboxRow[] = []
  for (const note of written) {
    const row = readNote(journal, note.noteId)
    if (row === null) missing.push(note)
    else if (row.text !== note.text) garbled.push(note)
    if (row !== null) rows.push(row)
  }
  const created = new Map<string, Readonly<SandboxEvent>>(state.notesFromApi().map((event) => [event.id, event]))
  const taken = new Set<string>()
  const lastStamps = new Map<string, number>()
  const asking = new Set<string>()
  for (const row of rows.sort((one, other) => one.laneSequence - other.laneSequence)) {
    // What stands behind a note that waits for the user's answer waits with it.
    if (row.needsAnswer) asking.add(row.conversationRemoteId)
    const isSettled = row.state === 'delivered' || row.state === 'rejected' || asking.has(row.conversationRemoteId)
    if (!isSettled) violations.push(`UNSETTLED: ${row.noteId} is ${row.state}`)
    if (row.state !== 'delivered') continue
    const event = created.get(row.remoteActivityId ?? '')
    if (event === undefined) violations.push(`LOST: ${row.noteId} is called delivered and is not in the CRM`)
    else {
      if (taken.has(event.id)) violations.push(`LOST: two notes are called ${event.id}`)
      taken.add(event.id)
      const before = lastStamps.get(row.conversationRemoteId) ?? 0
      if (event.createdAtMs < before) violations.push(`ORDER: ${row.noteId} overtook the note before it`)
      lastStamps.set(row.conversationRemoteId, event.createdAtMs)
    }
  }
  violations.push(...doubled(state, written))
  return { violations, missing, garbled, asked: rows.filter((row) => row.needsAnswer).length }
}

/** No text is in a conversation more often than it was written there. */
function doubled(state: LeadpingState, written: readonly WrittenNote[]): string[] {
  const key = (conversation: string | null, text: string) => JSON.stringify([conversation, text])
  const left = new Map<string, number>()
  for (const note of written) {
    const each = key(note.conversation, note.text)
    left.set(each, (left.get(each) ?? 0) + 1)
  }
  return state.notesFromApi().flatMap((event) => {
    const each = key(event.conversationId, event.text)
    const count = left.get(each) ?? 0
    left.set(each, count - 1)
    return count > 0 ? [] : [`DOUBLED, or sent with another text: ${event.id} ${event.text.slice(0, 60)}`]
  })
}
