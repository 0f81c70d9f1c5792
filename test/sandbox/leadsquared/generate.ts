import { type SeededRandom, seededRandom } from '../random.ts'
import { sharedPeople } from '../shared-people.ts'
import { makeActivityTypes } from './activity-types.ts'
import { RowWriter } from './rows.ts'
import { makeTeam, type Team } from './team.ts'
import type { ActivityType, SandboxActivity, SandboxLead, SandboxLeadNote } from './types.ts'

export interface DataSize {
  readonly seed: number
  readonly leads: number
  readonly activities: number
  /** The newest row is at or shortly before this moment, ms UTC. */
  readonly nowMs: number
  /** Whether type 200 has a string field set aside for the client's own reference. */
  readonly referenceField: boolean
  /** Whether the first leads are people whom other sandboxes know too. */
  readonly sharedPeople: boolean
}

export interface GeneratedData {
  readonly team: Team
  readonly types: ActivityType[]
  readonly leads: SandboxLead[]
  readonly activities: SandboxActivity[]
  readonly notes: SandboxLeadNote[]
  readonly rows: RowWriter
}

const dayMs = 86_400_000
const historyMs = 270 * dayMs
const typeWeights: Readonly<Record<number, number>> = { 1: 10, 2: 14, 21: 12, 22: 20, 200: 24, 201: 10, 202: 8, 203: 4 }

/** The lead of the documents' own example. */
const exampleLeadId = '00727844-51aa-11e2-9e64-12314004ac6b'

/** Nine months of a sales team's work, recent days heavier. The same size and seed give the same data. */
export function generateData(size: DataSize): GeneratedData {
  const random = seededRandom(size.seed)
  const team = makeTeam(random)
  const types = makeActivityTypes(random, size.referenceField)
  const rows = new RowWriter(random, team)
  const leads = Array.from({ length: size.leads }, (_, index) =>
    rows.lead(index, pastMs(random, size.nowMs), 'generated', {
      ...(index === 0 ? { id: exampleLeadId } : {}),
      ...(size.sharedPeople ? sharedDetails(index) : {}),
    }),
  )
  const weighted = types.map((type) => [type, typeWeights[type.code] ?? 1] as const)
  const activities: SandboxActivity[] = []
  for (let index = 0; index < (leads.length === 0 ? 0 : size.activities); index++) {
    const lead = index < leads.length ? leads[index] : random.pick(leads)
    if (lead === undefined) continue
    const type = random.weighted(weighted)
    activities.push(rows.activity(lead, type, stampsAfter(random, lead, size.nowMs), 'generated'))
    lead.score += type.score
  }
  editSome(random, activities, size.nowMs)
  const notes = leads
    .filter(() => random.chance(0.1))
    .map((lead) => rows.leadNote(lead, random.int(lead.createdAtMs, size.nowMs), team.me, 'generated'))
  return { team, types, leads, activities, notes, rows }
}

function pastMs(random: SeededRandom, nowMs: number): number {
  return Math.floor(nowMs - historyMs * random.next() ** 2.2)
}

/** Mostly written down when it happened; some later, in the evening or days after. */
function stampsAfter(
  random: SeededRandom,
  lead: SandboxLead,
  nowMs: number,
): { happenedAtMs: number; writtenAtMs: number } {
  const writtenAtMs = Math.floor(lead.createdAtMs + (nowMs - lead.createdAtMs) * random.next() ** 0.7)
  const delayMs = random.chance(0.15) ? random.int(1, 72) * 3_600_000 : 0
  return { happenedAtMs: writtenAtMs - delayMs, writtenAtMs }
}

/** About one in twenty was edited after it was written. */
function editSome(random: SeededRandom, activities: readonly SandboxActivity[], nowMs: number): void {
  for (const activity of activities) {
    if (random.chance(0.05)) activity.modifiedAtMs = random.int(activity.writtenAtMs, nowMs)
  }
}

function sharedDetails(index: number): Partial<SandboxLead> {
  const person = sharedPeople[index]
  if (person === undefined) return {}
  const { firstName, lastName, email, company } = person
  // Every third is spelled as people write it at home: the account's own entries are not tidy.
  return { firstName, lastName, email, company, phone: index % 3 === 0 ? person.localPhone : person.phone }
}
