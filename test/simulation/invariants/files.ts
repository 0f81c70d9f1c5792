import { listAttachments } from '../../../db/attachments.ts'
import type { Databases } from '../../../db/open.ts'
import { type OutboxRow, receiptsOf } from '../../../db/outbox.ts'
import type { SimulatedCrm } from '../crm.ts'
import type { NoteFiles } from '../desk.ts'
import type { ToldNote } from '../memory.ts'
import { rowsOf } from './notes.ts'
import type { Violation } from './violation.ts'

/**
 * At rest: each delivered note has in the CRM the files that its user put to it, all of them, in their order, with their bytes, and none is
 * refused for uploads that the CRM has let go of.
 */
export function filesGoAlong(
  { journal }: Databases,
  told: ReadonlyMap<string, ToldNote>,
  crm: SimulatedCrm,
): Violation[] {
  return rowsOf(journal, told).flatMap((row) => {
    const { noteId, entryId, state, remoteActivityId, trouble } = row
    const violation = (detail: string): Violation[] => [{ invariant: 'files go along', detail: `${noteId} ${detail}` }]
    if (isRefusedForUploads(row) && !wasInDoubt(journal, row))
      return violation(`is refused for its uploads: ${trouble}`)
    const there = state === 'delivered' && remoteActivityId !== null ? crm.noteNow?.(remoteActivityId) : null
    if (there == null) return []
    const known: NoteFiles = told.get(noteId)?.written?.files ?? listAttachments(journal, entryId)
    const expected = known.map(({ fileName, contentHash }) => ({ fileName, contentHash }))
    if (JSON.stringify(there.files) === JSON.stringify(expected)) return []
    return violation(`has ${JSON.stringify(there.files)} instead of ${JSON.stringify(expected)}`)
  })
}

/** Those that are too many for the CRM are so however often they are uploaded. */
function isRefusedForUploads({ state, trouble }: OutboxRow): boolean {
  return (
    state === 'rejected' && /"kind":"rejected".*attachment/.test(trouble ?? '') && !/no more than/.test(trouble ?? '')
  )
}

/** An upload that is "used already" may be so by an earlier attempt of the note itself. */
function wasInDoubt(journal: Databases['journal'], { noteId }: OutboxRow): boolean {
  return receiptsOf(journal, noteId).some(({ to }) => to === 'in_doubt')
}
