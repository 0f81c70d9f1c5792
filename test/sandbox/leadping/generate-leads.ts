import { makePerson } from '../people.ts'
import type { SeededRandom } from '../random.ts'
import type { Team } from './team.ts'
import type { LeadOutcome, SandboxConversation, SandboxEvent, SandboxLead, SandboxTag } from './types.ts'

const stages = [
  { status: 'New', tone: 'info', category: null, outcome: null },
  { status: 'Contacted', tone: 'info', category: 'Open', outcome: 'Contacted' },
  { status: 'Appointment set', tone: 'success', category: 'Qualified', outcome: 'AppointmentSet' },
  { status: 'Proposal sent', tone: 'success', category: 'Qualified', outcome: 'ProposalSent' },
  { status: 'Won', tone: 'success', category: 'Converted', outcome: 'Sold' },
  { status: 'Not now', tone: 'warning', category: 'Open', outcome: 'CallBackLater' },
  { status: 'Lost', tone: 'danger', category: 'Lost', outcome: 'WentWithCompetitor' },
  { status: 'Bad number', tone: 'danger', category: 'Invalid', outcome: 'WrongNumber' },
  { status: 'Duplicate', tone: 'neutral', category: 'Duplicate', outcome: null },
] as const
const sources = ['Website form', 'Facebook ads', 'Referral', 'Door to door', 'Home show', 'Bought list'] as const
const tagNames = ['solar', 'battery', 'VIP', 'español', 'financing', 'HOA', 'call after 5', 'rebate'] as const
const tagColors = ['#f59e0b', '#10b981', '#6366f1', null] as const
const nextSteps = [
  'Call back',
  'Send revised quote',
  'Book site visit',
  'Wait for utility',
  'Collect signature',
] as const

/** The labels that leads share: made once an organization. */
export class LeadWriter {
  readonly #random: SeededRandom
  readonly #team: Team
  readonly #tags: readonly SandboxTag[]
  readonly #sources: readonly { id: string; name: string }[]

  constructor(random: SeededRandom, team: Team) {
    this.#random = random
    this.#team = team
    this.#tags = tagNames.map((name) => ({ id: random.uuid(), name, color: random.pick(tagColors) }))
    this.#sources = sources.map((name) => ({ id: random.uuid(), name }))
  }

  lead(index: number, createdAtMs: number): SandboxLead {
    const random = this.#random
    const person = makePerson(random, index)
    const stage = random.pick(stages)
    const processingStatus = random.weighted([
      ['Ready', 940],
      [null, 20],
      ['Enriching', 10],
      ['Verifying', 10],
      ['Validating', 10],
      ['Invalid', 6],
      ['Failed', 4],
    ] as const)
    return {
      id: random.uuid(),
      ...person,
      createdAtMs,
      updatedAtMs: createdAtMs,
      status: stage.status,
      statusTone: stage.tone,
      enabled: !random.chance(0.02),
      archivedAtMs: null,
      archivedByUserId: null,
      archiveReason: null,
      deletedAtMs: null,
      deletedByUserId: null,
      outcome: this.outcome(stage, createdAtMs + random.int(1, 90) * 60_000),
      processingStatus,
      processingStatusReason: processingStatus === 'Failed' ? 'Phone lookup timed out' : null,
      price: random.chance(0.4) ? random.int(800, 9_500) / 100 : null,
      tags: this.#tags.filter(() => random.chance(0.12)),
      source: random.pick(this.#sources),
    }
  }

  outcome(stage: (typeof stages)[number], changedAtMs: number): LeadOutcome | null {
    if (stage.category === null) return null
    const random = this.#random
    const source = random.pick(['User', 'User', 'AI', 'Automation', 'System', 'API', null] as const)
    return {
      id: random.uuid(),
      category: stage.category,
      outcome: stage.outcome,
      displayName: stage.status,
      changedAtMs,
      changedByUserId: source === 'User' ? random.pick([this.#team.me, ...this.#team.colleagues]).id : null,
      changedByAutomationId: source === 'Automation' ? random.uuid() : null,
      source,
    }
  }

  /** Moves a lead to another stage, as a colleague or an automation would. */
  restage(lead: SandboxLead, atMs: number): void {
    const stage = this.#random.pick(stages)
    lead.status = stage.status
    lead.statusTone = stage.tone
    lead.outcome = this.outcome(stage, atMs)
    lead.updatedAtMs = atMs
  }

  /** A conversation without events; `noteLastEvent` moves it as they come. */
  conversation(lead: SandboxLead): SandboxConversation {
    const random = this.#random
    const phoneNumber = random.chance(0.01) ? null : random.pick(this.#team.phoneNumbers)
    return {
      id: random.uuid(),
      leadId: lead.id,
      firstName: lead.firstName,
      lastName: lead.lastName,
      email: lead.email,
      avatarUrl: random.chance(0.1) ? `https://avatars.example.com/${random.int(1, 9_999)}.png` : null,
      lastSnippet: null,
      lastEventAtMs: null,
      lastEventIsInternalNote: false,
      status: 'open',
      statusReason: null,
      isArchived: false,
      archivedAtMs: null,
      archiveReason: null,
      outcome: lead.outcome,
      nextStep: random.chance(0.3) ? random.pick(nextSteps) : null,
      isUnread: false,
      phoneNumber,
      leadPhoneNumber: lead.phone,
      outboundPhoneNumberOverrideId: random.chance(0.05) ? random.pick(this.#team.phoneNumbers).id : null,
      activeOutboundPhoneNumberId: phoneNumber?.id ?? null,
    }
  }
}

const snippetLength = 120

/** Moves a conversation to its newest event; an event older than that changes nothing. */
export function noteLastEvent(conversation: SandboxConversation, event: SandboxEvent): void {
  if (conversation.lastEventAtMs !== null && event.createdAtMs < conversation.lastEventAtMs) return
  conversation.lastEventAtMs = event.createdAtMs
  conversation.lastSnippet = [...event.text.replaceAll(/\s+/g, ' ').slice(0, snippetLength * 2)]
    .slice(0, snippetLength)
    .join('')
  conversation.lastEventIsInternalNote = event.type === 'Note'
  if (event.type === 'Note') return
  conversation.statusReason = event.statusReason
  if (event.status === 'Failed' || event.status === 'Undeliverable') conversation.status = 'failed'
  else if (event.direction === 'Inbound') conversation.status = 'needs_reply'
  else conversation.status = event.direction === 'Outbound' ? 'waiting' : 'open'
}
