import type { SeededRandom } from '../random.ts'
import { type TextKind, writeText } from '../texts.ts'
import type { Team } from './team.ts'
import type {
  Direction,
  EventOrigin,
  EventStatus,
  MediaFile,
  SandboxEvent,
  SandboxLead,
  TimelineType,
  TrafficType,
} from './types.ts'

const noMedia: readonly MediaFile[] = []

const conversationTypes: readonly (readonly [TimelineType, number])[] = [
  ['Sms', 620],
  ['Call', 120],
  ['Note', 85],
  ['Voicemail', 40],
  ['Mms', 30],
  ['LeadStatusChange', 30],
  ['Message', 20],
  ['LeadUpdated', 18],
  ['Notification', 18],
  ['Payment', 12],
  ['Warmup', 7],
]
const leadTypes: readonly (readonly [TimelineType, number])[] = [
  ['LeadCreated', 80],
  ['LeadUpdated', 15],
  ['Notification', 5],
]
const outboundStatuses: readonly (readonly [EventStatus, number])[] = [
  ['Delivered', 850],
  ['Sent', 60],
  ['Undeliverable', 20],
  ['Failed', 18],
  ['Queued', 8],
  ['Sending', 8],
  ['Scheduled', 10],
  ['Opted out', 6],
  ['Blocked', 6],
  ['Canceled', 6],
  ['Cancelled', 4],
  ['Pending', 4],
]
const callStatuses: readonly (readonly [EventStatus, number])[] = [
  ['Completed', 60],
  ['Ended', 12],
  ['Missed', 16],
  ['Voicemail', 5],
  ['Failed', 2],
  ['Initiated', 1],
  ['Ringing', 1],
  ['Active', 1],
  ['InProgress', 1],
  ['Canceled', 1],
]
const trafficTypes: readonly (readonly [TrafficType | null, number])[] = [
  ['RealLead', 960],
  [null, 20],
  ['Test', 8],
  ['SystemInternal', 8],
  ['FailedAttempt', 4],
]
const reasons: Partial<Record<EventStatus, string>> = {
  Undeliverable: 'The carrier reports the number as unreachable.',
  Failed: 'The carrier did not accept the message.',
  'Opted out': 'The lead replied STOP.',
  Blocked: 'Blocked by the quiet-hours policy.',
  Canceled: 'Canceled by a user.',
  Cancelled: 'Cancelled by an automation.',
}

/** Writes events about a lead. All of them are the seed's; only ids, stamps and direction may be asked for. */
export class EventWriter {
  readonly #random: SeededRandom
  readonly #team: Team

  constructor(random: SeededRandom, team: Team) {
    this.#random = random
    this.#team = team
  }

  /** Something that happened in a conversation; `type` and `direction` are drawn unless given. */
  inConversation(
    lead: SandboxLead,
    conversationId: string,
    createdAtMs: number,
    origin: EventOrigin,
    wish: { type?: TimelineType; direction?: Direction; text?: string } = {},
  ): SandboxEvent {
    return this.#write(lead, conversationId, createdAtMs, origin, {
      type: wish.type ?? this.#random.weighted(conversationTypes),
      ...wish,
    })
  }

  /** Something that happened to a lead outside any conversation. */
  aboutLead(lead: SandboxLead, createdAtMs: number, origin: EventOrigin, type?: TimelineType): SandboxEvent {
    return this.#write(lead, null, createdAtMs, origin, { type: type ?? this.#random.weighted(leadTypes) })
  }

  #write(
    lead: SandboxLead,
    conversationId: string | null,
    createdAtMs: number,
    origin: EventOrigin,
    wish: { type: TimelineType; direction?: Direction; text?: string },
  ): SandboxEvent {
    const random = this.#random
    const { type } = wish
    const direction = directionOf(random, type, wish.direction)
    const status = statusOf(random, type, direction)
    const isByUser = type === 'Note' || (direction === 'Outbound' && random.chance(0.7))
    const actor = isByUser ? random.pick([this.#team.me, this.#team.me, ...this.#team.colleagues]) : null
    const isCanceled = status === 'Canceled' || status === 'Cancelled'
    return {
      id: random.uuid(),
      conversationId,
      leadId: lead.id,
      type,
      direction,
      status,
      statusReason: (status && reasons[status]) ?? null,
      trafficType: type === 'Warmup' ? 'Warmup' : random.weighted(trafficTypes),
      text:
        wish.text ??
        writeText(random, textKindOf(type, direction), {
          firstName: lead.firstName,
          street: lead.street,
          city: lead.city,
          rep: (actor ?? this.#team.me).name.split(' ')[0] ?? 'Brightside',
        }),
      createdAtMs,
      modifiedAtMs: direction === 'Outbound' && type === 'Sms' ? createdAtMs + 2_500 : null,
      actor,
      scheduledForMs: status === 'Scheduled' || isCanceled ? createdAtMs + random.int(1, 96) * 3_600_000 : null,
      canceledAtMs: isCanceled ? createdAtMs + 60_000 : null,
      cancelReason: isCanceled ? 'No longer needed' : null,
      durationSeconds: type === 'Call' && status === 'Completed' ? random.int(12, 1_900) : null,
      amount: type === 'Payment' ? random.int(50, 9_000) : null,
      media: type === 'Mms' ? [pictureOf(random)] : noMedia,
      origin,
    }
  }
}

function directionOf(random: SeededRandom, type: TimelineType, wished: Direction | undefined): Direction | null {
  switch (type) {
    case 'Sms':
    case 'Mms':
    case 'Call':
      return wished ?? (random.chance(0.48) ? 'Inbound' : 'Outbound')
    case 'Message':
    case 'Voicemail':
      return 'Inbound'
    case 'Warmup':
      return 'Outbound'
    case 'Note':
    case 'LeadStatusChange':
    case 'LeadCreated':
    case 'LeadUpdated':
    case 'Notification':
    case 'Payment':
      return null
  }
}

function statusOf(random: SeededRandom, type: TimelineType, direction: Direction | null): EventStatus | null {
  switch (type) {
    case 'Sms':
    case 'Mms':
    case 'Message':
    case 'Warmup':
      return direction === 'Inbound' ? 'Received' : random.weighted(outboundStatuses)
    case 'Call':
      return random.weighted(callStatuses)
    case 'Voicemail':
      return 'Voicemail'
    case 'Note':
    case 'Payment':
      return 'Completed'
    case 'LeadStatusChange':
    case 'LeadCreated':
    case 'LeadUpdated':
    case 'Notification':
      return null
  }
}

function textKindOf(type: TimelineType, direction: Direction | null): TextKind {
  switch (type) {
    case 'Sms':
      return direction === 'Inbound' ? 'inbound' : 'outbound'
    case 'Mms':
      return 'pictures'
    case 'Message':
      return 'messages'
    case 'Call':
      return 'calls'
    case 'Voicemail':
      return 'voicemails'
    case 'Note':
      return 'notes'
    case 'LeadStatusChange':
      return 'statusChanges'
    case 'LeadCreated':
      return 'leadCreations'
    case 'LeadUpdated':
      return 'leadUpdates'
    case 'Notification':
      return 'notifications'
    case 'Payment':
      return 'payments'
    case 'Warmup':
      return 'warmups'
  }
}

function pictureOf(random: SeededRandom): MediaFile {
  const fileName = `IMG_${random.int(1_000, 9_999)}.jpg`
  return {
    url: `https://media.leadping.example.com/${random.uuid()}/${fileName}`,
    contentType: 'image/jpeg',
    size: random.int(80_000, 4_000_000),
    fileName,
  }
}
