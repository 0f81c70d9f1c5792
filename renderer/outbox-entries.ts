import type { OutboxNote } from '../electron/ipc/shapes.ts'

/** What the user saved at once, with what became of it at each target. */
export interface OutboxEntry {
  readonly entryId: string
  /** In the order of the targets; never empty. */
  readonly notes: readonly [OutboxNote, ...OutboxNote[]]
}

/** The notes of the outbox, those of one entry together, in the order in which they were written. */
export function outboxEntries(notes: readonly OutboxNote[]): OutboxEntry[] {
  const entries = new Map<string, [OutboxNote, ...OutboxNote[]]>()
  for (const note of notes) {
    const known = entries.get(note.entryId)
    if (known === undefined) entries.set(note.entryId, [note])
    else known.push(note)
  }
  return [...entries].map(([entryId, ofEntry]) => ({ entryId, notes: ofEntry }))
}

/** How far an entry for several targets has come. */
export function entryCounts({ notes }: OutboxEntry): {
  readonly total: number
  readonly delivered: number
  readonly troubled: number
} {
  return {
    total: notes.length,
    delivered: notes.filter(({ state }) => state === 'delivered').length,
    troubled: notes.filter(isTroubled).length,
  }
}

/** Nothing happens to it until the user says so. */
export function isTroubled({ state, needsAnswer }: Pick<OutboxNote, 'state' | 'needsAnswer'>): boolean {
  return state === 'rejected' || needsAnswer
}
