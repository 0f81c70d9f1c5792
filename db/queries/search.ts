import type { Journal, Replica } from '../connection.ts'
import { listOpenNotes, openNotesOfAccount } from '../outbox.ts'
import { firstKeyAt } from '../recency-key.ts'
import { searchCoverage } from './coverage.ts'
import { decodeCursor, encodeCursor, type Position } from './cursor.ts'
import { displayNameOf, fullName, type NameColumns, nameColumns } from './names.ts'
import { highlight, matches, type SearchTerms, searchTerms } from './search-terms.ts'
import type { Highlighted, Page, SearchHit } from './shapes.ts'
import { conversationIdOf } from './targets.ts'

interface Found extends Position {
  readonly hit: () => SearchHit
}

interface SearchScope {
  readonly replica: Replica
  readonly journal: Journal
  readonly terms: SearchTerms
  readonly accountId: number | null
  readonly after: Position
  /** Hits with a larger key are for a later page; null: there is no such bound. */
  readonly upTo: number | null
  readonly limit: number
}

/** All kinds share one scale of recency keys; where keys are equal, this order decides. */
const rankOf = { conversation: 0, lead: 1, activity: 2, note: 3 } as const satisfies Record<SearchHit['kind'], number>

/**
 * Everything that holds all the words, newest first: conversations by their people and last words, leads without a
 * conversation, activities with their details, and notes that the CRM has not confirmed. The last word may be unfinished.
 *
 * Full text holds all accounts side by side. Within one of them, a page looks at `mostLookedAt` hits of a kind at the most, and may then hold
 * fewer rows than asked for, or none, although there is a next one: nobody waits until a large account's hits are walked through. Null: all,
 * for those who have no window to keep moving.
 */
export function search(
  replica: Replica,
  journal: Journal,
  query: {
    readonly text: string
    readonly accountId: number | null
    readonly cursor: string | null
    readonly limit: number
  },
  mostLookedAt: number | null = 10_000,
): Page<SearchHit> {
  const { accountId, limit } = query
  const coverage = searchCoverage(replica, journal, accountId)
  const terms = searchTerms(query.text)
  if (terms === null) return { rows: [], next: null, coverage }
  const after = decodeCursor(query.cursor)
  const isBounded = accountId !== null && mostLookedAt !== null
  const upTo = isBounded ? lookedAtUpTo(replica, terms, after, mostLookedAt) : null
  const scope = { replica, journal, terms, accountId, after, upTo, limit: limit + 1 }
  const found = [...conversations(scope), ...leads(scope), ...activities(scope), ...notes(scope)].sort(
    (left, right) => left.key - right.key || left.rank - right.rank,
  )
  const shown = found.slice(0, limit)
  return { rows: shown.map(({ hit }) => hit()), next: nextOf(found, shown.at(-1), upTo), coverage }
}

function nextOf(found: readonly Found[], last: Found | undefined, upTo: number | null): string | null {
  if (last !== undefined && found.at(-1) !== last) return encodeCursor(last)
  return upTo === null ? null : encodeCursor({ key: upTo, rank: rankOf.note })
}

/** The key up to which every kind has at most so many hits, of any account; null: no kind has more. */
function lookedAtUpTo(replica: Replica, { match }: SearchTerms, after: Position, mostLookedAt: number): number | null {
  const ends = (['conversation_text', 'lead_text', 'activity_text'] as const).flatMap((table) => {
    const row = replica
      .prepare<[string, number, number], { key: number }>(
        `SELECT rowid AS key FROM ${table} WHERE ${table} MATCH ? AND rowid > CAST(? AS INTEGER)
         ORDER BY rowid LIMIT 1 OFFSET ?`,
      )
      .get(match, after.key, mostLookedAt - 1)
    return row === undefined ? [] : [row.key]
  })
  return ends.length === 0 ? null : Math.min(...ends)
}

