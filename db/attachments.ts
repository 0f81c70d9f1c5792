import type { AttachmentStore } from './attachment-store.ts'
import type { Journal } from './connection.ts'
import { entryOfDraft, readDraft, saveDraft } from './drafts.ts'

/** A file of an entry, as the user gave it. */
export interface Attachment {
  /** Names it within its entry. */
  readonly position: number
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: number
  readonly contentHash: string
  readonly addedAtMs: number
}

/** What the CRM, and this app, take. */
export interface AttachmentLimits {
  readonly maxBytes: number
  readonly maxCount: number
  /** Null: any. */
  readonly mediaTypes: readonly string[] | null
}

export interface FileToAdd {
  readonly fileName: string
  readonly mediaType: string
  readonly source: { readonly path: string } | { readonly bytes: Uint8Array }
}

interface DraftOf {
  readonly accountId: number
  readonly conversationRemoteId: string
}

export type AddedAttachment =
  | { readonly ok: true; readonly entryId: string; readonly attachment: Attachment }
  | {
      readonly ok: false
      readonly problem: 'too_large' | 'too_many' | 'type_not_allowed' | 'empty' | 'unreadable'
    }

/** The files of an entry, in the user's order. */
export function listAttachments(journal: Journal, entryId: string): Attachment[] {
  return journal
    .prepare<[string], Attachment>(
      `SELECT position, file_name AS fileName, media_type AS mediaType, bytes, content_hash AS contentHash, added_at_ms AS addedAtMs
       FROM note_attachments WHERE entry_id = ? ORDER BY position`,
    )
    .all(entryId)
}

/**
 * Adds a file to a conversation's draft: its copy and its row are durable when this returns, and the original may go. `newEntryId`: of a
 * draft that has no files yet. A file that the draft has already is not added again.
 */
export function addAttachment(
  journal: Journal,
  store: AttachmentStore,
  draft: DraftOf,
  file: FileToAdd,
  options: { readonly limits: AttachmentLimits; readonly newEntryId: string; readonly nowMs: number },
): AddedAttachment {
  const { limits, newEntryId, nowMs } = options
  const { fileName, mediaType, source } = file
  if (limits.mediaTypes !== null && !limits.mediaTypes.includes(mediaType)) return refused('type_not_allowed')
  const known = readDraft(journal, draft.accountId, draft.conversationRemoteId)?.entryId ?? null
  const count = known === null ? 0 : listAttachments(journal, known).length
  if (count >= limits.maxCount) return refused('too_many')
  const taken = 'path' in source ? store.addFile(source.path, limits.maxBytes) : takeBytes(store, source.bytes, limits)
  if (!taken.ok) return refused(taken.problem)
  const { contentHash, bytes } = taken.file
  return journal.write(() => {
    const entryId = entryOfDraft(journal, draft.accountId, draft.conversationRemoteId, newEntryId, nowMs)
    const there = listAttachments(journal, entryId).find((each) => each.contentHash === contentHash)
    const attachment =
      there ?? appendAttachment(journal, entryId, { fileName, mediaType, bytes, contentHash, addedAtMs: nowMs })
    return { ok: true, entryId, attachment }
  })
}

function refused(problem: Extract<AddedAttachment, { ok: false }>['problem']): AddedAttachment {
  return { ok: false, problem }
}

function takeBytes(store: AttachmentStore, bytes: Uint8Array, { maxBytes }: AttachmentLimits) {
  if (bytes.length > maxBytes) return { ok: false, problem: 'too_large' } as const
  if (bytes.length === 0) return { ok: false, problem: 'empty' } as const
  return { ok: true, file: store.addBytes(bytes) } as const
}

/** Takes a file off a draft. Its copy goes too, unless something else carries it. */
export function removeAttachment(
  journal: Journal,
  store: AttachmentStore,
  { accountId, conversationRemoteId }: DraftOf,
  position: number,
  nowMs: number,
): void {
  const draft = readDraft(journal, accountId, conversationRemoteId)
  if (draft === null || draft.entryId === null) return
  const { entryId, text, form, alsoTo } = draft
  const removed = listAttachments(journal, entryId).find((each) => each.position === position)
  if (removed === undefined) return
  journal.write(() => {
    dropAttachment(journal, entryId, position)
    saveDraft(journal, accountId, conversationRemoteId, text, nowMs, { form, alsoTo })
  })
  if (!isReferredTo(journal, removed.contentHash)) store.remove(removed.contentHash)
}

