import { describe, expect, it } from 'vitest'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { refreshJournalBackup } from '../../../db/journal/backup.ts'
import { classifyStorageError } from '../../../db/open.ts'
import { listOpenNotes, receiptsOf } from '../../../db/outbox.ts'
import { countRows } from '../../../db/queries/targets.ts'
import { readStreamState } from '../../../db/streams.ts'
import { insertNote } from '../../support/insert-note.ts'
import { activity, contentOf, page, startMs, stream, workspace } from './support.ts'

/** As if the disk had room for nothing more; the returned function gives it room again. */
function fillDisk({
  raw,
}: {
  raw: { pragma: (source: string, options?: { simple: boolean }) => unknown }
}): () => void {
  const most = raw.pragma('max_page_count', { simple: true })
  raw.pragma(`max_page_count = ${Number(raw.pragma('page_count', { simple: true }))}`)
  return () => {
    raw.pragma(`max_page_count = ${Number(most)}`)
  }
}

function failureOf(task: () => unknown): unknown {
  try {
    task()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

describe('a full disk', () => {
  it('refuses a page whole, with its cursor, and takes it when there is room again', () => {
    const { replica, accountId } = workspace()
    const text = 'word '.repeat(400)
    const pageAt = (from: number, backfillCursor: string) =>
      page(accountId, {
        activities: Array.from({ length: 200 }, (_, index) =>
          activity(`a${from + index}`, { summary: `${text}${from + index}` }),
        ),
        streamState: stream('activities', { backfillCursor }),
      })
    ingestPages(replica, [pageAt(0, 'one')])
    const before = contentOf(replica)
    const makeRoom = fillDisk(replica)
    expect(classifyStorageError(failureOf(() => ingestPages(replica, [pageAt(200, 'two')])))).toBe('storage_full')
    expect(contentOf(replica)).toEqual(before)
    expect(readStreamState(replica, accountId, 'activities')?.backfillCursor).toBe('one')
    makeRoom()
    expect(ingestPages(replica, [pageAt(200, 'two')]).inserted).toBe(200)
    expect(countRows(replica, accountId).activities).toBe(400)
  })

  it('never takes a note for saved, and keeps the draft it was', () => {
    const { journal, folder, accountId } = workspace()
    const note = (noteId: string) => ({
      noteId,
      accountId,
      conversationRemoteId: 'c1',
      leadRemoteId: null,
      conversationName: 'Ada',
      text: 'long '.repeat(20_000),
      heldUntilMs: null,
      nowMs: startMs,
    })
    insertNote(journal, note('n1'))
    saveDraft(journal, accountId, 'c1', 'the draft', startMs)
    const makeRoom = fillDisk(journal)
    expect(classifyStorageError(failureOf(() => insertNote(journal, note('n2'))))).toBe('storage_full')
    expect(listOpenNotes(journal).map(({ noteId }) => noteId)).toEqual(['n1'])
    expect(receiptsOf(journal, 'n2')).toEqual([])
    expect(readDraft(journal, accountId, 'c1')?.text).toBe('the draft')
    makeRoom()
    insertNote(journal, note('n2'))
    expect(listOpenNotes(journal)).toHaveLength(2)
    expect(refreshJournalBackup(journal, folder)).toBeNull()
  })

  it('is told from a database that cannot be written at all', () => {
    const { journal, accountId } = workspace()
    journal.raw.pragma('query_only = ON')
    expect(classifyStorageError(failureOf(() => saveDraft(journal, accountId, 'c1', 'x', startMs)))).toBe(
      'storage_read_only',
    )
  })
})
