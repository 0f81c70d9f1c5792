import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  listAccounts,
  readAccount,
  readCredential,
  readRateState,
  removeAccount,
  saveConnectorMemory,
  saveCredential,
  saveRateState,
} from '../../../db/accounts.ts'
import { appendAttachment, listAttachments } from '../../../db/attachments.ts'
import { connect } from '../../../db/connection.ts'
import { entryOfDraft, readDraft, saveDraft } from '../../../db/drafts.ts'
import { refreshJournalBackup } from '../../../db/journal/backup.ts'
import { preserveLog } from '../../../db/journal/salvage.ts'
import { insertClaim, readClaim } from '../../../db/note-claims.ts'
import type { Databases } from '../../../db/open.ts'
import {
  insertEdit,
  insertEntry,
  listOpenNotes,
  moveNote,
  notesOfEntry,
  readNote,
  receiptsOf,
} from '../../../db/outbox.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import { readSettings, writeSettings } from '../../../db/settings.ts'
import { examineLog } from '../../../db/write-ahead-log.ts'
import { insertNote } from '../../support/insert-note.ts'
import { addAccount, open, startMs, temporaryFolder, workspace } from './support.ts'

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

/** Overwrites the first page of a table in the copy at `folder`. */
function ruinTable(folder: string, { journal }: Pick<Databases, 'journal'>, table: string): void {
  const page = journal.raw
    .prepare<[string], { rootpage: number }>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .get(table)?.rootpage
  if (page === undefined) throw new Error('expected the table')
  const path = journalOf(folder)
  writeFileSync(path, readFileSync(path).fill(0xa5, (page - 1) * 4096, page * 4096))
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

describe('a delivered note of which damage left only the beginning', () => {
  function reopened(isReceiptThere: boolean): Databases {
    const space = workspace()
    write(space, 'n1')
    const move = (patch: Parameters<typeof moveNote>[2], cause: string) => {
      const note = readNote(space.journal, 'n1')
      if (note === null) throw new Error('expected the note')
      moveNote(space.journal, note, patch, cause, startMs)
    }
    move({ state: 'sending', sentAtMs: startMs }, '{"kind":"attempt_begins"}')
    move({ state: 'delivered', remoteActivityId: 'a1' }, '{"kind":"accepted","remoteId":"a1"}')
    // A page that is missing reads as zeros.
    space.journal.raw.exec(
      'UPDATE notes_outbox SET entry_id = char(0, 0), remote_activity_id = char(0, 0), sent_at_ms = 7',
    )
    if (!isReceiptThere) space.journal.raw.exec('DELETE FROM note_receipts')
    space.journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    const folder = asKilled(space.folder)
    ruinTable(folder, space, 'note_drafts')
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    return again
  }
  const whole = { entryId: 'n1', text: 'The text of n1.' }

  it('has the CRM’s id again from its receipt, and is an entry of its own', () => {
    const note = readNote(reopened(true).journal, 'n1')
    expect(note).toMatchObject({ ...whole, state: 'delivered', remoteActivityId: 'a1' })
  })

  it('is looked up in the CRM where its receipts are gone too, from when it was written', () => {
    const note = readNote(reopened(false).journal, 'n1')
    expect(note).toMatchObject({ ...whole, state: 'in_doubt', remoteActivityId: null, sentAtMs: startMs })
  })
})

describe('a journal that is older than its backup', () => {
  const claim = {
    noteId: 'n1',
    claimToken: 'token-1',
    role: 'origin',
    claimedAtMs: startMs,
    sinceServerMs: startMs,
    authors: [],
    excludedRemoteIds: [],
    isVouchedAbsent: false,
  } as const

  /** The file of one moment beside the backup of a later one, in which everything but the first account is another. */
  function earlierFile() {
    const space = workspace()
    const removed = addAccount(space, 'user-2')
    saveCredential(space.journal, removed, Buffer.from('sealed'), false)
    saveDraft(space.journal, 1, 'c4', 'First words.', startMs)
    saveDraft(space.journal, 1, 'c2', 'Dropped since.', startMs)
    refreshJournalBackup(space.journal, space.folder)
    write(space, 'n1')
    const folder = asKilled(space.folder)
    const added = addAccount(space, 'user-3')
    removeAccount(space.journal, removed)
    insertClaim(space.journal, claim)
    saveDraft(space.journal, 1, 'c4', 'First words, and more.', startMs)
    saveDraft(space.journal, 1, 'c2', '', startMs)
    saveDraft(space.journal, 1, 'c3', 'Begun later.', startMs)
    appendAttachment(space.journal, entryOfDraft(space.journal, 1, 'c3', 'e3', startMs), {
      fileName: 'roof.jpg',
      mediaType: 'image/jpeg',
      bytes: 4,
      contentHash: 'ab',
      addedAtMs: startMs,
    })
    writeSettings(space.journal, { phoneRegion: 'DE' })
    write(space, 'n2')
    refreshJournalBackup(space.journal, space.folder)
    copyFileSync(join(space.folder, 'journal.backup.db'), join(folder, 'journal.backup.db'))
    return { folder, removed, added }
  }

  it.each([
    { what: 'whole', ruin: () => {}, told: /had lost its latest changes/ },
    { what: 'without its log', ruin: (folder: string) => rmSync(`${journalOf(folder)}-wal`), told: /was damaged/ },
  ])('($what) gets back everything of the backup, and nothing that was gone by then', ({ ruin, told }) => {
    const { folder, removed, added } = earlierFile()
    ruin(folder)
    const { journal, notices } = open(folder)
    expect(notices[0]?.detail).toMatch(told)
    expect(listAccounts(journal).map(({ accountId }) => accountId)).toEqual([1, added])
    expect(readCredential(journal, removed)).toBeNull()
    expect(readClaim(journal, 'n1')).toEqual(claim)
    expect(readDraft(journal, 1, 'c4')?.text).toBe('First words, and more.')
    expect(readDraft(journal, 1, 'c2')).toBeNull()
    expect(readDraft(journal, 1, 'c3')).toEqual({ alsoTo: [], text: 'Begun later.', form: null, entryId: 'e3' })
    expect(listAttachments(journal, 'e3')).toHaveLength(1)
    expect(readSettings(journal).phoneRegion).toBe('DE')
    expect(readNote(journal, 'n2')?.state).toBe('in_doubt')
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

describe('a text of the journal that no check sees inside', () => {
  it('is as if it had not been there where the disk has spoilt it', () => {
    const { journal, accountId } = workspace()
    saveConnectorMemory(journal, accountId, { dialect: 'timeline' })
    saveRateState(journal, accountId, { stamps: [1], inFlight: [], learnedLimit: null, blockedUntilMs: null })
    writeSettings(journal, { phoneRegion: 'DE' })
    const spoilt = '{"a":"\u0001\ufffd'
    journal.raw.prepare('UPDATE accounts SET memory = ?, abilities = ?').run(spoilt, spoilt)
    journal.raw.prepare('UPDATE rate_states SET stamps = ?').run(spoilt)
    journal.raw.prepare('UPDATE settings SET value = ?').run(spoilt)
    expect(readAccount(journal, accountId)).toMatchObject({ accountId, memory: {}, abilities: null })
    expect(readRateState(journal, accountId)).toBeNull()
    expect(readSettings(journal)).toMatchObject({ phoneRegion: 'US', undoHoldMs: 5_000 })
  })
})

describe('a note with more than a text', () => {
  const form: NoteForm = { ...plainNote, format: 'html', visibility: 'private' }
  const base = { accountId: 1, conversationRemoteId: 'c1', leadRemoteId: null, conversationName: 'Ada' }
  const file = { fileName: 'roof.jpg', mediaType: 'image/jpeg', bytes: 4, contentHash: 'ab', addedAtMs: startMs }

  function writeEntry({ journal }: Pick<Databases, 'journal'>): void {
    appendAttachment(journal, 'e1', file)
    insertEntry(journal, {
      entryId: 'e1',
      targets: [
        { ...base, noteId: 'n1' },
        { ...base, noteId: 'n2', conversationRemoteId: 'c2' },
      ],
      text: '<b>Offer</b>',
      form,
      draftOf: null,
      heldUntilMs: null,
      nowMs: startMs,
    })
  }

  function loseTheLog(folder: string): void {
    rmSync(`${journalOf(folder)}-wal`)
  }

  it('comes back whole from the backup: its form, its entry and its files', () => {
    const space = workspace()
    writeEntry(space)
    refreshJournalBackup(space.journal, space.folder)
    write(space, 'n3')
    const folder = asKilled(space.folder)
    loseTheLog(folder)
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(notesOfEntry(again.journal, 'e1')).toMatchObject([
      { noteId: 'n1', form, state: 'in_doubt' },
      { noteId: 'n2', form, state: 'in_doubt' },
    ])
    expect(listAttachments(again.journal, 'e1')).toEqual([{ position: 1, ...file }])
  })

  it.each([
    { what: 'form', damage: `UPDATE notes_outbox SET form = replace(form, 'private', 'public')` },
    { what: 'form, which cannot be read any more', damage: `UPDATE notes_outbox SET form = '{"format"'` },
    { what: 'list of files', damage: 'DELETE FROM note_attachments' },
    { what: 'file', damage: `UPDATE note_attachments SET content_hash = 'ac'` },
  ])('whose $what the disk changed is not sent before the user looked at it', ({ damage }) => {
    const space = workspace()
    writeEntry(space)
    space.journal.raw.exec(damage)
    const again = open(asKilled(space.folder))
    expect(again.notices[0]?.detail).toMatch(/The text of 2 is damaged/)
    expect(readNote(again.journal, 'n1')).toMatchObject({ state: 'rejected', trouble: '{"kind":"damaged"}' })
  })

  it('that changes one of the CRM waits again after a loss: it reads before it writes', () => {
    const space = workspace()
    const edit = { ...base, noteId: 'n1', editsRemoteId: 'a1', editBase: 'Before.', text: 'After.', form: plainNote }
    const row = insertEdit(space.journal, { ...edit, heldUntilMs: null, nowMs: startMs })
    moveNote(space.journal, row, { state: 'sending', sentAtMs: startMs }, '{"kind":"attempt_begins"}', startMs)
    refreshJournalBackup(space.journal, space.folder)
    write(space, 'n2')
    const folder = asKilled(space.folder)
    loseTheLog(folder)
    const again = open(folder)
    expect(readNote(again.journal, 'n1')).toMatchObject({
      kind: 'edit',
      editsRemoteId: 'a1',
      editBase: 'Before.',
      state: 'queued',
    })
  })

  it('that changes one of the CRM is not sent where the disk changed which one', () => {
    const space = workspace()
    const edit = { ...base, noteId: 'n1', editsRemoteId: 'a1', editBase: 'Before.', text: 'After.', form: plainNote }
    insertEdit(space.journal, { ...edit, heldUntilMs: null, nowMs: startMs })
    space.journal.raw.exec(`UPDATE notes_outbox SET edits_remote_id = 'a2'`)
    const again = open(asKilled(space.folder))
    expect(readNote(again.journal, 'n1')?.state).toBe('rejected')
  })
})

describe('a draft in the backup', () => {
  it('that became a note since, and was begun anew, has none of the files of the note', () => {
    const space = workspace()
    const { journal } = space
    const entryId = entryOfDraft(journal, 1, 'c1', 'e1', startMs)
    appendAttachment(journal, entryId, {
      fileName: 'roof.jpg',
      mediaType: 'image/jpeg',
      bytes: 4,
      contentHash: 'ab',
      addedAtMs: startMs,
    })
    saveDraft(journal, 1, 'c1', 'Half a thought.', startMs)
    refreshJournalBackup(journal, space.folder)
    insertEntry(journal, {
      entryId,
      targets: [
        { noteId: 'e1', accountId: 1, conversationRemoteId: 'c1', leadRemoteId: null, conversationName: 'Ada' },
      ],
      text: 'The whole thought.',
      form: plainNote,
      draftOf: { accountId: 1, conversationRemoteId: 'c1' },
      heldUntilMs: null,
      nowMs: startMs,
    })
    journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    const folder = asKilled(space.folder)
    ruinTable(folder, space, 'note_drafts')
    const again = open(folder)
    expect(readDraft(again.journal, 1, 'c1')).toEqual({
      alsoTo: [],
      text: 'Half a thought.',
      form: null,
      entryId: null,
    })
    expect(listAttachments(again.journal, 'e1')).toHaveLength(1)
  })

  it('that became a note since is not offered again', () => {
    const space = workspace()
    saveDraft(space.journal, 1, 'c1', 'The text of n1.', startMs - 1_000)
    refreshJournalBackup(space.journal, space.folder)
    write(space, 'n1')
    space.journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    const folder = asKilled(space.folder)
    ruinTable(folder, space, 'note_drafts')
    const again = open(folder)
    expect(kinds(again)).toEqual(['journal_salvaged'])
    expect(readNote(again.journal, 'n1')?.text).toBe('The text of n1.')
    expect(again.journal.raw.prepare('SELECT text FROM note_drafts').all()).toEqual([])
  })
})
