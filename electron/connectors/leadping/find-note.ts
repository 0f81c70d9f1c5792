import { z } from 'zod'
import type { ActivityRecord, NoteFinding, NoteSearch, Outcome, QuarantinedItem } from '../connector.ts'
import { normaliseNoteText, ownWordsLength } from '../normalise-note-text.ts'
import { since } from './dialect.ts'
import { readEventDetail } from './event-detail.ts'
import { authorKey, toActivity } from './mapping.ts'
import { matchNoteText, type TextMatch, textsIn } from './note-text.ts'
import type { Session } from './session.ts'
import { parseTimestamp } from './timestamps.ts'
import type { EventDetailWire, EventRowWire } from './wire.ts'

/** Whether the row's author is whom our notes are attributed to; `doubtful` where the API does not let us be sure. */
type Authorship = 'ours' | 'colleague' | 'doubtful' | 'other'

interface Candidate {
  readonly wire: EventRowWire
  readonly activity: ActivityRecord
  readonly authorship: Exclude<Authorship, 'other'>
}

interface Judged extends Candidate {
  readonly match: TextMatch
}

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Looks for a note whose answer was lost (leadping.md section 10). `absent` is only said when every row that could be it
 * was read and is not it, since the note is then sent again; whatever leaves room for doubt is `ambiguous` or a failure.
 */
export async function findNote(session: Session, search: NoteSearch): Promise<Outcome<NoteFinding>> {
  const window = { fromMs: search.sentAtMs - session.clockSkewMs, toMs: search.gaveUpAtMs + session.clockSkewMs }
  const listed = await readWindow(session, search.conversationRemoteId, window)
  if (!listed.ok) return listed
  const candidates = listed.value.rows.flatMap((wire) => asCandidate(session, search, window, wire))
  const byRow = candidates.map((each) => ({ ...each, match: matchRow(search.text, each.wire, null) }))
  const certain = byRow.filter(isCertain)
  if (certain.length > 0) return { ok: true, value: settle(search, certain) }

  const judged: Judged[] = []
  for (const each of byRow) {
    const detail = await readEventDetail(session, each.wire.id, 'push')
    if (!detail.ok && detail.failure.kind !== 'rejected') return detail
    const match = detail.ok ? matchRow(search.text, each.wire, detail.value) : each.match
    judged.push({ ...each, match })
  }
  const finding = settle(search, judged)
  if (finding.kind !== 'absent' || listed.value.unreadable.length === 0) return { ok: true, value: finding }
  const issues = listed.value.unreadable.flatMap((item) => item.issues)
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}

function settle(search: NoteSearch, judged: readonly Judged[]): NoteFinding {
  const certain = judged.filter(isCertain)
  const possible = certain.length > 0 ? certain : judged.filter((each) => each.match !== 'different')
  const [only] = possible
  if (only === undefined) return { kind: 'absent' }
  const oldest = certain.toSorted((one, other) => one.activity.createdAtMs - other.activity.createdAtMs)[0]
  // The other machine may have sent two equal notes before we looked for the first.
  const areAllOurs = certain.length > 1 && certain.length <= (search.handedOver?.copies ?? 1)
  if (areAllOurs && oldest !== undefined) return { kind: 'found', activity: oldest.activity }
  const isConvincing = isCertain(only) || (only.authorship === 'ours' && only.match !== 'undecided')
  if (possible.length === 1 && isConvincing) return { kind: 'found', activity: only.activity }
  return { kind: 'ambiguous', candidates: possible.map((each) => each.activity) }
}

function isCertain(judged: Judged): boolean {
  return judged.match === 'same' && (judged.authorship === 'ours' || judged.authorship === 'colleague')
}

function matchRow(sent: string, row: EventRowWire, detail: EventDetailWire | null): TextMatch {
  return matchNoteText(sent, {
    summaries: [row.summary, row.description, detail?.summary, detail?.description],
    others: [...textsIn(row), ...textsIn(detail)],
    authorName: row.actorDisplayName ?? row.createdBy ?? detail?.user?.name ?? null,
  })
}

function asCandidate(session: Session, search: NoteSearch, window: Window, wire: EventRowWire): readonly Candidate[] {
  const activity = toActivity(wire)
  const isInWindow = activity.createdAtMs >= window.fromMs && activity.createdAtMs <= window.toMs
  const isSameTarget =
    (activity.conversationRemoteId ?? search.conversationRemoteId) === search.conversationRemoteId &&
    (activity.leadRemoteId === null || search.leadRemoteId === null || activity.leadRemoteId === search.leadRemoteId)
  if (!isInWindow || !isSameTarget || !mayBeNote(wire) || search.excludeRemoteIds.has(wire.id)) return []
  const authorship = handedOverAuthorship(search, activity, authorshipOf(session, search, wire, activity))
  return authorship === 'other' ? [] : [{ wire, activity, authorship }]
}

/** Every documented type but a note's own, of both dialects (leadping.md section 3). */
const otherTypes = new Set([
  'message',
  'sms',
  'mms',
  'call',
  'voicemail',
  'leadstatuschange',
  'leadcreated',
  'leadupdated',
  'notification',
  'payment',
  'disposition',
  'warmup',
])