/** The key after which this kind goes on: a row of a later kind may share the key of the last one shown. */
function keyAfter({ after }: SearchScope, rank: number): number {
  return rank > after.rank ? after.key - 1 : after.key
}

function parameters(scope: SearchScope, rank: number): (string | number)[] {
  const account = scope.accountId === null ? [] : [scope.accountId]
  const end = scope.upTo === null ? [] : [scope.upTo]
  return [scope.terms.match, keyAfter(scope, rank), ...end, ...account, scope.limit]
}

interface ConversationHit extends NameColumns {
  id: number
  account_id: number
  recency_key: number
  snippet: string | null
  last_event_at_ms: number | null
}

function conversations(scope: SearchScope): Found[] {
  const rank = rankOf.conversation
  return scope.replica
    .prepare<(string | number)[], ConversationHit>(
      `SELECT c.id, c.account_id, c.recency_key, c.snippet, c.last_event_at_ms, ${nameColumns}
       FROM conversation_text AS t
         CROSS JOIN conversations AS c INDEXED BY conversations_recency ON c.recency_key = t.rowid
         LEFT JOIN leads AS l ON l.id = c.lead_id
       WHERE t.conversation_text MATCH ? AND t.rowid > CAST(? AS INTEGER) ${upToKey(scope)} ${inAccount(scope, 'c')}
       ORDER BY t.rowid LIMIT ?`,
    )
    .all(...parameters(scope, rank))
    .map((row) => ({ key: row.recency_key, rank, hit: () => conversationHit(row, scope.terms) }))
}

function conversationHit(row: ConversationHit, terms: SearchTerms): SearchHit {
  const title = highlight(displayNameOf(row), terms)
  const others = [row.snippet, row.email, row.lead_email, row.phone, row.lead_phone]
  const person = highlight(fullName(row.lead_first_name, row.lead_last_name), terms)
  const body = firstMatching(others, terms) ?? (title.hasMatch || !person.hasMatch ? null : person.pieces)
  // A number typed in parts matches no word of the number as it is shown; the number is still the reason.
  const fallback = title.hasMatch ? row.snippet : (row.phone ?? row.lead_phone ?? row.snippet)
  return {
    kind: 'conversation',
    key: `conversation:${row.id}`,
    accountId: row.account_id,
    conversationId: row.id,
    activityId: null,
    title: title.pieces,
    body: body ?? highlight(fallback ?? '', terms).pieces,
    atMs: row.last_event_at_ms,
  }
}

interface LeadHit {
  id: number
  account_id: number
  recency_key: number
  first_name: string | null
  last_name: string | null
  phone: string | null
  email: string | null
  at_ms: number | null
}

function leads(scope: SearchScope): Found[] {
  const rank = rankOf.lead
  return scope.replica
    .prepare<(string | number)[], LeadHit>(
      `SELECT l.id, l.account_id, l.recency_key, l.first_name, l.last_name, l.phone, l.email,
         coalesce(l.updated_at_ms, l.created_at_ms) AS at_ms
       FROM lead_text AS t CROSS JOIN leads AS l INDEXED BY leads_recency ON l.recency_key = t.rowid
       WHERE t.lead_text MATCH ? AND t.rowid > CAST(? AS INTEGER) ${upToKey(scope)} ${inAccount(scope, 'l')}
       ORDER BY t.rowid LIMIT ?`,
    )
    .all(...parameters(scope, rank))
    .map((row) => ({ key: row.recency_key, rank, hit: () => leadHit(row, scope.terms) }))
}

function leadHit(row: LeadHit, terms: SearchTerms): SearchHit {
  const contact = [row.email, row.phone]
  return {
    kind: 'lead',
    key: `lead:${row.id}`,
    accountId: row.account_id,
    conversationId: null,
    activityId: null,
    title: highlight(fullName(row.first_name, row.last_name) || (row.phone ?? row.email ?? ''), terms).pieces,
    body: firstMatching(contact, terms) ?? highlight(row.phone ?? row.email ?? '', terms).pieces,
    atMs: row.at_ms,
  }
}

