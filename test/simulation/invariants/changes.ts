import type { Databases } from '../../../db/open.ts'
import type { OutboxRow } from '../../../db/outbox.ts'
import type { SimulatedCrm } from '../crm.ts'
import type { ToldNote } from '../memory.ts'
import { rowsOf } from './notes.ts'
import type { Violation } from './violation.ts'

/** Holds at every moment: what a colleague wrote over a note of ours was overwritten only by a user who had seen it. */
export function nobodyIsOverwritten(seen: ReadonlyMap<string, ReadonlySet<string>>, crm: SimulatedCrm): Violation[] {
  return crm.overwritten
    .filter(({ noteRemoteId, content }) => seen.get(noteRemoteId)?.has(content) !== true)
    .map(({ noteRemoteId, content }) => ({
      invariant: 'nobody is overwritten',
      detail: `${JSON.stringify(content)} in ${noteRemoteId} was overwritten unseen`,
    }))
}

/** At rest: where nobody else has changed a note since, it says what its user made of it last. */
export function changesAreMade(
  { journal }: Databases,
  told: ReadonlyMap<string, ToldNote>,
  crm: SimulatedCrm,
): Violation[] {
  const changes = rowsOf(journal, told).filter(({ kind }) => kind === 'edit')
  const changed = new Set(changes.flatMap(({ editsRemoteId }) => editsRemoteId ?? []))
  return [...changed].flatMap((noteRemoteId) => {
    const rows = changes.filter(({ editsRemoteId }) => editsRemoteId === noteRemoteId)
    const there = crm.noteNow?.(noteRemoteId)
    if (there == null || there.changed === 'colleague' || there.changed === 'out_of_order') return []
    const possible = lastTexts(rows, told)
    if (possible === null || possible.includes(there.text)) return []
    const detail = `${noteRemoteId} says ${JSON.stringify(there.text)} instead of ${JSON.stringify(possible)}`
    return [{ invariant: 'changes are made' as const, detail }]
  })
}

/** The last delivered change, or one after it that was given up and may have left before; null: nothing has to have changed. */
function lastTexts(rows: readonly OutboxRow[], told: ReadonlyMap<string, ToldNote>): readonly string[] | null {
  const inOrder = rows.toSorted((one, other) => one.laneSequence - other.laneSequence)
  const index = inOrder.findLastIndex(({ state }) => state === 'delivered')
  const delivered = inOrder[index]
  if (delivered === undefined) return null
  const later = inOrder.slice(index + 1)
  return [delivered.text, ...later.flatMap(({ noteId, text }) => [text, ...(told.get(noteId)?.earlierTexts ?? [])])]
}
