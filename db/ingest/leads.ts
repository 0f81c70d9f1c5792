import type { StoredContact } from '../person-keys.ts'
import type { LeadRecord } from '../records.ts'
import { bit, type Cell, type IngestTransaction, isSameRow, mergedExtra } from './transaction.ts'

const columns = [
  'first_name',
  'last_name',
  'email',
  'phone',
  'stage',
  'source',
  'score',
  'email_key',
  'phone_key',
  'is_archived',
  'created_at_ms',
  'updated_at_ms',
  'extra',
] as const

interface StoredLead extends Record<Exclude<(typeof columns)[number], keyof StoredContact>, Cell>, StoredContact {
  id: number
  recency_key: number
  is_placeholder: number
  removed_at_ms: number | null
  created_at_ms: number | null
  updated_at_ms: number | null
  score: number | null
  extra: string | null
}

export function writeLead(transaction: IngestTransaction, accountId: number, lead: LeadRecord): void {
  const { replica, changes, contactText, seen } = transaction
  const stored = replica
    .prepare<[number, string], StoredLead>(
      `SELECT id, recency_key, is_placeholder, removed_at_ms, ${columns.join(', ')} FROM leads
       WHERE account_id = ? AND remote_id = ?`,
    )
    .get(accountId, lead.remoteId)
  if (!stored) {
    insertLead(transaction, accountId, lead)
    return
  }
  seen.mark(accountId, 'leads', 'leads', stored.id)
  const cells = cellsOf(transaction, lead, stored)
  const isShown = stored.is_placeholder === 0 && stored.removed_at_ms === null
  if (
    isShown &&
    isSameRow(
      columns.map((column) => stored[column]),
      cells,
    )
  ) {
    changes.unchanged += 1
    return
  }
  const storedTimes = { createdAtMs: stored.created_at_ms, updatedAtMs: stored.updated_at_ms }
  if (recencyMs(storedTimes) !== recencyMs(lead)) {
    contactText.leftLeadKey(stored.recency_key)
    replica
      .prepare<[number, number]>('UPDATE leads SET recency_key = ?, text_hash = NULL WHERE id = ?')
      .run(transaction.freeLeadKey(recencyMs(lead), accountId, lead.remoteId), stored.id)
  }
  replica
    .prepare<Cell[]>(
      `UPDATE leads SET ${columns.map((column) => `${column} = ?`).join(', ')}, is_placeholder = 0, removed_at_ms = NULL
       WHERE id = ?`,
    )
    .run(...cells, stored.id)
  contactText.touchLead(stored.id)
  changes.updated += 1
  announce(transaction, accountId, stored.id)
}

function insertLead(transaction: IngestTransaction, accountId: number, lead: LeadRecord): void {
  const { lastInsertRowid } = transaction.replica
    .prepare<Cell[]>(
      `INSERT INTO leads (account_id, remote_id, recency_key, ${columns.join(', ')})
       VALUES (?, ?, ?, ${columns.map(() => '?').join(', ')})`,
    )
    .run(
      accountId,
      lead.remoteId,
      transaction.freeLeadKey(recencyMs(lead), accountId, lead.remoteId),
      ...cellsOf(transaction, lead, null),
    )
  const id = Number(lastInsertRowid)
  transaction.contactText.touchLead(id)
  transaction.seen.mark(accountId, 'leads', 'leads', id)
  transaction.changes.inserted += 1
}

/** A lead lends its name to conversations that have none. */
function announce({ replica, changes }: IngestTransaction, accountId: number, leadId: number): void {
  const rows = replica.prepare<[number], { id: number }>('SELECT id FROM conversations WHERE lead_id = ?').all(leadId)
  for (const { id } of rows) changes.conversation(accountId, id)
  if (rows.length > 0) changes.inbox(accountId)
}

function recencyMs(lead: Pick<LeadRecord, 'createdAtMs' | 'updatedAtMs'>): number {
  return lead.updatedAtMs ?? lead.createdAtMs ?? 0
}

function cellsOf(transaction: IngestTransaction, lead: LeadRecord, stored: StoredLead | null): Cell[] {
  const keys = transaction.personKeys.keysOfStored(lead, stored)
  return [
    lead.firstName,
    lead.lastName,
    lead.email,
    lead.phone,
    lead.stage,
    lead.source,
    lead.score === undefined ? (stored?.score ?? null) : lead.score,
    keys.emailKey,
    keys.phoneKey,
    bit(lead.isArchived),
    lead.createdAtMs,
    lead.updatedAtMs,
    mergedExtra(stored?.extra ?? null, lead.extra),
  ]
}
