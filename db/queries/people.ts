import type { Journal, Replica } from '../connection.ts'
import { accountLabels } from './account-labels.ts'
import { displayNameOf, type NameColumns, nameColumns } from './names.ts'
import type { NoteTarget, Person } from './shapes.ts'

/** Of a shared address or number: more people than a panel shows, and few enough to read at once. */
const mostPeople = 20
const mostLookedAt = 60

/** What a person is called in the journal: the lead where there is one, else the conversation itself. */
interface PersonRef {
  readonly accountId: number
  readonly remoteId: string
}

interface Subject {
  readonly id: number
  readonly account_id: number
  readonly remote_id: string
  readonly lead_id: number | null
  readonly lead_remote_id: string | null
  readonly email_key: string | null
  readonly phone_key: string | null
  readonly lead_email_key: string | null
  readonly lead_phone_key: string | null
}

interface PersonRow extends NameColumns {
  readonly id: number
  readonly account_id: number
  readonly remote_id: string
  readonly recency_key: number
  readonly list_state: number
  readonly lead_id: number | null
  readonly lead_remote_id: string | null
  readonly last_event_at_ms: number | null
  readonly takes_notes: number
  readonly stage: string | null
}

type Match = Person['matchedBy'][number]

/**
 * Conversations that have this one's address or number, in any account, the one with the latest event first; at most 20. Those of the
 * same lead are not among them; those of whom the user said that it is somebody else are, marked so.
 */
export function samePerson(replica: Replica, journal: Journal, conversationId: number): Person[] {
  const subject = subjectOf(replica, conversationId)
  if (subject === null) return []
  const matches = new Map<number, Set<Match>>()
  const add = (reason: Match, keys: readonly (string | null)[]) => {
    for (const key of new Set(keys.filter((each) => each !== null))) {
      for (const id of conversationsWith(replica, reason, key)) {
        matches.set(id, (matches.get(id) ?? new Set<Match>()).add(reason))
      }
    }
  }
  add('email', [subject.email_key, subject.lead_email_key])
  add('phone', [subject.phone_key, subject.lead_phone_key])
  matches.delete(subject.id)
  const labels = accountLabels(journal)
  return [...matches]
    .flatMap(([id, matchedBy]) => {
      const row = personRow(replica, id)
      return row === null || (row.lead_id !== null && row.lead_id === subject.lead_id) ? [] : [{ row, matchedBy }]
    })
    .sort((left, right) => left.row.recency_key - right.row.recency_key)
    .slice(0, mostPeople)
    .map(({ row, matchedBy }) => ({
      conversationId: row.id,
      accountId: row.account_id,
      accountLabel: labels.get(row.account_id) ?? '',
      leadRemoteId: row.lead_remote_id,
      displayName: displayNameOf(row),
      phone: row.phone ?? row.lead_phone,
      email: row.email ?? row.lead_email,
      stage: row.stage,
      lastEventAtMs: row.last_event_at_ms,
      matchedBy: (['email', 'phone'] as const).filter((reason) => matchedBy.has(reason)),
      isSeparated: isSeparated(journal, refOf(subject), refOf(row)),
      takesNotes: row.takes_notes === 1,
    }))
}

/**
 * Where a note that is written here goes: this conversation, or where the CRM takes none on it, the person's with the same address in
 * the same account. Null: there is none, or the conversation is not here.
 */
export function noteTargetOf(replica: Replica, journal: Journal, conversationId: number): NoteTarget | null {
  const subject = subjectOf(replica, conversationId)
  const own = subject === null ? null : personRow(replica, conversationId)
  if (subject === null || own === null) return null
  if (own.takes_notes === 1) return { conversationId, displayName: displayNameOf(own) }
  const addresses = [subject.email_key, subject.lead_email_key].filter((each) => each !== null)
  const [target] = addresses
    .flatMap((key) => targetsWith(replica, subject.account_id, key))
    .flatMap((id) => personRow(replica, id) ?? [])
    .filter((row) => !isSeparated(journal, refOf(subject), refOf(row)))
    .sort((left, right) => left.list_state - right.list_state || left.recency_key - right.recency_key)
  return target === undefined ? null : { conversationId: target.id, displayName: displayNameOf(target) }
}

/** The user says that the two are not one person. False: one of them is not here. */
export function separatePeople(
  replica: Replica,
  journal: Journal,
  conversationId: number,
  otherConversationId: number,
  nowMs: number,
): boolean {
  const pair = pairOf(replica, conversationId, otherConversationId)
  if (pair === null) return false
  journal.write(() =>
    journal
      .prepare<[number, string, number, string, number]>(
        `INSERT OR IGNORE INTO separated_people
           (left_account_id, left_remote_id, right_account_id, right_remote_id, separated_at_ms) VALUES (?, ?, ?, ?, ?)`,
      )
      .run(...pair, nowMs),
  )
  return true
}

