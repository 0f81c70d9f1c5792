import type { Journal } from './connection.ts'

/** The note that is being changed: one that was written here, whether it left or not, or one that was not. */
export type EditSubject =
  | { readonly kind: 'note'; readonly noteId: string }
  | { readonly kind: 'activity'; readonly remoteId: string }

/** A change of a note that the user has begun and neither saved nor given up. */
export interface EditDraft {
  readonly accountId: number
  readonly subject: EditSubject
  /** JSON, whose shape is the window's. */
  readonly edit: string
}

/** Durable when it returns. */
export function saveEditDraft(journal: Journal, { accountId, subject, edit }: EditDraft, nowMs: number): void {
  journal.write(() =>
    journal
      .prepare<[number, string, string, number]>(
        'INSERT OR REPLACE INTO edit_drafts (account_id, subject, edit, updated_at_ms) VALUES (?, ?, ?, ?)',
      )
      .run(accountId, nameOf(subject), edit, nowMs),
  )
}

export function removeEditDraft(journal: Journal, accountId: number, subject: EditSubject): void {
  journal.write(() =>
    journal
      .prepare<[number, string]>('DELETE FROM edit_drafts WHERE account_id = ? AND subject = ?')
      .run(accountId, nameOf(subject)),
  )
}

/** All of them, the one that was typed last first. */
export function listEditDrafts(journal: Journal): EditDraft[] {
  return journal
    .prepare<[], { account_id: number; subject: string; edit: string }>(
      'SELECT account_id, subject, edit FROM edit_drafts ORDER BY updated_at_ms DESC, subject',
    )
    .all()
    .flatMap(({ account_id, subject, edit }) => {
      const named = subjectOf(subject)
      return named === null ? [] : [{ accountId: account_id, subject: named, edit }]
    })
}

function nameOf(subject: EditSubject): string {
  return subject.kind === 'note' ? `note:${subject.noteId}` : `activity:${subject.remoteId}`
}

/** Null: a disk has changed it. */
function subjectOf(name: string): EditSubject | null {
  if (name.startsWith('note:')) return { kind: 'note', noteId: name.slice('note:'.length) }
  return name.startsWith('activity:') ? { kind: 'activity', remoteId: name.slice('activity:'.length) } : null
}
