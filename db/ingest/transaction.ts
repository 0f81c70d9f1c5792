import type { Replica } from '../connection.ts'
import { defaultPhoneRegion, PersonKeyMaker } from '../person-keys.ts'
import { freeKey } from '../recency-key.ts'
import type { ChangedTopic } from '../records.ts'
import { ContactText } from './contact-text.ts'
import { FullTextWriter } from './full-text.ts'
import { SeenMarks } from './seen-marks.ts'

export type Cell = string | number | null

/** What a transaction changed, gathered row by row. */
class ChangeLog {
  inserted = 0
  updated = 0
  unchanged = 0
  readonly #inboxes = new Set<number>()
  readonly #conversations = new Map<number, number>()

  inbox(accountId: number): void {
    this.#inboxes.add(accountId)
  }

  conversation(accountId: number, conversationId: number): void {
    this.#conversations.set(conversationId, accountId)
  }

  topics(): ChangedTopic[] {
    return [
      ...[...this.#inboxes].map((accountId) => ({ kind: 'inbox', accountId }) as const),
      ...[...this.#conversations].map(
        ([conversationId, accountId]) => ({ kind: 'conversation', accountId, conversationId }) as const,
      ),
    ]
  }
}

/** What the writers of one transaction share: full text to be written at its end, references resolved, changes made. */
export class IngestTransaction {
  readonly replica: Replica
  readonly changes = new ChangeLog()
  readonly activityText: FullTextWriter
  readonly contactText: ContactText
  readonly seen: SeenMarks
  /** Conversations whose shown activities changed: what is derived from them is derived anew at the end. */
  readonly touchedTimelines = new Set<number>()
  personKeys = new PersonKeyMaker(defaultPhoneRegion)
  readonly #leadIds = new Map<string, number>()
  readonly #conversationIds = new Map<string, number>()

  constructor(replica: Replica) {
    this.replica = replica
    this.activityText = new FullTextWriter(replica, 'activity_text')
    this.contactText = new ContactText(replica)
    this.seen = new SeenMarks(replica)
  }

  flushText(): void {
    this.activityText.flush()
    this.contactText.flush()
  }

  /** A lead's local id; one that no page has brought yet becomes a placeholder that a later page fills. */
  leadId(accountId: number, remoteId: string): number {
    return this.#resolve(
      this.#leadIds,
      accountId,
      remoteId,
      'SELECT id FROM leads WHERE account_id = ? AND remote_id = ?',
      () =>
        Number(
          this.replica
            .prepare<[number, string, number]>(
              'INSERT INTO leads (account_id, remote_id, recency_key, is_placeholder) VALUES (?, ?, ?, 1)',
            )
            .run(accountId, remoteId, this.freeLeadKey(0, accountId, remoteId)).lastInsertRowid,
        ),
    )
  }

  /** A conversation's local id, likewise. */
  conversationId(accountId: number, remoteId: string, leadId: number | null): number {
    return this.#resolve(
      this.#conversationIds,
      accountId,
      remoteId,
      'SELECT id FROM conversations WHERE account_id = ? AND remote_id = ?',
      () =>
        Number(
          this.replica
            .prepare<[number, string, number, number | null]>(
              'INSERT INTO conversations (account_id, remote_id, recency_key, lead_id, is_placeholder) VALUES (?, ?, ?, ?, 1)',
            )
            .run(accountId, remoteId, this.freeConversationKey(0, accountId, remoteId), leadId).lastInsertRowid,
        ),
    )
  }

  freeLeadKey(atMs: number, accountId: number, remoteId: string): number {
    return this.#freeKey('SELECT 1 FROM leads WHERE recency_key = ?', atMs, accountId, remoteId)
  }

  freeConversationKey(atMs: number, accountId: number, remoteId: string): number {
    return this.#freeKey('SELECT 1 FROM conversations WHERE recency_key = ?', atMs, accountId, remoteId)
  }

  freeActivityKey(atMs: number, accountId: number, remoteId: string): number {
    return this.#freeKey('SELECT 1 FROM activities WHERE activity_key = ?', atMs, accountId, remoteId)
  }

  #freeKey(sql: string, atMs: number, accountId: number, remoteId: string): number {
    const taken = this.replica.prepare<[number], unknown>(sql)
    return freeKey(atMs, `${accountId}:${remoteId}`, (key) => taken.get(key) !== undefined)
  }

  #resolve(known: Map<string, number>, accountId: number, remoteId: string, sql: string, insert: () => number): number {
    const name = `${accountId}:${remoteId}`
    const cached = known.get(name)
    if (cached !== undefined) return cached
    const row = this.replica.prepare<[number, string], { id: number }>(sql).get(accountId, remoteId)
    const id = row?.id ?? insert()
    known.set(name, id)
    return id
  }
}

/**
 * Unknown fields of a row: those sent again replace the earlier ones, those not sent again survive. Null where there are
 * none. Equal input gives equal text, so that an unchanged row compares equal.
 */
export function mergedExtra(earlier: string | null, extra: Readonly<Record<string, unknown>>): string | null {
  if (Object.keys(extra).length === 0) return earlier
  return JSON.stringify({ ...keptExtra(earlier), ...extra })
}

/** What a disk has changed in a text, no check of the file sees: then only what the CRM sends now is known. */
function keptExtra(earlier: string | null): object {
  if (earlier === null) return {}
  try {
    const kept: unknown = JSON.parse(earlier)
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    return {}
  }
}

export function isSameRow(earlier: readonly Cell[], now: readonly Cell[]): boolean {
  return now.every((cell, index) => cell === earlier[index])
}

export function bit(value: boolean): number {
  return value ? 1 : 0
}
