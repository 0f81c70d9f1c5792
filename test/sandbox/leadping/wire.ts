import type { Dialect, LeadOutcome, OwnPhoneNumber, SandboxConversation, SandboxEvent, SandboxLead } from './types.ts'
import {
  categoryOf,
  createdBy,
  describe,
  detailStatusOf,
  detailTypeInA,
  eventCategoryOf,
  eventTypeOf,
  rowTypeInA,
} from './words.ts'

/** What of the answers is left open by the documents and can be chosen. */
export interface WireChoices {
  /** Longest `summary` of a note, characters; null: the whole text. The whole is always in the description. */
  noteSummaryLimit: number | null
  /** What `createdBy` holds: undocumented, so a client must cope with both. */
  createdBy: 'id' | 'name'
}

type Json = Record<string, unknown>

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

/** The two ends of a message or call. */
export interface Parties {
  readonly leadPhone: string
  readonly leadName: string
  readonly own: OwnPhoneNumber
}

/** Renders the state as one dialect of the API does. */
export class LeadpingWire {
  readonly dialect: Dialect
  readonly #choices: Readonly<WireChoices>
  readonly partiesOf: (row: Readonly<SandboxEvent>) => Parties

  constructor(dialect: Dialect, choices: Readonly<WireChoices>, partiesOf: (row: Readonly<SandboxEvent>) => Parties) {
    this.dialect = dialect
    this.#choices = choices
    this.partiesOf = partiesOf
  }

  /** Dialect A writes 32-bit numbers as strings. */
  count(value: number): number | string {
    return this.dialect === 'A' ? String(value) : value
  }

  conversation(row: Readonly<SandboxConversation>): Json {
    const shared: Json = {
      id: row.id,
      leadId: row.leadId,
      firstName: row.firstName,
      lastName: row.lastName,
      lastSnippet: row.lastSnippet,
      lastEventAt: isoOrNull(row.lastEventAtMs),
      status: row.status,
      statusReason: row.statusReason,
      archivedAt: isoOrNull(row.archivedAtMs),
      archiveReason: row.archiveReason,
      isArchived: row.isArchived,
      nextStep: row.nextStep,
      isUnread: row.isUnread,
      ...(row.phoneNumber === null ? {} : { phoneNumber: { ...row.phoneNumber } }),
      outboundPhoneNumberOverrideId: row.outboundPhoneNumberOverrideId,
      activeOutboundPhoneNumberId: row.activeOutboundPhoneNumberId,
      ...this.#outcome(row.outcome),
    }
    if (this.dialect === 'A') return shared
    return {
      ...shared,
      email: row.email,
      avatarUrl: row.avatarUrl,
      lastEventIsInternalNote: row.lastEventIsInternalNote,
      leadPhoneNumber: row.leadPhoneNumber,
    }
  }