/** Takes such a word back. False: one of them is not here. */
export function joinPeople(
  replica: Replica,
  journal: Journal,
  conversationId: number,
  otherConversationId: number,
): boolean {
  const pair = pairOf(replica, conversationId, otherConversationId)
  if (pair === null) return false
  journal.write(() =>
    journal.prepare<[number, string, number, string]>(`DELETE FROM separated_people WHERE ${isThePair}`).run(...pair),
  )
  return true
}

const isThePair = 'left_account_id = ? AND left_remote_id = ? AND right_account_id = ? AND right_remote_id = ?'

function isSeparated(journal: Journal, one: PersonRef, other: PersonRef): boolean {
  return (
    journal
      .prepare<[number, string, number, string], unknown>(`SELECT 1 FROM separated_people WHERE ${isThePair}`)
      .get(...ordered(one, other)) !== undefined
  )
}

function pairOf(
  replica: Replica,
  conversationId: number,
  otherConversationId: number,
): [number, string, number, string] | null {
  const one = subjectOf(replica, conversationId)
  const other = subjectOf(replica, otherConversationId)
  return one === null || other === null ? null : ordered(refOf(one), refOf(other))
}

/** The smaller one is the left one, so that a pair is one row whichever way round it is said. */
function ordered(one: PersonRef, other: PersonRef): [number, string, number, string] {
  const isInOrder = one.accountId === other.accountId ? one.remoteId <= other.remoteId : one.accountId < other.accountId
  const [left, right] = isInOrder ? [one, other] : [other, one]
  return [left.accountId, left.remoteId, right.accountId, right.remoteId]
}

function refOf(row: Pick<Subject, 'account_id' | 'remote_id' | 'lead_remote_id'>): PersonRef {
  return { accountId: row.account_id, remoteId: row.lead_remote_id ?? row.remote_id }
}

function subjectOf(replica: Replica, conversationId: number): Subject | null {
  return (
    replica
      .prepare<[number], Subject>(
        `SELECT c.id, c.account_id, c.remote_id, c.lead_id, l.remote_id AS lead_remote_id, c.email_key, c.phone_key,
           l.email_key AS lead_email_key, l.phone_key AS lead_phone_key
         FROM conversations AS c LEFT JOIN leads AS l ON l.id = c.lead_id WHERE c.id = ? AND c.removed_at_ms IS NULL`,
      )
      .get(conversationId) ?? null
  )
}

function personRow(replica: Replica, conversationId: number): PersonRow | null {
  return (
    replica
      .prepare<[number], PersonRow>(
        `SELECT c.id, c.account_id, c.remote_id, c.recency_key, c.list_state, c.lead_id, l.remote_id AS lead_remote_id,
           c.last_event_at_ms, c.takes_notes, l.stage, ${nameColumns}
         FROM conversations AS c LEFT JOIN leads AS l ON l.id = c.lead_id WHERE c.id = ?`,
      )
      .get(conversationId) ?? null
  )
}

/** By the conversation's own key, or its lead's. */
function conversationsWith(replica: Replica, by: Match, key: string): number[] {
  const own = replica
    .prepare<[string, number], { id: number }>(
      `SELECT id FROM conversations INDEXED BY conversations_${by} WHERE ${by}_key = ? AND list_state > 0 LIMIT ?`,
    )
    .all(key, mostLookedAt)
  const ofLeads = replica
    .prepare<[string, number], { id: number }>(
      `SELECT c.id FROM leads AS l INDEXED BY leads_${by}
         CROSS JOIN conversations AS c INDEXED BY conversations_lead ON c.lead_id = l.id
       WHERE l.${by}_key = ? AND l.removed_at_ms IS NULL AND c.list_state > 0 LIMIT ?`,
    )
    .all(key, mostLookedAt)
  return [...own, ...ofLeads].map(({ id }) => id)
}

function targetsWith(replica: Replica, accountId: number, emailKey: string): number[] {
  return replica
    .prepare<[string, number, number], { id: number }>(
      `SELECT id FROM conversations INDEXED BY conversations_email
       WHERE email_key = ? AND account_id = ? AND takes_notes = 1 AND list_state > 0 LIMIT ?`,
    )
    .all(emailKey, accountId, mostPeople)
    .map(({ id }) => id)
}