/** One more file of an entry. Its content must be in the store. */
export function appendAttachment(
  journal: Journal,
  entryId: string,
  attachment: Omit<Attachment, 'position'>,
): Attachment {
  const last = journal
    .prepare<[string], { position: number | null }>(
      'SELECT max(position) AS position FROM note_attachments WHERE entry_id = ?',
    )
    .get(entryId)
  const position = (last?.position ?? 0) + 1
  const { fileName, mediaType, bytes, contentHash, addedAtMs } = attachment
  journal
    .prepare<[string, number, string, string, number, string, number]>(
      `INSERT INTO note_attachments (entry_id, position, file_name, media_type, bytes, content_hash, added_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(entryId, position, fileName, mediaType, bytes, contentHash, addedAtMs)
  return { position, fileName, mediaType, bytes, contentHash, addedAtMs }
}

/** From now on the entry has one file less; false: it had none at this position. */
export function dropAttachment(journal: Journal, entryId: string, position: number): boolean {
  const { changes } = journal
    .prepare<[string, number]>('DELETE FROM note_attachments WHERE entry_id = ? AND position = ?')
    .run(entryId, position)
  return changes > 0
}

/** The files of `from` are from now on those of `to`, after what it has. */
export function moveEntryFiles(journal: Journal, from: string, to: string): void {
  if (from === to) return
  copyEntryFiles(journal, from, to)
  journal.prepare<[string]>('DELETE FROM note_attachments WHERE entry_id = ?').run(from)
}

/** `to` has the files of `from` too, after its own, each once. */
export function copyEntryFiles(journal: Journal, from: string, to: string): void {
  const known = new Set(listAttachments(journal, to).map(({ contentHash }) => contentHash))
  for (const attachment of listAttachments(journal, from)) {
    if (!known.has(attachment.contentHash)) appendAttachment(journal, to, attachment)
  }
}

/** The CRM's id of a file that it has for this entry; null: not uploaded, as far as we know. */
export function readUpload(journal: Journal, entryId: string, accountId: number, contentHash: string): string | null {
  const row = journal
    .prepare<[string, number, string], { remote_id: string }>(
      'SELECT remote_id FROM attachment_uploads WHERE entry_id = ? AND account_id = ? AND content_hash = ?',
    )
    .get(entryId, accountId, contentHash)
  return row?.remote_id ?? null
}

export function recordUpload(
  journal: Journal,
  upload: {
    readonly entryId: string
    readonly accountId: number
    readonly contentHash: string
    readonly remoteId: string
    readonly uploadedAtMs: number
  },
): void {
  const { entryId, accountId, contentHash, remoteId, uploadedAtMs } = upload
  journal.write(() =>
    journal
      .prepare<[string, number, string, string, number]>(
        `INSERT OR REPLACE INTO attachment_uploads (entry_id, account_id, content_hash, remote_id, uploaded_at_ms)
         VALUES (?, ?, ?, ?, ?)`,
      )
      .run(entryId, accountId, contentHash, remoteId, uploadedAtMs),
  )
}

/** The CRM may have let go of them: the next attempt uploads them again. */
export function forgetUploads(journal: Journal, entryId: string, accountId: number): void {
  journal
    .prepare<[string, number]>('DELETE FROM attachment_uploads WHERE entry_id = ? AND account_id = ?')
    .run(entryId, accountId)
}

/** As `forgetUploads`, but of these alone: what was uploaded since stays known. */
export function forgetTheseUploads(
  journal: Journal,
  entryId: string,
  accountId: number,
  remoteIds: readonly string[],
): void {
  const forget = journal.prepare<[string, number, string]>(
    'DELETE FROM attachment_uploads WHERE entry_id = ? AND account_id = ? AND remote_id = ?',
  )
  for (const remoteId of remoteIds) forget.run(entryId, accountId, remoteId)
}

/** Whether any entry, of a note or a draft, has the file. */
export function isReferredTo(journal: Journal, contentHash: string): boolean {
  const row = journal
    .prepare<[string], unknown>(
      'SELECT 1 FROM note_attachments INDEXED BY note_attachments_content WHERE content_hash = ? LIMIT 1',
    )
    .get(contentHash)
  return row !== undefined
}
