import type { AccountStatus, Connectivity, Coverage, StreamProgress } from '../electron/ipc/shapes.ts'
import { count } from './text-counts.ts'
import { agoWords, dateWords, here, inWords, type Place, sinceWords } from './text-time.ts'

/** What most needs to be known comes first; `online` last. */
const urgency: readonly Connectivity[] = [
  'signed_out',
  'offline',
  'degraded',
  'throttled',
  'connecting',
  'paused',
  'online',
]

/** What keeps everything of an account where it is until the network is back, or the user acts. */
export type Standstill = Extract<Connectivity, 'offline' | 'signed_out' | 'paused'>

export type StatusTone = 'good' | 'busy' | 'quiet' | 'warning' | 'danger'

/** The account whose state the one line in the sidebar tells. Null: there is no account. */
export function mostUrgent(statuses: readonly AccountStatus[]): AccountStatus | null {
  const rank = (status: AccountStatus) =>
    urgency.indexOf(status.connectivity) * 2 + (backfillOf(status) === null ? 1 : 0)
  // A paused account is the user's own wish: it speaks only where every account is paused.
  const speaking = statuses.some((status) => status.connectivity !== 'paused')
    ? statuses.filter((status) => status.connectivity !== 'paused')
    : statuses
  return speaking.reduce<AccountStatus | null>(
    (worst, status) => (worst === null || rank(status) < rank(worst) ? status : worst),
    null,
  )
}

/** The stream whose history is still coming in and has the most to show: conversations first, for they are the inbox. */
export function backfillOf(status: AccountStatus): StreamProgress | null {
  const order: readonly StreamProgress['stream'][] = ['conversations', 'activities', 'leads']
  for (const stream of order) {
    const found = status.streams.find((each) => each.stream === stream && each.phase === 'backfill')
    if (found !== undefined) return found
  }
  return null
}

export function toneOf(status: AccountStatus): StatusTone {
  switch (status.connectivity) {
    case 'signed_out':
      return 'danger'
    case 'offline':
    case 'degraded':
    case 'throttled':
      return 'warning'
    case 'paused':
      return 'quiet'
    case 'connecting':
      return 'busy'
    case 'online':
      return backfillOf(status) !== null || status.freshAsOfMs === null ? 'busy' : 'good'
    default:
      return status.connectivity satisfies never
  }
}

const heldBackNames: Readonly<Record<StreamProgress['stream'], string>> = {
  conversations: 'conversations',
  activities: 'messages and calls',
  leads: 'people',
}

/** What full checks did not find, and what the user can say to it. `label`: the account's. */
export function heldBackWords(heldBack: AccountStatus['heldBack'], label: string): string {
  const missing = heldBack.map(({ stream, rows, of }) => `${count(rows)} of ${count(of)} ${heldBackNames[stream]}`)
  const isOne = heldBack.length === 1 && heldBack[0]?.rows === 1
  const [was, them] = isOne ? ['it was', 'it'] : ['they were', 'them']
  return `${label}: two full checks in a row did not find ${missing.join(' and ')}. If ${was} deleted there, hide ${them} here too. If not, keep ${them}: a key that lost a permission looks the same.`
}

/** The state of one account in a sentence that is true at `nowMs`. */
export function statusSentence(status: AccountStatus, nowMs: number, place: Place = here): string {
  switch (status.connectivity) {
    case 'signed_out':
      return 'Signed out: enter a new key'
    case 'offline':
      return `Offline since ${sinceWords(status.sinceMs, nowMs, place)}. Everything here still works.`
    case 'degraded':
      return `The CRM has trouble answering. ${nextTry(status, nowMs)}`
    case 'throttled':
      return `The CRM asked for a pause. ${nextTry(status, nowMs)}`
    case 'paused':
      return 'Paused. Nothing is fetched or sent.'
    case 'connecting':
      return 'Connecting…'
    case 'online':
      return onlineSentence(status, nowMs, place)
    default:
      return status.connectivity satisfies never
  }
}

function nextTry({ nextTryAtMs }: AccountStatus, nowMs: number): string {
  if (nextTryAtMs === null || nextTryAtMs <= nowMs) return 'Trying again now.'
  return `Trying again ${inWords(nextTryAtMs, nowMs)}.`
}

function onlineSentence(status: AccountStatus, nowMs: number, place: Place): string {
  const backfill = backfillOf(status)
  if (backfill !== null) return `Syncing: ${progressWords(backfill)}`
  if (status.freshAsOfMs === null) return 'Syncing…'
  return `Up to date as of ${agoWords(status.freshAsOfMs, nowMs, place)}`
}

/** "1,200 of 2,000"; without the total where the CRM has not said it. */
export function progressFigures({ have, total }: StreamProgress): string {
  return total === null || total < have ? `${count(have)} so far` : `${count(have)} of ${count(total)}`
}

const streamWords = { conversations: 'conversations', activities: 'messages and calls', leads: 'leads' } as const

/** "1,200 of 2,000 conversations" */
function progressWords(progress: StreamProgress): string {
  const { have, total, stream } = progress
  const isTotalKnown = total !== null && total >= have
  return isTotalKnown
    ? `${progressFigures(progress)} ${streamWords[stream]}`
    : `${count(have)} ${streamWords[stream]} so far`
}

/** Between 0 and 1; null where the total is not known. */
export function progressShare({ have, total }: StreamProgress): number | null {
  return total === null || total === 0 || total < have ? null : have / total
}

/** When it goes on, to end a sentence with. */
export const standstillEnds: Record<Standstill, string> = {
  offline: 'when you are back online',
  signed_out: 'when you have entered a new key',
  paused: 'when you resume the account',
}

/** The claim at the end of a list that goes on elsewhere; null where the list is whole. */
export function coverageWords(
  { isComplete, completeSinceMs }: Coverage,
  what: 'conversations' | 'messages',
  nowMs: number,
  standstill: Standstill | null,
  place: Place = here,
): string | null {
  if (isComplete) return null
  const rest = `older ${what} ${standstill === null ? 'are still loading' : `load ${standstillEnds[standstill]}`}`
  if (completeSinceMs === null) return `${rest[0]?.toUpperCase()}${rest.slice(1)}`
  return `Complete since ${dateWords(completeSinceMs, nowMs, place)}; ${rest}`
}
