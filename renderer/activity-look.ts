import type { TimelineActivity } from '../electron/ipc/shapes.ts'

/** How an activity is drawn. */
export type ActivityLook =
  | { readonly kind: 'message'; readonly side: 'in' | 'out'; readonly isPicture: boolean }
  | { readonly kind: 'call'; readonly side: 'in' | 'out' | 'unknown'; readonly isMissed: boolean }
  | { readonly kind: 'voicemail' }
  /** `isOfKind`: its type says what kind of note it is. */
  | { readonly kind: 'note'; readonly isOfKind: boolean }
  | { readonly kind: 'payment' }
  | { readonly kind: 'line'; readonly icon: 'lead' | 'status' | 'notification' | 'plain' }

/** The look of an activity. A type that Fieldpost does not know is a plain line with its own words. */
export function lookOf(activity: Pick<TimelineActivity, 'type' | 'direction' | 'status'>): ActivityLook {
  switch (activity.type.toLowerCase()) {
    case 'sms':
    case 'warmup':
    case 'message':
    case 'email':
      return { kind: 'message', side: sideOf(activity.direction), isPicture: false }
    case 'mms':
      return { kind: 'message', side: sideOf(activity.direction), isPicture: true }
    case 'call':
    case 'inbound phone call activity':
    case 'outbound phone call activity':
      return { kind: 'call', side: callSideOf(activity.direction), isMissed: isMissed(activity.status) }
    case 'voicemail':
      return { kind: 'voicemail' }
    case 'note':
      return { kind: 'note', isOfKind: false }
    case 'payment':
      return { kind: 'payment' }
    case 'leadcreated':
    case 'leadupdated':
      return { kind: 'line', icon: 'lead' }
    case 'leadstatuschange':
    case 'disposition':
      return { kind: 'line', icon: 'status' }
    case 'notification':
      return { kind: 'line', icon: 'notification' }
    default:
      return { kind: 'line', icon: 'plain' }
  }
}

/**
 * The look of an entry among others of its account: what is written as an activity of a kind (`kinds`, their names) is a
 * note, and so is what was written here, whatever the CRM calls it.
 */
export function entryLook(
  activity: Pick<TimelineActivity, 'type' | 'direction' | 'status' | 'noteId'>,
  kinds: ReadonlySet<string>,
): ActivityLook {
  const look = lookOf(activity)
  const isWritten = activity.noteId !== null || kinds.has(activity.type)
  return isWritten && look.kind === 'line' ? { kind: 'note', isOfKind: true } : look
}

function callSideOf(direction: string | null): 'in' | 'out' | 'unknown' {
  const word = direction?.toLowerCase() ?? ''
  if (word.startsWith('in')) return 'in'
  return word.startsWith('out') ? 'out' : 'unknown'
}

/** A message without a direction came from the lead: nothing is shown as sent that may not have been. */
function sideOf(direction: string | null): 'in' | 'out' {
  return callSideOf(direction) === 'out' ? 'out' : 'in'
}

function isMissed(status: string | null): boolean {
  return status !== null && ['missed', 'voicemail', 'failed', 'canceled', 'cancelled'].includes(status.toLowerCase())
}

export type StatusTone = 'good' | 'waiting' | 'bad'

/** How a provider's status word is meant; null where it tells the user nothing. */
export function statusTone(status: string | null): StatusTone | null {
  switch (status?.toLowerCase()) {
    case 'delivered':
    case 'sent':
      return 'good'
    case 'pending':
    case 'queued':
    case 'sending':
    case 'scheduled':
    case 'inprogress':
    case 'initiated':
    case 'ringing':
    case 'active':
      return 'waiting'
    case 'failed':
    case 'undeliverable':
    case 'blocked':
    case 'opted out':
    case 'optedout':
    case 'missed':
    case 'canceled':
    case 'cancelled':
      return 'bad'
    default:
      return null
  }
}

export type TrafficMark = 'warm-up' | 'test'

/** Traffic that is not about a real lead is marked as what it is. */
export function trafficMark({ type, trafficType }: Pick<TimelineActivity, 'type' | 'trafficType'>): TrafficMark | null {
  if (type.toLowerCase() === 'warmup') return 'warm-up'
  switch (trafficType?.toLowerCase()) {
    case 'warmup':
      return 'warm-up'
    case 'test':
      return 'test'
    default:
      return null
  }
}

/** A duration as the provider wrote it into the text ("192 s"), in whole seconds; null where there is none. */
export function durationSeconds(text: string | null): number | null {
  const match = /\b(\d{1,6})\s?(?:s|sec|secs|seconds)\b/i.exec(text ?? '')
  return match?.[1] === undefined ? null : Number(match[1])
}