  event(row: Readonly<SandboxEvent>): Json {
    const shared: Json = {
      id: row.id,
      conversationId: row.conversationId,
      leadId: row.leadId,
      summary: this.summary(row),
      direction: row.direction,
      status: row.status,
      statusReason: row.statusReason,
      trafficType: row.trafficType,
      scheduledFor: isoOrNull(row.scheduledForMs),
      scheduledReason: row.scheduledForMs === null ? null : 'Planned by a user',
      canceledAt: isoOrNull(row.canceledAtMs),
      cancelReason: row.cancelReason,
      createdAt: iso(row.createdAtMs),
      createdBy: createdBy(row.actor, this.#choices.createdBy),
    }
    if (this.dialect === 'A') {
      return {
        ...shared,
        activityType: this.rowType(row),
        activityCategory: categoryOf(row.type),
        isWarmup: row.type === 'Warmup' || row.trafficType === 'Warmup',
      }
    }
    return {
      ...shared,
      eventType: eventTypeOf(row),
      eventCategory: eventCategoryOf(row.type),
      timelineType: this.rowType(row),
      timelineCategory: categoryOf(row.type),
      description: describe(row),
      relatedEntityType: row.conversationId === null ? 'Lead' : 'Conversation',
      relatedEntityId: row.conversationId ?? row.leadId,
      media: row.media.map((file) => ({ ...file, sha256: null })),
      ...this.#phoneNumbers(row),
      selectionReason: row.direction === 'Outbound' ? 'StickyConversation' : null,
      wasManuallyOverridden: false,
      campaignId: null,
      sourceId: null,
      complianceAction: null,
      billingStatus: null,
      billableAmount: row.amount,
      errorCode: row.status === 'Failed' ? '30008' : null,
      retryCount: 0,
      ...deliveryStamps(row),
      nextRetryAt: null,
      actorUserId: row.actor?.id ?? null,
      actorDisplayName: row.actor?.name ?? null,
      actorEmail: row.actor?.email ?? null,
    }
  }

  eventDetail(row: Readonly<SandboxEvent>): Json {
    const type = this.dialect === 'A' ? detailTypeInA(row.type) : row.type
    const shared: Json = {
      id: row.id,
      eventType: eventTypeOf(row),
      secondaryEventType: row.media.length > 0 ? 'media.attached' : null,
      description: row.text,
      eventCategory: eventCategoryOf(row.type),
      conversationId: row.conversationId,
      leadId: row.leadId,
      summary: this.summary(row),
      direction: row.direction,
      status: detailStatusOf(row.status),
      user: { id: row.actor?.id ?? 'system', name: row.actor?.name ?? 'Leadping' },
      userId: row.actor?.id ?? 'system',
      createdAt: iso(row.createdAtMs),
      modifiedAt: isoOrNull(row.modifiedAtMs),
    }
    if (this.dialect === 'A') return { ...shared, activityType: type, activityCategory: categoryOf(row.type) }
    return {
      ...shared,
      timelineType: type,
      timelineCategory: categoryOf(row.type),
      statusReason: row.statusReason,
      ...this.#phoneNumbers(row),
      ...deliveryStamps(row),
      scheduledFor: isoOrNull(row.scheduledForMs),
      canceledAt: isoOrNull(row.canceledAtMs),
      userEmail: row.actor?.email ?? null,
    }
  }

  /** The row's type in the dialect's words. */
  rowType(row: Readonly<SandboxEvent>): string {
    return this.dialect === 'A' ? rowTypeInA(row.type) : row.type
  }

  /** The short form of an event's text; for notes by choice the whole. */
  summary(row: Readonly<SandboxEvent>): string {
    const limit = row.type === 'Note' ? this.#choices.noteSummaryLimit : 160
    return limit === null ? row.text : [...row.text].slice(0, limit).join('')
  }

  leadRow(row: Readonly<SandboxLead>, organization: { id: string; name: string }): Json {
    return {
      id: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      phone: row.phone,
      // Declared as a string that is never null, so a lead without an address leaves it out.
      ...(row.email === null ? {} : { email: row.email }),
      createdAt: iso(row.createdAtMs),
      updatedAt: iso(row.updatedAtMs),
      status: row.status,
      statusTone: row.statusTone,
      enabled: row.enabled,
      ...this.#leadFlags(row),
      price: row.price,
      organization: { id: organization.id, name: organization.name },
      source: { ...row.source },
    }
  }

  lead(row: Readonly<SandboxLead>, organizationId: string): Json {
    return {
      id: row.id,
      enabled: row.enabled,
      createdAt: iso(row.createdAtMs),
      modifiedAt: iso(row.updatedAtMs),
      deletedAt: isoOrNull(row.deletedAtMs),
      deletedByUserId: row.deletedByUserId,
      archiveNote: null,
      ...this.#leadFlags(row),
      contact: {
        firstName: row.firstName,
        lastName: row.lastName,
        email: row.email,
        avatarUrl: null,
        timeZoneId: null,
        phone: { phoneIdentityId: null, number: row.phone, type: 'mobile' },
        streetAddress: {
          line1: row.street,
          line2: null,
          city: row.city,
          state: row.state,
          postalCode: row.postalCode,
          country: 'US',
        },
      },
      metadata: {
        utmSource: null,
        product: null,
        price: row.price,
        isImported: row.source.name === 'Bought list',
        smsOptedOut: false,
        trustedFormUrl: `https://cert.trustedform.example.com/${row.id}`,
        createdAt: iso(row.createdAtMs),
        organizationId,
      },
    }
  }

  #phoneNumbers(row: Readonly<SandboxEvent>): Json {
    if (row.direction === null) {
      return { fromPhoneNumberId: null, outboundPhoneNumberId: null, fromPhoneNumber: null, toPhoneNumber: null }
    }
    const { leadPhone, own } = this.partiesOf(row)
    const isInbound = row.direction === 'Inbound'
    return {
      fromPhoneNumberId: isInbound ? null : own.id,
      outboundPhoneNumberId: isInbound ? null : own.id,
      fromPhoneNumber: isInbound ? leadPhone : own.value,
      toPhoneNumber: isInbound ? own.value : leadPhone,
    }
  }

  #leadFlags(row: Readonly<SandboxLead>): Json {
    return {
      archivedAt: isoOrNull(row.archivedAtMs),
      archivedByUserId: row.archivedByUserId,
      archiveReason: row.archiveReason,
      isArchived: row.archivedAtMs !== null,
      ...this.#outcome(row.outcome),
      processingStatus: row.processingStatus,
      processingStatusReason: row.processingStatusReason,
      processingStatusChangedAt: row.processingStatus === null ? null : iso(row.createdAtMs),
      tags: row.tags.map((tag) => ({ ...tag, normalizedName: tag.name.toLowerCase() })),
    }
  }

  /** Dialect B's schema does not allow a null here, so a lead without an outcome leaves the member out. */
  #outcome(outcome: LeadOutcome | null): Json {
    if (outcome === null) return this.dialect === 'A' ? { currentDisposition: null } : {}
    const shared = {
      id: outcome.id,
      outcome: outcome.outcome,
      displayName: outcome.displayName,
      changedAt: isoOrNull(outcome.changedAtMs),
      changedByUserId: outcome.changedByUserId,
      changedByAutomationId: outcome.changedByAutomationId,
    }
    return this.dialect === 'A'
      ? { currentDisposition: shared }
      : { currentLeadStatus: { ...shared, category: outcome.category, source: outcome.source } }
  }
}

/** The delivery's stations, in so far as the row's status says it came there. */
export function deliveryStamps(row: Readonly<SandboxEvent>): Json {
  const isSent = row.status === 'Sent' || row.status === 'Delivered' || row.status === 'Undeliverable'
  const at = (isReached: boolean, afterMs: number): string | null => (isReached ? iso(row.createdAtMs + afterMs) : null)
  return {
    queuedAt: at(isSent || row.status === 'Queued' || row.status === 'Sending', 0),
    sendingStartedAt: at(isSent || row.status === 'Sending', 200),
    sentAt: at(isSent, 900),
    deliveredAt: at(row.status === 'Delivered', 2_500),
    receivedAt: at(row.status === 'Received', 0),
    failedAt: at(row.status === 'Failed', 1_500),
    undeliverableAt: at(row.status === 'Undeliverable', 3_000),
    blockedAt: at(row.status === 'Blocked', 100),
  }
}
