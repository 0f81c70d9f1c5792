import type { Journal } from './connection.ts'

/** Durable when it returns. Empty text: there is no draft any more. */
export function saveDraft(
  journal: Journal,
  accountId: number,
  conversationRemoteId: string,
  text: string,
  nowMs: number,
): void {
  journal.write(() => {
    if (text === '') {
      journal
        .prepare<[number, string]>('DELETE FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?')
        .run(accountId, conversationRemoteId)
      return
    }
    journal
      .prepare<[number, string, string, number]>(
        `INSERT OR REPLACE INTO note_drafts (account_id, conversation_remote_id, text, updated_at_ms) VALUES (?, ?, ?, ?)`,
      )
      .run(accountId, conversationRemoteId, text, nowMs)
  })
}

export function readDraft(journal: Journal, accountId: number, conversationRemoteId: string): string | null {
  const row = journal
    .prepare<[number, string], { text: string }>(
      'SELECT text FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?',
    )
    .get(accountId, conversationRemoteId)
  return row?.text ?? null
}

/** Like `readDraft`, without reading a text that may be long. */
export function hasDraft(journal: Journal, accountId: number, conversationRemoteId: string): boolean {
  return (
    journal
      .prepare<[number, string], unknown>(
        'SELECT 1 FROM note_drafts WHERE account_id = ? AND conversation_remote_id = ?',
      )
      .get(accountId, conversationRemoteId) !== undefined
  )
}
