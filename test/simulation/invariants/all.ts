import type { Databases } from '../../../db/open.ts'
import type { SimulatedCrm } from '../crm.ts'
import type { ToldNote } from '../memory.ts'
import type { Laptop } from '../time.ts'
import { changesAreMade, nobodyIsOverwritten } from './changes.ts'
import { filesGoAlong } from './files.ts'
import { eachNoteExactlyOnce, orderIsKept, receiptsTellTheStory, savedNotesAreOnDisk } from './notes.ts'
import { coverageIsTrue, nothingRemovedWrongly, replicaEqualsCrm, shownOnce } from './replica.ts'
import type { Violation } from './violation.ts'

export interface Moment {
  readonly accountId: number
  readonly told: ReadonlyMap<string, ToldNote>
  /** By note in the CRM: what its user saw there before they wrote over it. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>
  readonly crm: SimulatedCrm
  readonly laptop: Laptop
  readonly knownRows: Set<string>
}

/** What must hold at every moment, in the middle of an outage as at rest. */
export function allAtEveryMoment(databases: Databases, moment: Moment): Violation[] {
  const { accountId, told, seen, crm, laptop, knownRows } = moment
  return [
    ...savedNotesAreOnDisk(databases, told),
    ...nobodyIsOverwritten(seen, crm),
    ...coverageIsTrue(databases, accountId, crm, laptop),
    ...nothingRemovedWrongly(databases, accountId, crm, knownRows),
    ...shownOnce(databases, accountId, told, crm),
  ]
}

/** What must hold when everything has come to its end. */
export function allAtRest(
  databases: Databases,
  accountId: number,
  told: ReadonlyMap<string, ToldNote>,
  crm: SimulatedCrm,
): Violation[] {
  return [
    ...eachNoteExactlyOnce(databases, told, crm),
    ...orderIsKept(databases, told, crm),
    ...receiptsTellTheStory(databases, told),
    ...filesGoAlong(databases, told, crm),
    ...changesAreMade(databases, told, crm),
    ...replicaEqualsCrm(databases, accountId, crm),
  ]
}
