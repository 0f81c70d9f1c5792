import { type SeededRandom, seededRandom } from '../random.ts'
import { EventWriter } from './generate-events.ts'
import { LeadWriter, noteLastEvent } from './generate-leads.ts'
import { makeTeam, type Team } from './team.ts'
import type { SandboxConversation, SandboxEvent, SandboxLead } from './types.ts'

export interface DataSize {
  readonly seed: number
  readonly conversations: number
  /** Rows of the timeline in all, those outside conversations included. */
  readonly activities: number
  readonly leads: number
  /** The newest row is at or shortly before this moment, ms UTC. */
  readonly nowMs: number
}

export interface GeneratedData {
  readonly team: Team
  readonly leads: SandboxLead[]
  readonly conversations: SandboxConversation[]
  readonly events: SandboxEvent[]
  readonly eventWriter: EventWriter
  readonly leadWriter: LeadWriter
}

const dayMs = 86_400_000
const historyMs = 270 * dayMs

/** Nine months of a sales team's work, recent days heavier. The same size and seed give the same data. */
export function generateData(size: DataSize): GeneratedData {
  const random = seededRandom(size.seed)
  const team = makeTeam(random, size.nowMs)
  const eventWriter = new EventWriter(random, team)
  const leadWriter = new LeadWriter(random, team)
  const leadCount = size.conversations === 0 ? size.leads : Math.max(1, size.leads)
  const outsideCount = Math.floor(size.activities * 0.04)
  const counts = eventCounts(random, size.conversations, size.activities - outsideCount)
  const spans = counts.map((count) => spanOf(random, size.nowMs, count))
  makeLastStampsUnique(spans)

  const firstContactMs: number[] = Array.from({ length: leadCount }, () => size.nowMs - random.int(1, 270) * dayMs)
  spans.forEach((span, index) => {
    const lead = index % leadCount
    firstContactMs[lead] = Math.min(firstContactMs[lead] ?? size.nowMs, span.firstMs)
  })
  const leads = firstContactMs.map((firstMs, index) => leadWriter.lead(index, firstMs - random.int(1, 3_600_000)))

  const conversations: SandboxConversation[] = []
  const events: SandboxEvent[] = []
  counts.forEach((count, index) => {
    const lead = leads[index % leadCount]
    const span = spans[index]
    if (lead === undefined || span === undefined) return
    const conversation = leadWriter.conversation(lead)
    conversations.push(conversation)
    for (const atMs of stampsIn(random, span, count)) {
      const event = eventWriter.inConversation(lead, conversation.id, atMs, 'generated')
      events.push(event)
      noteLastEvent(conversation, event)
    }
    settleFlags(random, conversation, span.lastMs)
  })
  for (let index = 0; index < (leads.length === 0 ? 0 : outsideCount); index++) {
    const lead = leads[index % leads.length]
    if (lead === undefined) continue
    const isFirst = index < leads.length
    const atMs = isFirst ? lead.createdAtMs : random.int(lead.createdAtMs, size.nowMs)
    events.push(eventWriter.aboutLead(lead, atMs, 'generated', isFirst ? 'LeadCreated' : undefined))
  }
  finishLeads(random, leads, conversations, size.nowMs)
  return { team, leads, conversations, events, eventWriter, leadWriter }
}

/** How many events each conversation has: few for most, many for some, none for about two in a hundred. */
function eventCounts(random: SeededRandom, conversations: number, events: number): number[] {
  const counts = Array.from({ length: conversations }, () => 0)
  if (conversations === 0) return counts
  const silent = new Set<number>()
  for (let index = 0; index < conversations; index++) if (random.chance(0.02)) silent.add(index)
  if (silent.size === conversations) silent.clear()
  let left = events
  for (let index = 0; index < conversations && left > 0; index++) {
    if (silent.has(index)) continue
    counts[index] = 1
    left -= 1
  }
  const weights = counts.map((_, index) => (silent.has(index) ? 0 : 0.15 + (1 - random.next()) ** -0.45 - 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let cumulative = 0
  let given = 0
  weights.forEach((weight, index) => {
    cumulative += weight
    const upToHere = index === weights.length - 1 ? left : Math.min(left, Math.round((cumulative / total) * left))
    counts[index] = (counts[index] ?? 0) + upToHere - given
    given = upToHere
  })
  return counts
}

interface Span {
  firstMs: number
  lastMs: number
}

function spanOf(random: SeededRandom, nowMs: number, count: number): Span {
  const ageMs = historyMs * random.next() ** 2.2
  const lastMs = Math.floor(nowMs - ageMs)
  const lengthMs = count <= 1 ? 0 : (historyMs - ageMs) * random.next() ** 1.5
  return { firstMs: Math.floor(Math.min(lastMs - count * 1_000, lastMs - lengthMs)), lastMs }
}

function makeLastStampsUnique(spans: readonly Span[]): void {
  const taken = new Set<number>()
  for (const span of spans) {
    while (taken.has(span.lastMs)) span.lastMs -= 1
    taken.add(span.lastMs)
  }
}

/** Ascending, the last one the span's end and alone in being so. About one in a hundred equals the one before it. */
function stampsIn(random: SeededRandom, span: Span, count: number): number[] {
  if (count === 0) return []
  const stamps = Array.from({ length: count - 1 }, () =>
    Math.min(span.lastMs - 1, Math.floor(span.firstMs + (span.lastMs - span.firstMs) * random.next() ** 0.7)),
  ).sort((one, other) => one - other)
  for (let index = 1; index < stamps.length; index++) {
    if (random.chance(0.01)) stamps[index] = stamps[index - 1] ?? span.firstMs
  }
  return [...stamps, span.lastMs]
}

function settleFlags(random: SeededRandom, conversation: SandboxConversation, lastMs: number): void {
  if (conversation.lastEventAtMs === null) {
    conversation.status = random.chance(0.5) ? null : 'open'
  }
  conversation.isUnread = conversation.status === 'needs_reply' && random.chance(0.38)
  if (random.chance(0.12)) {
    conversation.isArchived = true
    conversation.archivedAtMs = lastMs + random.int(1, 600) * 100
    conversation.archiveReason = random.int(0, 9)
  }
}

function finishLeads(
  random: SeededRandom,
  leads: readonly SandboxLead[],
  conversations: readonly SandboxConversation[],
  nowMs: number,
): void {
  const withOpenConversation = new Set(conversations.filter((one) => !one.isArchived).map((one) => one.leadId))
  const stamps = new Set<number>()
  for (const lead of leads) {
    if (!withOpenConversation.has(lead.id) && random.chance(0.6)) {
      lead.archivedAtMs = random.int(lead.createdAtMs, nowMs)
      lead.archiveReason = random.int(0, 9)
    }
    lead.updatedAtMs = Math.min(
      nowMs,
      Math.max(lead.createdAtMs, lead.outcome?.changedAtMs ?? 0, lead.archivedAtMs ?? 0),
    )
    while (stamps.has(lead.updatedAtMs)) lead.updatedAtMs -= 1
    stamps.add(lead.updatedAtMs)
  }
}
