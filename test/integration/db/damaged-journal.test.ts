import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '../../../db/connection.ts'
import { saveDraft } from '../../../db/drafts.ts'
import { refreshJournalBackup } from '../../../db/journal/backup.ts'
import { preserveLog } from '../../../db/journal/salvage.ts'
import type { Databases } from '../../../db/open.ts'
import { listOpenNotes, moveNote, readNote, receiptsOf } from '../../../db/outbox.ts'
import { examineLog } from '../../../db/write-ahead-log.ts'
import { insertNote } from '../../support/insert-note.ts'
import { open, startMs, temporaryFolder, workspace } from './support.ts'

function write({ journal }: Pick<Databases, 'journal'>, noteId: string, text = `The text of ${noteId}.`): void {
  const base = { accountId: 1, conversationRemoteId: 'c1', leadRemoteId: null, conversationName: 'Ada' }
  insertNote(journal, { ...base, noteId, text, heldUntilMs: null, nowMs: startMs })
}

/** The folder as a process leaves it that is killed now. */
function asKilled(folder: string): string {
  const copy = join(temporaryFolder(), 'killed')
  cpSync(folder, copy, { recursive: true })
  return copy
}

const journalOf = (folder: string) => join(folder, 'journal.db')
const states = ({ journal }: Databases) => listOpenNotes(journal).map(({ noteId, state }) => `${noteId} ${state}`)
const kinds = ({ notices }: Databases) => notices.map(({ kind }) => kind)

/** Three notes in the file and its backup, one more only in the log. */
function killedWithALog() {
  const space = workspace()
  for (const noteId of ['n1', 'n2', 'n3']) write(space, noteId)
  refreshJournalBackup(space.journal, space.folder)
  write(space, 'n4')
  return { folder: asKilled(space.folder), space }
}

