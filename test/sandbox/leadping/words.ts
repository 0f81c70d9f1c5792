import type { EventStatus, SandboxEvent, SandboxUser, TimelineType } from './types.ts'

/** `createdBy` of a row whose author is `actor`. */
export function createdBy(actor: SandboxUser | null, as: 'id' | 'name'): string {
  if (actor === null) return 'system'
  return as === 'id' ? actor.id : actor.name
}

/** Dialect A's timeline has no word for these two; its detail page has. */
export function rowTypeInA(type: TimelineType): string {
  if (type === 'LeadStatusChange') return 'LeadUpdated'
  return type === 'Warmup' ? 'Sms' : type
}

export function detailTypeInA(type: TimelineType): string {
  return type === 'LeadStatusChange' ? 'Disposition' : type
}

/** The timeline's category. */
export function categoryOf(type: TimelineType): string {
  switch (type) {
    case 'Message':
    case 'Sms':
    case 'Mms':
    case 'Warmup':
      return 'Messages'
    case 'Call':
    case 'Voicemail':
      return 'Calls'
    case 'Note':
      return 'Notes'
    case 'LeadStatusChange':
    case 'LeadCreated':
    case 'LeadUpdated':
      return 'Lead'
    case 'Notification':
      return 'System'
    case 'Payment':
      return 'Billing'
  }
}

/** The event's own category, coarser than the timeline's. */
export function eventCategoryOf(type: TimelineType): string {
  return categoryOf(type) === 'Messages' || categoryOf(type) === 'Calls' ? 'Communication' : categoryOf(type)
}

/** The event's own type, finer than the timeline's. */
export function eventTypeOf(row: Readonly<SandboxEvent>): string {
  return row.direction === null ? row.type : `${row.type}${row.direction}`
}

/** One sentence about the row; for notes the whole text. */
export function describe(row: Readonly<SandboxEvent>): string {
  switch (row.type) {
    case 'Note':
      return row.text
    case 'Call':
      return `${row.direction ?? 'Unknown'} call${row.durationSeconds === null ? '' : `, ${row.durationSeconds} s`}`
    case 'Voicemail':
      return 'Voicemail received'
    case 'Sms':
    case 'Mms':
    case 'Message':
    case 'Warmup':
      return row.direction === 'Inbound' ? 'Message received' : `Message sent by ${row.actor?.name ?? 'an automation'}`
    case 'LeadStatusChange':
    case 'LeadCreated':
    case 'LeadUpdated':
    case 'Notification':
    case 'Payment':
      return row.text
  }
}

/** The detail page has fewer words for the status than the timeline. */
export function detailStatusOf(status: EventStatus | null): string | null {
  switch (status) {
    case null:
      return null
    case 'Pending':
    case 'Scheduled':
    case 'Queued':
      return 'Pending'
    case 'InProgress':
    case 'Sending':
    case 'Initiated':
    case 'Ringing':
    case 'Active':
      return 'InProgress'
    case 'Completed':
    case 'Sent':
    case 'Received':
    case 'Delivered':
    case 'Ended':
    case 'Voicemail':
      return 'Completed'
    case 'Cancelled':
    case 'Canceled':
      return 'Cancelled'
    case 'Undeliverable':
    case 'Opted out':
    case 'Blocked':
    case 'Missed':
    case 'Failed':
      return 'Failed'
  }
}
