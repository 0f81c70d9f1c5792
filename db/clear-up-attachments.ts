import type { AttachmentStore } from './attachment-store.ts'
import { isReferredTo } from './attachments.ts'
import type { Journal } from './connection.ts'

/** How long a settled entry keeps its files, and a file that belongs to no entry stays, ms. */
const keptMs = 30 * 86_400_000

/**
 * Lets go of files that nothing will be sent with any more: of entries whose notes were all delivered or discarded 30 days ago, and files
 * that no entry has had for as long (a copy that was interrupted, a draft that a damage took). Call at the start, as the owner of the
 * folder: nothing else may be adding files meanwhile. A file that an entry has is never touched.
 */
export function clearUpAttachments(journal: Journal, store: AttachmentStore, nowMs: number): void {
  const files = store.list()
  if (files.length === 0) return
  const beforeMs = nowMs - keptMs
  journal.write(() => {
    journal
      .prepare<[number, number]>(
        `DELETE FROM note_attachments WHERE added_at_ms < ?
           AND NOT EXISTS (SELECT 1 FROM note_drafts AS d WHERE d.entry_id = note_attachments.entry_id)
           AND NOT EXISTS (
             SELECT 1 FROM notes_outbox AS n INDEXED BY notes_outbox_entry WHERE n.entry_id = note_attachments.entry_id
               AND (n.is_open = 1 OR EXISTS (
                 SELECT 1 FROM note_receipts AS r INDEXED BY note_receipts_note WHERE r.note_id = n.note_id AND r.at_ms >= ?)))`,
      )
      .run(beforeMs, beforeMs)
    journal
      .prepare<[number]>(
        `DELETE FROM attachment_uploads WHERE uploaded_at_ms < ?
           AND NOT EXISTS (SELECT 1 FROM note_attachments AS a WHERE a.entry_id = attachment_uploads.entry_id)`,
      )
      .run(beforeMs)
  })
  for (const { name, writtenAtMs } of files) {
    if (writtenAtMs < beforeMs && !isReferredTo(journal, name)) store.drop(name)
  }
}
