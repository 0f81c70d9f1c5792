import type { Replica } from '../connection.ts'
import { hash32 } from '../recency-key.ts'
import { FullTextWriter, joinedText, phoneText, type SearchableText } from './full-text.ts'

interface ConversationTextRow {
  recency_key: number
  text_hash: number | null
  list_state: number
  lead_id: number | null
  first_name: string | null
  last_name: string | null
  phone: string | null
  email: string | null
  snippet: string | null
  lead_first_name: string | null
  lead_last_name: string | null
  lead_phone: string | null
  lead_email: string | null
}

interface LeadTextRow {
  recency_key: number
  text_hash: number | null
  is_shown: number
  first_name: string | null
  last_name: string | null
  phone: string | null
  email: string | null
}

/**
 * Full text of conversations and leads. A conversation is found by its lead's name and numbers too; a lead is found by
 * itself only while no conversation of its stands for it, so that one person is one hit. Rows touched in a transaction are
 * looked at once, at its end; only a text that changed is written.
 */
export class ContactText {
  readonly #replica: Replica
  readonly #conversationText: FullTextWriter
  readonly #leadText: FullTextWriter
  readonly #conversations = new Set<number>()
  readonly #leads = new Set<number>()

  constructor(replica: Replica) {
    this.#replica = replica
    this.#conversationText = new FullTextWriter(replica, 'conversation_text')
    this.#leadText = new FullTextWriter(replica, 'lead_text')
  }

  /** `leadId`: the lead it had before, when that may have changed. */
  touchConversation(id: number, leadId: number | null): void {
    this.#conversations.add(id)
    if (leadId !== null) this.#leads.add(leadId)
  }

  touchLead(id: number): void {
    this.#leads.add(id)
    const rows = this.#replica
      .prepare<[number], { id: number }>('SELECT id FROM conversations WHERE lead_id = ?')
      .all(id)
    for (const conversation of rows) this.#conversations.add(conversation.id)
  }

  /** The row gave up this key, under which it may have been found. The caller clears its text hash. */
  leftConversationKey(key: number): void {
    this.#conversationText.remove(key)
  }

  leftLeadKey(key: number): void {
    this.#leadText.remove(key)
  }

  flush(): void {
    for (const id of this.#conversations) this.#rewriteConversation(id)
    for (const id of this.#leads) this.#rewriteLead(id)
    this.#conversations.clear()
    this.#leads.clear()
    this.#conversationText.flush()
    this.#leadText.flush()
  }

  #rewriteConversation(id: number): void {
    const row = this.#replica
      .prepare<[number], ConversationTextRow>(
        `SELECT c.recency_key, c.text_hash, c.list_state, c.lead_id, c.first_name, c.last_name, c.phone, c.email,
           c.snippet, l.first_name AS lead_first_name, l.last_name AS lead_last_name, l.phone AS lead_phone,
           l.email AS lead_email
         FROM conversations AS c LEFT JOIN leads AS l ON l.id = c.lead_id AND l.removed_at_ms IS NULL WHERE c.id = ?`,
      )
      .get(id)
    if (!row) return
    if (row.lead_id !== null) this.#leads.add(row.lead_id)
    const text =
      row.list_state === 0
        ? null
        : [
            joinedText(row.first_name, row.last_name, row.lead_first_name, row.lead_last_name),
            joinedText(phoneText(row.phone), row.email, phoneText(row.lead_phone), row.lead_email),
            row.snippet ?? '',
          ]
    this.#rewrite(this.#conversationText, 'UPDATE conversations SET text_hash = ? WHERE id = ?', id, row, text)
  }

  #rewriteLead(id: number): void {
    const row = this.#replica
      .prepare<[number], LeadTextRow>(
        `SELECT recency_key, text_hash, first_name, last_name, phone, email,
           is_placeholder = 0 AND removed_at_ms IS NULL AND NOT EXISTS (
             SELECT 1 FROM conversations WHERE lead_id = leads.id AND list_state > 0) AS is_shown
         FROM leads WHERE id = ?`,
      )
      .get(id)
    if (!row) return
    const text =
      row.is_shown === 0
        ? null
        : [joinedText(row.first_name, row.last_name), joinedText(phoneText(row.phone), row.email)]
    this.#rewrite(this.#leadText, 'UPDATE leads SET text_hash = ? WHERE id = ?', id, row, text)
  }

  #rewrite(
    writer: FullTextWriter,
    saveHash: string,
    id: number,
    row: { readonly recency_key: number; readonly text_hash: number | null },
    text: SearchableText | null,
  ): void {
    const hash = text === null ? null : hashOf(text)
    if (hash === row.text_hash) return
    if (row.text_hash !== null) writer.remove(row.recency_key)
    if (text !== null) writer.insert(row.recency_key, text)
    this.#replica.prepare<[number | null, number]>(saveHash).run(hash, id)
  }
}

/** 52 bits: two texts of one row that differ practically never hash alike. */
function hashOf(text: SearchableText): number {
  const whole = text.join('\u0000')
  return hash32(whole) * 2 ** 20 + (hash32(whole, 1) >>> 12)
}
