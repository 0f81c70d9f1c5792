/**
 * What the sandbox knows, as plain objects. Words are those of the published API (dialect B); `wire.ts` translates for
 * dialect A. All times are integer milliseconds UTC.
 */

export type Dialect = 'A' | 'B'

export type TimelineType =
  | 'Message'
  | 'Sms'
  | 'Mms'
  | 'Call'
  | 'Voicemail'
  | 'Note'
  | 'LeadStatusChange'
  | 'LeadCreated'
  | 'LeadUpdated'
  | 'Notification'
  | 'Payment'
  | 'Warmup'

export type EventStatus =
  | 'Pending'
  | 'InProgress'
  | 'Completed'
  | 'Cancelled'
  | 'Scheduled'
  | 'Queued'
  | 'Sending'
  | 'Sent'
  | 'Received'
  | 'Delivered'
  | 'Undeliverable'
  | 'Opted out'
  | 'Blocked'
  | 'Initiated'
  | 'Ringing'
  | 'Active'
  | 'Ended'
  | 'Missed'
  | 'Voicemail'
  | 'Failed'
  | 'Canceled'

export type TrafficType = 'RealLead' | 'Warmup' | 'Test' | 'SystemInternal' | 'FailedAttempt'

export type Direction = 'Inbound' | 'Outbound'

export interface SandboxUser {
  readonly id: string
  readonly name: string
  readonly email: string
}

export interface OwnPhoneNumber {
  readonly id: string
  readonly name: string
  readonly value: string
}

export interface LeadOutcome {
  readonly id: string | null
  readonly category: 'Open' | 'Qualified' | 'Converted' | 'Lost' | 'Invalid' | 'Duplicate'
  readonly outcome: string | null
  readonly displayName: string
  readonly changedAtMs: number | null
  readonly changedByUserId: string | null
  readonly changedByAutomationId: string | null
  readonly source: 'User' | 'AI' | 'Automation' | 'System' | 'API' | null
}

export interface SandboxTag {
  readonly id: string
  readonly name: string
  readonly color: string | null
}

export interface SandboxLead {
  readonly id: string
  firstName: string | null
  lastName: string | null
  phone: string
  email: string | null
  city: string
  state: string
  street: string
  postalCode: string
  createdAtMs: number
  updatedAtMs: number
  status: string
  statusTone: string
  enabled: boolean
  archivedAtMs: number | null
  archivedByUserId: string | null
  archiveReason: number | null
  deletedAtMs: number | null
  deletedByUserId: string | null
  outcome: LeadOutcome | null
  processingStatus: 'Verifying' | 'Validating' | 'Enriching' | 'Ready' | 'Invalid' | 'Failed' | null
  processingStatusReason: string | null
  price: number | null
  tags: readonly SandboxTag[]
  source: { readonly id: string; readonly name: string }
}

export interface SandboxConversation {
  readonly id: string
  readonly leadId: string
  firstName: string | null
  lastName: string | null
  email: string | null
  avatarUrl: string | null
  lastSnippet: string | null
  lastEventAtMs: number | null
  lastEventIsInternalNote: boolean
  status: 'needs_reply' | 'waiting' | 'failed' | 'open' | null
  statusReason: string | null
  isArchived: boolean
  archivedAtMs: number | null
  archiveReason: number | null
  outcome: LeadOutcome | null
  nextStep: string | null
  isUnread: boolean
  phoneNumber: OwnPhoneNumber | null
  leadPhoneNumber: string | null
  outboundPhoneNumberOverrideId: string | null
  activeOutboundPhoneNumberId: string | null
}

export interface MediaFile {
  readonly url: string
  readonly contentType: string
  readonly size: number
  readonly fileName: string
}

/** Where a row came from: the generator, the public API, the live traffic, or a test's own hand. */
export type EventOrigin = 'generated' | 'api' | 'traffic' | 'test'

export interface SandboxEvent {
  readonly id: string
  readonly conversationId: string | null
  readonly leadId: string | null
  readonly type: TimelineType
  readonly direction: Direction | null
  status: EventStatus | null
  statusReason: string | null
  readonly trafficType: TrafficType | null
  /** The whole text: message, transcript, note. */
  readonly text: string
  readonly createdAtMs: number
  modifiedAtMs: number | null
  /** Null where the lead, an automation or the system did it. */
  readonly actor: SandboxUser | null
  readonly scheduledForMs: number | null
  canceledAtMs: number | null
  cancelReason: string | null
  readonly durationSeconds: number | null
  readonly amount: number | null
  readonly media: readonly MediaFile[]
  readonly origin: EventOrigin
}