interface ActivityHit extends NameColumns {
  activity_key: number
  account_id: number
  conversation_id: number | null
  summary: string | null
  description: string | null
  is_html: number
  detail_summary: string | null
  detail_description: string | null
  author_name: string | null
  created_at_ms: number
}

function activities(scope: SearchScope): Found[] {
  const rank = rankOf.activity
  return scope.replica
    .prepare<(string | number)[], ActivityHit>(
      `SELECT a.activity_key, a.account_id, a.conversation_id, a.summary, a.description, a.is_html, a.author_name, a.created_at_ms,
         d.summary AS detail_summary, d.description AS detail_description, ${nameColumns}
       FROM activity_text AS t
         CROSS JOIN activities AS a ON a.activity_key = t.rowid
         LEFT JOIN event_details AS d ON d.activity_key = a.activity_key
         LEFT JOIN conversations AS c ON c.id = a.conversation_id
         LEFT JOIN leads AS l ON l.id = coalesce(c.lead_id, a.lead_id)
       WHERE t.activity_text MATCH ? AND t.rowid > CAST(? AS INTEGER) AND c.removed_at_ms IS NULL
         ${upToKey(scope)} ${inAccount(scope, 'a')}
       ORDER BY t.rowid LIMIT ?`,
    )
    .all(...parameters(scope, rank))
    .map((row) => ({ key: row.activity_key, rank, hit: () => activityHit(row, scope.terms) }))
}

function activityHit(row: ActivityHit, terms: SearchTerms): SearchHit {
  const description = row.is_html === 1 ? null : row.description
  const texts = [row.summary, description, row.detail_summary, row.detail_description, row.author_name]
  const fallback = row.summary ?? description ?? row.detail_summary ?? ''
  return {
    kind: 'activity',
    key: `activity:${row.activity_key}`,
    accountId: row.account_id,
    conversationId: row.conversation_id,
    activityId: row.activity_key,
    title: highlight(displayNameOf(row), terms).pieces,
    body: firstMatching(texts, terms) ?? highlight(fallback, terms).pieces,
    atMs: row.created_at_ms,
  }
}

/** Open notes are few and in no index: each is looked at. */
function notes(scope: SearchScope): Found[] {
  const { replica, journal, terms, accountId, upTo } = scope
  const rank = rankOf.note
  const after = keyAfter(scope, rank)
  return (accountId === null ? listOpenNotes(journal) : openNotesOfAccount(journal, accountId))
    .filter((note) => matches(`${note.conversationName} ${note.text}`, terms))
    .map((note) => {
      // Notes of one millisecond keep apart by their order of writing; the slots of a moment suffice for people.
      const key = firstKeyAt(note.createdAtMs) + (1_023 - (note.laneSequence % 1_024))
      const hit = (): SearchHit => ({
        kind: 'note',
        key: `note:${note.noteId}`,
        accountId: note.accountId,
        conversationId: conversationIdOf(replica, note.accountId, note.conversationRemoteId),
        activityId: null,
        title: highlight(note.conversationName, terms).pieces,
        body: highlight(note.text, terms).pieces,
        atMs: note.createdAtMs,
      })
      return { key, rank, hit }
    })
    .filter(({ key }) => key > after && (upTo === null || key <= upTo))
}

function upToKey({ upTo }: SearchScope): string {
  return upTo === null ? '' : 'AND t.rowid <= CAST(? AS INTEGER)'
}

function inAccount({ accountId }: SearchScope, alias: 'a' | 'c' | 'l'): string {
  return accountId === null ? '' : `AND ${alias}.account_id = ?`
}

function firstMatching(texts: readonly (string | null)[], terms: SearchTerms): Highlighted | null {
  for (const text of texts) {
    if (text === null) continue
    const { pieces, hasMatch } = highlight(text, terms)
    if (hasMatch) return pieces
  }
  return null
}