describe('a journal that was killed', () => {
  it('and not damaged opens as it was', () => {
    const { folder } = killedWithALog()
    expect(examineLog(journalOf(folder))).toEqual({ hasLostCommits: false, isMixed: false })
    const again = open(folder)
    expect(kinds(again)).toEqual([])
    expect(states(again)).toEqual(['n1 queued', 'n2 queued', 'n3 queued', 'n4 queued'])
  })

  it.each([
    { how: 'removed', ruin: (log: string) => rmSync(log) },
    { how: 'cut', ruin: (log: string) => truncateSync(log, 5_000) },
    {
      how: 'damaged from its start',
      ruin: (log: string) => writeFileSync(log, readFileSync(log).fill(0xa5, 0, 40)),
    },
  ])('whose log was $how tells so, and sends nothing before it has looked', ({ ruin }) => {
    const { folder } = killedWithALog()
    ruin(`${journalOf(folder)}-wal`)
    expect(examineLog(journalOf(folder)).hasLostCommits).toBe(true)
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    for (const noteId of ['n1', 'n2', 'n3']) expect(readNote(again.journal, noteId)?.state).toBe('in_doubt')
    expect(again.journal.raw.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('with a byte of an earlier frame changed, loses nothing that came after it', () => {
    const { space } = killedWithALog()
    write(space, 'n5')
    const later = asKilled(space.folder)
    const log = `${journalOf(later)}-wal`
    const bytes = readFileSync(log)
    // Inside the page of the first frame.
    bytes.writeUInt8(bytes.readUInt8(32 + 24 + 2_000) ^ 0xff, 32 + 24 + 2_000)
    writeFileSync(log, bytes)
    const again = open(later)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(listOpenNotes(again.journal).map(({ noteId }) => noteId)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5'])
    expect(existsSync(join(later, 'journal.with-log.db'))).toBe(false)
  })

  it('and whose salvage was interrupted is salvaged by the next start', () => {
    const { folder } = killedWithALog()
    const log = `${journalOf(folder)}-wal`
    writeFileSync(log, readFileSync(log).fill(0xa5, 2_000, 2_100))
    preserveLog(folder)
    // The process died with the journal open: its log was read up to the damage, and emptied.
    connect('journal', journalOf(folder), { use: 'interactive', mustExist: true }).close()
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(listOpenNotes(again.journal).map(({ noteId }) => noteId)).toEqual(['n1', 'n2', 'n3', 'n4'])
  })

  it('and whose file is gone does not give its log to its successor', () => {
    const { folder } = killedWithALog()
    rmSync(journalOf(folder))
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(again.notices[0]?.detail).toMatch(/was missing/)
    expect(
      listOpenNotes(again.journal)
        .slice(0, 3)
        .map(({ state }) => state),
    ).toEqual(['in_doubt', 'in_doubt', 'in_doubt'])
    expect(again.journal.raw.pragma('integrity_check', { simple: true })).toBe('ok')
  })
})

describe('a file in the place of the journal', () => {
  it.each([
    { what: 'an empty one', put: (path: string) => writeFileSync(path, '') },
    { what: 'a replica', put: (path: string) => copyFileSync(join(path, '..', 'replica.db'), path) },
  ])('($what) is no reason to forget its backup', ({ put }) => {
    const { folder } = killedWithALog()
    for (const suffix of ['-wal', '-shm']) rmSync(journalOf(folder) + suffix, { force: true })
    put(journalOf(folder))
    const again = open(folder)
    expect(kinds(again)).toContain('journal_salvaged')
    expect(states(again)).toEqual(['n1 in_doubt', 'n2 in_doubt', 'n3 in_doubt'])
  })

  it('that is an earlier state of it is completed from its backup, which knows more', () => {
    const space = workspace()
    write(space, 'n1')
    refreshJournalBackup(space.journal, space.folder)
    const earlier = asKilled(space.folder)
    const note = readNote(space.journal, 'n1')
    if (note === null) throw new Error('expected the note')
    moveNote(space.journal, note, { state: 'sending', sentAtMs: startMs }, '{"kind":"attempt_begins"}', startMs)
    const sending = readNote(space.journal, 'n1')
    if (sending === null) throw new Error('expected the note')
    const delivered = { state: 'delivered', remoteActivityId: 'a1' } as const
    moveNote(space.journal, sending, delivered, '{"kind":"accepted","remoteId":"a1"}', startMs)
    write(space, 'n2')
    refreshJournalBackup(space.journal, space.folder)
    copyFileSync(join(space.folder, 'journal.backup.db'), join(earlier, 'journal.backup.db'))
    const again = open(earlier)
    expect(again.notices[0]?.detail).toMatch(/had lost its latest changes/)
    expect(readNote(again.journal, 'n1')).toMatchObject({ state: 'delivered', remoteActivityId: 'a1' })
    expect(readNote(again.journal, 'n2')?.state).toBe('in_doubt')
  })
})

describe('a note whose text was changed on the disk', () => {
  /** Changes the text behind SQLite's back: the page still adds up. */
  function changeText({ journal }: Pick<Databases, 'journal'>, noteId: string): void {
    journal.raw.prepare("UPDATE notes_outbox SET text = 'Wants to buy nothing.' WHERE note_id = ?").run(noteId)
  }

  it('comes back from the backup as it was written', () => {
    const space = workspace()
    write(space, 'n1')
    refreshJournalBackup(space.journal, space.folder)
    changeText(space, 'n1')
    const again = open(asKilled(space.folder))
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(readNote(again.journal, 'n1')).toMatchObject({ text: 'The text of n1.', state: 'in_doubt' })
  })

  it('waits for the user where nothing has what was written', () => {
    const space = workspace()
    write(space, 'n1')
    changeText(space, 'n1')
    const again = open(asKilled(space.folder))
    expect(again.notices[0]?.detail).toMatch(/The text of 1 is damaged/)
    expect(readNote(again.journal, 'n1')).toMatchObject({ state: 'rejected', trouble: '{"kind":"damaged"}' })
    expect(receiptsOf(again.journal, 'n1').at(-1)?.cause).toBe('{"kind":"damaged"}')
  })

  it('is not taken for one that the user changed', () => {
    const space = workspace()
    write(space, 'n1')
    const note = readNote(space.journal, 'n1')
    if (note === null) throw new Error('expected the note')
    moveNote(space.journal, note, { text: 'Better said.' }, '{"kind":"user","action":"edit"}', startMs)
    const again = open(asKilled(space.folder))
    expect(kinds(again)).toEqual([])
    expect(readNote(again.journal, 'n1')).toMatchObject({ text: 'Better said.', state: 'queued' })
  })
})

describe('a draft in the backup', () => {
  it('that became a note since is not offered again', () => {
    const space = workspace()
    saveDraft(space.journal, 1, 'c1', 'The text of n1.', startMs - 1_000)
    refreshJournalBackup(space.journal, space.folder)
    write(space, 'n1')
    space.journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    const page = space.journal.raw
      .prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'note_drafts'")
      .get()?.rootpage
    if (page === undefined) throw new Error('expected the table')
    const folder = asKilled(space.folder)
    const path = journalOf(folder)
    writeFileSync(path, readFileSync(path).fill(0xa5, (page - 1) * 4096, page * 4096))
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(readNote(again.journal, 'n1')?.text).toBe('The text of n1.')
    expect(again.journal.raw.prepare('SELECT text FROM note_drafts').all()).toEqual([])
  })
})
