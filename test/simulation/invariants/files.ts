import { listAttachments } from '../../../db/attachments.ts'
import type { Databases } from '../../../db/open.ts'
import type { SimulatedCrm } from '../crm.ts'
import type { ToldNote } from '../memory.ts'
import { rowsOf } from './notes.ts'
import type { Violation } from './violation.ts'

/**
 * At rest: each delivered note has in the CRM the files that it was written with, all of them, in their order, with their bytes, and none is
 * refused for uploads that the CRM has let go of.
 */
export function filesGoAlong(
  { journal }: Databases,
  told: ReadonlyMap<string, ToldNote>,
  crm: SimulatedCrm,
): Violation[] {
  return rowsOf(journal, told).flatMap(({ noteId, entryId, state, remoteActivityId, trouble }) => {
    if (state === 'rejected' && /"kind":"rejected".*attachment/.test(trouble ?? ''))
      return [{ invariant: 'files go along' as const, detail: `${noteId} is refused for its uploads: ${trouble}` }]
    const there = state === 'delivered' && remoteActivityId !== null ? crm.noteNow?.(remoteActivityId) : null
    if (there == null) return []
    const expected = listAttachments(journal, entryId).map(({ fileName, contentHash }) => ({ fileName, contentHash }))
    if (JSON.stringify(there.files) === JSON.stringify(expected)) return []
    const detail = `${noteId} has ${JSON.stringify(there.files)} instead of ${JSON.stringify(expected)}`
    return [{ invariant: 'files go along' as const, detail }]
  })
}
