import type { IngestTransaction } from './transaction.ts'

interface DerivedRow {
  id: number
  account_id: number
  remote_id: string
  recency_key: number
  lead_id: number | null
  last_event_at_ms: number | null
  snippet: string | null
  given_event_at_ms: number | null
  given_snippet: string | null
}

interface Newest {
  created_at_ms: number
  summary: string | null
}

/** A row whose moment was full stands a few places behind its time (db/recency-key.ts): so many are looked at for the newest. */
const lookedAt = 32
/** A list shows one line; the activity has the whole text. */
const snippetCharacters = 280

/**
 * Conversations whose CRM does not say when something last happened take it from their newest shown activity, where that is newer
 * than what the CRM gave. Called at the end of a transaction, before full text is written, for the conversations whose
 * timelines it touched; a value that stays the same is not written.
 */
export function deriveLastEvents(transaction: IngestTransaction): void {
  for (const conversationId of transaction.touchedTimelines) deriveLastEvent(transaction, conversationId)
  transaction.touchedTimelines.clear()
}

function deriveLastEvent(transaction: IngestTransaction, conversationId: number): void {
  const { replica, contactText, changes } = transaction
  const row = replica
    .prepare<[number], DerivedRow>(
      `SELECT id, account_id, remote_id, recency_key, lead_id, last_event_at_ms, snippet, given_event_at_ms, given_snippet
       FROM conversations WHERE id = ? AND derives_last_event = 1`,
    )
    .get(conversationId)
  if (!row) return
  const newest = newestActivity(transaction, conversationId)
  const isNewer = newest !== null && (row.given_event_at_ms === null || newest.created_at_ms > row.given_event_at_ms)
  const lastEventAtMs = isNewer ? newest.created_at_ms : row.given_event_at_ms
  const snippet = isNewer && newest.summary !== null ? shortened(newest.summary) : row.given_snippet
  if (lastEventAtMs === row.last_event_at_ms && snippet === row.snippet) return
  if (lastEventAtMs !== row.last_event_at_ms) {
    contactText.leftConversationKey(row.recency_key)
    replica
      .prepare<[number, number]>('UPDATE conversations SET recency_key = ?, text_hash = NULL WHERE id = ?')
      .run(transaction.freeConversationKey(lastEventAtMs ?? 0, row.account_id, row.remote_id), row.id)
  }
  replica
    .prepare<[number | null, string | null, number]>(
      'UPDATE conversations SET last_event_at_ms = ?, snippet = ? WHERE id = ?',
    )
    .run(lastEventAtMs, snippet, row.id)
  contactText.touchConversation(row.id, row.lead_id)
  changes.inbox(row.account_id)
  changes.conversation(row.account_id, row.id)
}

function newestActivity({ replica }: IngestTransaction, conversationId: number): Newest | null {
  return replica
    .prepare<[number, number], Newest>(
      `SELECT created_at_ms, summary FROM activities INDEXED BY activities_timeline
       WHERE conversation_id = ? AND removed_at_ms IS NULL ORDER BY activity_key LIMIT ?`,
    )
    .all(conversationId, lookedAt)
    .reduce<Newest | null>(
      (newest, each) => (newest === null || each.created_at_ms > newest.created_at_ms ? each : newest),
      null,
    )
}

/** Cut between characters: half of a surrogate pair is no text. */
function shortened(text: string): string {
  return text.slice(0, snippetCharacters).replace(/[\uD800-\uDBFF]$/, '')
}
