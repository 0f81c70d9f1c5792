import type { TimelineActivity } from '../electron/ipc/shapes.ts'
import { durationSeconds, lookOf } from './activity-look.ts'
import { clockTime, dateWords } from './text-time.ts'

/** What a call was, in two or three words. */
export function callTitle(activity: TimelineActivity): string {
  const look = lookOf(activity)
  if (look.kind !== 'call') return 'Call'
  const { side, isMissed } = look
  if (isMissed) return side === 'out' ? 'Call not answered' : 'Missed call'
  switch (side) {
    case 'in':
      return 'Incoming call'
    case 'out':
      return 'Outgoing call'
    case 'unknown':
      return 'Call'
    default:
      return side satisfies never
  }
}

/** "3 min 12 s", where the CRM says how long it was. */
export function durationWords(activity: Pick<TimelineActivity, 'summary' | 'description'>): string | null {
  const seconds = durationSeconds(activity.description) ?? durationSeconds(activity.summary)
  if (seconds === null) return null
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`
}

/** The provider's status as a person would say it: "InProgress" is "In progress". */
export function statusWords(status: string): string {
  const words = status
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Where a message stands, with the moment where it is still to come. */
export function deliveryWords(activity: TimelineActivity, nowMs: number): string | null {
  if (activity.canceledAtMs !== null) return 'Canceled'
  if (activity.status === null) return null
  if (activity.status.toLowerCase() === 'scheduled' && activity.scheduledForMs !== null) {
    return `Scheduled for ${dateWords(activity.scheduledForMs, nowMs)}, ${clockTime(activity.scheduledForMs)}`
  }
  return statusWords(activity.status)
}

/** The words of a line for which the CRM wrote none. */
export function typeWords(type: string): string {
  switch (type.toLowerCase()) {
    case 'leadcreated':
      return 'Lead created'
    case 'leadupdated':
      return 'Lead updated'
    case 'leadstatuschange':
    case 'disposition':
      return 'Lead status changed'
    case 'sms':
      return 'Text message'
    case 'mms':
      return 'Picture message'
    default:
      return statusWords(type)
  }
}