/**
 * Samples in the documents leave the type out, it may come as a number, and this API has renamed words before: only a type that is known to
 * be another rules a row out. A word that nobody knows may be the new one for a note.
 */
function mayBeNote(row: { readonly timelineType?: unknown; readonly activityType?: unknown }): boolean {
  const type = row.timelineType ?? row.activityType
  return typeof type !== 'string' || !otherTypes.has(type.toLowerCase())
}

/**
 * Another author is certain where the API gave us its name for this very credential before, or where a person's own token was used and the
 * row has an `actorUserId`: that alone is documented to be what `users/me` calls its id. Whom notes sent with an organization's key belong to is
 * not documented, and `createdBy` may be a name in any form or an id of another kind: then a stranger's is no proof.
 */
function authorshipOf(session: Session, search: NoteSearch, wire: EventRowWire, activity: ActivityRecord): Authorship {
  const { noteAuthor } = session.known()
  const key = authorKey(activity)
  if (key === null || (search.authorRemoteId === null && search.authorName === null && noteAuthor === null))
    return 'ours'
  const isNamed = activity.authorId === null && sameName(activity.authorName, search.authorName)
  // A list may name its authors in other fields than the answer to a new note did.
  const isRemembered = noteAuthor !== null && [key, wire.actorUserId, wire.createdBy].includes(noteAuthor)
  if (isRemembered || key === search.authorRemoteId || isNamed) return 'ours'
  if (noteAuthor !== null) return 'other'
  const hasActor = (wire.actorUserId ?? '').trim() !== ''
  const isIdConclusive = hasActor && search.authorRemoteId !== null && !session.isOrganizationKey
  return isIdConclusive ? 'other' : 'doubtful'
}

/** A note that was handed over may stand under its writer's name, or under that of whoever sent it for them. */
function handedOverAuthorship(search: NoteSearch, activity: ActivityRecord, authorship: Authorship): Authorship {
  const { handedOver } = search
  if (handedOver === undefined || authorship === 'ours') return authorship
  const isKnown = handedOver.authors.some(
    ({ remoteId, name }) =>
      (remoteId !== null && (activity.authorId ?? activity.authorName) === remoteId) ||
      (activity.authorId === null && sameName(activity.authorName, name)),
  )
  if (isKnown) return 'ours'
  return normaliseNoteText(search.text).length >= ownWordsLength ? 'colleague' : 'doubtful'
}

function sameName(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.trim().toLowerCase() === other.trim().toLowerCase()
}

const pageSize = 100
const mostPages = 200

/**
 * The conversation's rows from the window's start on. A server may take notice of neither the bound nor the order (leadping.md section 4) and
 * begin with the oldest rows of all: a page of rows that are all older ends the walk only where all rows so far came newest first.
 */
async function readWindow(
  session: Session,
  conversationId: string,
  window: Window,
): Promise<Outcome<{ readonly rows: readonly EventRowWire[]; readonly unreadable: readonly QuarantinedItem[] }>> {
  const { dialect } = session.known()
  const rows: EventRowWire[] = []
  const unreadable: QuarantinedItem[] = []
  const stamps: number[] = []
  let token: string | null = null
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await session.client.eventsOfConversation(conversationId, {
      query: {
        pageSize,
        orderBy: [{ field: 'createdAt', direction: 'desc' }],
        rangeFilters: since('createdAt', window.fromMs),
        ...(token === null ? {} : { continuationToken: token }),
      },
      dialect,
      priority: 'push',
    })
    if (!page.ok) return page
    rows.push(...page.value.rows)
    unreadable.push(...page.value.quarantined.filter((item) => couldBeNote(item, window)))
    token = page.value.token
    const ofPage = page.value.rows.flatMap((row) => parseTimestamp(row.createdAt) ?? [])
    stamps.push(...ofPage)
    const isPast = ofPage.length > 0 && ofPage.every((stamp) => stamp < window.fromMs) && areNewestFirst(stamps)
    if (token === null || isPast) return { ok: true, value: { rows: onceEach(rows), unreadable } }
  }
  const issues = [`continuationToken: expected the rows since the note was sent to end within ${mostPages} pages`]
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}

/** Of equal stamps alone nobody can tell. */
function areNewestFirst(stamps: readonly number[]): boolean {
  const areFalling = stamps.every((stamp, index) => stamp <= (stamps[index - 1] ?? stamp))
  return areFalling && stamps.some((stamp) => stamp !== stamps[0])
}

/** A page may repeat rows of the one before; one note must not look like two. */
function onceEach(rows: readonly EventRowWire[]): readonly EventRowWire[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

const unreadableRow = z.object({
  createdAt: z.string().optional().catch(undefined),
  timelineType: z.unknown().optional(),
  activityType: z.unknown().optional(),
})

/** A row that did not parse may be the very note, unless what can be read of it says otherwise. */
function couldBeNote(item: QuarantinedItem, window: Window): boolean {
  const row = unreadableRow.safeParse(parsePayload(item.payload))
  if (!row.success) return true
  const createdAtMs = parseTimestamp(row.data.createdAt ?? '')
  const isOutside = createdAtMs !== null && (createdAtMs < window.fromMs || createdAtMs > window.toMs)
  return !isOutside && mayBeNote(row.data)
}

function parsePayload(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined // cut short for the quarantine
  }
}
