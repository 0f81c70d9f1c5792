import type { EventStatus, SandboxEvent } from './types.ts'
import { deliveryStamps, type Parties } from './wire.ts'

type Json = Record<string, unknown>

interface Organization {
  readonly id: string
  readonly name: string
}

/** A row of the SMS lists: the same event as in the timeline, with its full text and its own words for the status. */
export function smsRow(row: Readonly<SandboxEvent>, parties: Parties, organization: Organization): Json {
  const isInbound = row.direction === 'Inbound'
  return {
    id: row.id,
    conversationId: row.conversationId,
    lead: { id: row.leadId ?? '', name: parties.leadName },
    fromPhoneNumberId: parties.own.id,
    outboundPhoneNumberId: parties.own.id,
    fromPhoneNumber: isInbound ? parties.leadPhone : parties.own.value,
    toPhoneNumber: isInbound ? parties.own.value : parties.leadPhone,
    text: row.text,
    media: row.media.map((file) => ({ ...file, sha256: null })),
    status: smsStatusOf(row.status),
    statusReason: row.statusReason,
    direction: row.direction ?? 'Outbound',
    createdAt: new Date(row.createdAtMs).toISOString(),
    ...deliveryStamps(row),
    scheduledFor: row.scheduledForMs === null ? null : new Date(row.scheduledForMs).toISOString(),
    scheduledReason: null,
    canceledAt: row.canceledAtMs === null ? null : new Date(row.canceledAtMs).toISOString(),
    cancelReason: row.cancelReason,
    errorCode: null,
    errorMessage: null,
    isAutomated: row.actor === null && !isInbound,
    outboundSource: isInbound ? null : row.actor === null ? 'automation' : 'manual',
    trafficType: row.trafficType,
    user: row.actor?.name ?? '',
    actorUserId: row.actor?.id ?? null,
    actorDisplayName: row.actor?.name ?? null,
    organization: organization.id,
    organizationName: organization.name,
  }
}

/** A row of the call lists. */
export function callRow(row: Readonly<SandboxEvent>, parties: Parties, organization: Organization): Json {
  const isInbound = row.direction === 'Inbound'
  const endedAtMs = row.durationSeconds === null ? null : row.createdAtMs + row.durationSeconds * 1_000
  return {
    id: row.id,
    leadId: row.leadId,
    leadName: parties.leadName,
    organizationId: organization.id,
    userId: row.actor?.id ?? null,
    userName: row.actor?.name ?? null,
    userEmail: row.actor?.email ?? null,
    conversationId: row.conversationId,
    fromPhoneNumberId: parties.own.id,
    fromPhoneNumber: isInbound ? parties.leadPhone : parties.own.value,
    toPhoneNumber: isInbound ? parties.own.value : parties.leadPhone,
    callerId: null,
    status: callStatusOf(row.status),
    statusReason: row.statusReason,
    direction: row.direction ?? 'Outbound',
    createdAt: new Date(row.createdAtMs).toISOString(),
    answeredAt: endedAtMs === null ? null : new Date(row.createdAtMs).toISOString(),
    endedAt: endedAtMs === null ? null : new Date(endedAtMs).toISOString(),
    duration: row.durationSeconds,
    billableSeconds: row.durationSeconds,
    billableAmount: null,
    billingStatus: null,
    recordingUrl: row.durationSeconds === null ? null : `https://recordings.leadping.example.com/${row.id}.mp3`,
    organization: organization.id,
    organizationName: organization.name,
  }
}

function smsStatusOf(status: EventStatus | null): string | null {
  switch (status) {
    case 'Scheduled':
    case 'Queued':
    case 'Sending':
    case 'Sent':
    case 'Received':
    case 'Delivered':
    case 'Failed':
    case 'Undeliverable':
      return status.toLowerCase()
    case 'Opted out':
      return 'opted_out'
    case 'Blocked':
      return 'blocked_compliance'
    case 'Canceled':
    case 'Cancelled':
      return 'canceled'
    case 'Pending':
      return 'queued'
    default:
      return null
  }
}

function callStatusOf(status: EventStatus | null): string | null {
  switch (status) {
    case 'Scheduled':
    case 'Queued':
    case 'Initiated':
    case 'Ringing':
    case 'Active':
    case 'Completed':
    case 'Ended':
    case 'Failed':
    case 'Missed':
    case 'Voicemail':
      return status.toLowerCase()
    case 'InProgress':
      return 'in_progress'
    case 'Canceled':
    case 'Cancelled':
      return 'canceled'
    default:
      return null
  }
}
