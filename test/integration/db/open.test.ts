import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listAccounts, removeAccount } from '../../../db/accounts.ts'
import { recordClose } from '../../../db/clean-close.ts'
import { connect } from '../../../db/connection.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { refreshJournalBackup } from '../../../db/journal/backup.ts'
import { closeDatabases, type Databases, mendDatabases, noteDamage, openDatabases } from '../../../db/open.ts'
import { listOpenNotes, moveNote, readNote, receiptsOf } from '../../../db/outbox.ts'
import { search } from '../../../db/queries/search.ts'
import { conversationTarget, countRows } from '../../../db/queries/targets.ts'
import { saveServerClock } from '../../../db/server-clocks.ts'
import { insertNote } from '../../support/insert-note.ts'
import {
  activity,
  addAccount,
  conversation,
  lead,
  open,
  page,
  startMs,
  temporaryFolder,
  type Workspace,
  workspace,
} from './support.ts'

/** Ends like a process that was killed: nothing is marked as closed. */
function abandon({ replica, journal }: Databases): void {
  replica.raw.close()
  journal.raw.close()
}

function writeNotes(databases: Databases, accountId: number, from: number, to: number): void {
  databases.journal.write(() => {
    for (let index = from; index <= to; index += 1) {
      insertNote(databases.journal, {
        noteId: `note-${index}`,
        accountId,
        conversationRemoteId: 'c1',
        leadRemoteId: null,
        conversationName: 'Ada',
        text: `${index} ${'words '.repeat(200)}`,
        heldUntilMs: null,
        nowMs: startMs + index,
      })
    }
  })
}

/** Overwrites pages of the file with noise; page 1 holds the header. */
function damage(path: string, pages: readonly number[]): void {
  const bytes = readFileSync(path)
  for (const number of pages) bytes.fill(0xa5, (number - 1) * 4096, number * 4096)
  writeFileSync(path, bytes)
}

/** A page in the middle of a table's leaves. */
function leafOf(path: string, table: string): number {
  const journal = connect('journal', path, { use: 'interactive', mustExist: true })
  const leaves = journal.raw
    .prepare<[string], { pageno: number }>(
      "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
    )
    .all(table)
  journal.close()
  return leaves[Math.floor(leaves.length / 2)]?.pageno ?? 0
}

const filesOf = (folder: string) => readdirSync(folder).sort()
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('opening', () => {
  it('makes both databases, each with the durability it needs', () => {
    const folder = join(temporaryFolder(), 'new', 'profile')
    const { replica, journal, notices } = open(folder)
    expect(notices).toEqual([])
    expect(replica.raw.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(replica.raw.pragma('synchronous', { simple: true })).toBe(1)
    expect(journal.raw.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(journal.raw.pragma('synchronous', { simple: true })).toBe(2)
    expect(journal.raw.pragma('foreign_keys', { simple: true })).toBe(1)
  })

  it('writes down how it closed its files, for one start', () => {
    const folder = temporaryFolder()
    const databases = open(folder)
    closeDatabases(databases, { role: 'owner' })
    expect(filesOf(folder)).toEqual(['closed-cleanly', 'journal.backup.db', 'journal.db', 'replica.db'])
    open(folder)
    expect(filesOf(folder)).not.toContain('closed-cleanly')
  })

  it('lets the worker attach to what the owner opened, and see its writes', () => {
    const { folder, accountId, journal } = workspace()
    const attached = openDatabases(folder, { role: 'attached', nowMs: startMs })
    if (!attached.ok) throw new Error(attached.error.detail)
    ingestPages(attached.value.replica, [page(accountId, { conversations: [conversation('c1')] })])
    expect(listAccounts(attached.value.journal)).toEqual(listAccounts(journal))
    expect(attached.value.replica.raw.pragma('busy_timeout', { simple: true })).toBe(30_000)
    closeDatabases(attached.value, { role: 'attached' })
    expect(existsSync(join(folder, 'closed-cleanly'))).toBe(false)
  })

  it('as the worker makes nothing where nothing is', () => {
    const folder = temporaryFolder()
    expect(openDatabases(folder, { role: 'attached', nowMs: startMs })).toMatchObject({ ok: false })
    expect(filesOf(folder)).toEqual([])
  })

  it.each(['replica', 'journal'] as const)(
    'refuses a %s of a newer version and leaves both files as they are',
    (file) => {
      const folder = temporaryFolder()
      const databases = open(folder)
      addAccount(databases)
      databases[file].raw.exec("INSERT INTO schema_migrations VALUES ('9999_future', 'x', 1)")
      closeDatabases(databases, { role: 'owner' })
      const before = filesOf(folder).map((name) => [name, digest(join(folder, name))])
      expect(openDatabases(folder, { role: 'owner', nowMs: startMs })).toMatchObject({
        ok: false,
        error: { kind: 'newer_version', file },
      })
      expect(filesOf(folder).map((name) => [name, digest(join(folder, name))])).toEqual(before)
    },
  )

  it('refuses a database whose migrations are not the ones it knows', () => {
    const folder = temporaryFolder()
    const databases = open(folder)
    databases.journal.raw.exec("UPDATE schema_migrations SET checksum = 'edited'")
    closeDatabases(databases, { role: 'owner' })
    expect(openDatabases(folder, { role: 'owner', nowMs: startMs })).toMatchObject({ error: { kind: 'newer_version' } })
  })
})

describe('rows of an account that is no more', () => {
  it('are gone at the next start, when their removal was interrupted', () => {
    const space = workspace()
    const other = addAccount(space, 'user-2')
    for (const account of [space.accountId, other]) {
      ingestPages(space.replica, [page(account, { conversations: [conversation('c1', { firstName: 'Kim' })] })])
    }
    removeAccount(space.journal, space.accountId)
    abandon(space)
    const again = open(space.folder)
    expect(countRows(again.replica, space.accountId).conversations).toBe(0)
    expect(countRows(again.replica, other).conversations).toBe(1)
    const query = { text: 'kim', accountId: null, cursor: null, limit: 5 }
    expect(search(again.replica, again.journal, query).rows.map(({ accountId }) => accountId)).toEqual([other])
  })
})

function rebuilt(space: Workspace, nowMs: number): Databases {
  const mended = mendDatabases(space, { nowMs })
  if (!mended.ok) throw new Error(mended.error.detail)
  return space
}

function begunAnew(space: Workspace, nowMs: number): Databases {
  closeDatabases(space, { role: 'owner' })
  rmSync(join(space.folder, 'replica.db'))
  return open(space.folder, nowMs)
}

/** The local ids, in the order in which they were given. */
function numbersOf({ replica }: Pick<Databases, 'replica'>) {
  const ids = (table: string) =>
    replica.raw
      .prepare<[], { id: number }>(`SELECT id FROM ${table} ORDER BY id`)
      .all()
      .map(({ id }) => id)
  return { conversations: ids('conversations'), leads: ids('leads') }
}

describe('a damaged replica', () => {
  it.each([
    { what: 'its header', pages: [1] },
    { what: 'a page in its middle', pages: [4, 5, 6, 7, 8, 9, 10] },
  ])('($what) is set aside and begun anew; the journal is not touched', ({ pages }) => {
    const space = workspace()
    const { folder, replica, accountId } = space
    const conversations = Array.from({ length: 200 }, (_, index) =>
      conversation(`c${index}`, { snippet: 'word '.repeat(20) }),
    )
    ingestPages(replica, [page(accountId, { conversations })])
    writeNotes(space, accountId, 1, 3)
    replica.raw.pragma('wal_checkpoint(TRUNCATE)')
    abandon(space)
    damage(join(folder, 'replica.db'), pages)
    const again = open(folder, startMs + 1)
    expect(again.notices.map(({ kind }) => kind)).toEqual(['replica_rebuilt'])
    expect(countRows(again.replica, accountId).conversations).toBe(0)
    expect(listOpenNotes(again.journal)).toHaveLength(3)
    expect(filesOf(folder)).toContain(`replica.damaged-${startMs + 1}.db`)
    ingestPages(again.replica, [page(accountId, { conversations })])
    expect(countRows(again.replica, accountId).conversations).toBe(200)
  })

  it('in which only the CRM’s id of an activity changed is set aside: it would show a row that the CRM does not have', () => {
    const space = workspace()
    const { folder, replica, accountId } = space
    const activities = ['a1', 'a2'].map((id) => activity(id))
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')], activities })])
    // The hash beside it stays, as where bytes inside the text were overwritten.
    replica.raw.prepare("UPDATE activities SET remote_id = 'a3' WHERE remote_id = 'a2'").run()
    abandon(space)
    const again = open(folder, startMs + 1)
    expect(again.notices.map(({ kind }) => kind)).toEqual(['replica_rebuilt'])
  })

  it('met by a statement is set aside by the next start, whatever a check would say', () => {
    const space = workspace()
    noteDamage(space.folder)
    closeDatabases(space, { role: 'owner' })
    const again = open(space.folder, startMs + 1)
    expect(again.notices.map(({ kind }) => kind)).toEqual(['replica_rebuilt'])
    closeDatabases(again, { role: 'owner' })
    expect(open(space.folder, startMs + 2).notices).toEqual([])
  })

  it('is mended under those who hold its connection', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')] })])
    writeNotes(space, accountId, 1, 2)
    const mended = mendDatabases(space, { nowMs: startMs + 1 })
    expect(mended).toMatchObject({ ok: true, notices: [{ kind: 'replica_rebuilt' }] })
    expect(countRows(replica, accountId).conversations).toBe(0)
    expect(listOpenNotes(journal)).toHaveLength(2)
    expect(listAccounts(journal)).toHaveLength(1)
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')] })])
    expect(countRows(replica, accountId).conversations).toBe(1)
  })

  it('that no check saw is met by a statement, and the app still ends as it should', () => {
    const space = workspace()
    const { folder, replica, accountId } = space
    const conversations = Array.from({ length: 300 }, (_, index) => conversation(`c${index}`))
    ingestPages(replica, [page(accountId, { conversations })])
    replica.raw.pragma('wal_checkpoint(TRUNCATE)')
    const pages = replica.raw
      .prepare<[], { pageno: number }>("SELECT pageno FROM dbstat WHERE name = 'conversations'")
      .all()
      .map(({ pageno }) => pageno)
    closeDatabases(space, { role: 'owner' })
    damage(join(folder, 'replica.db'), pages)
    recordClose(folder)
    const again = open(folder)
    expect(again.notices).toEqual([])
    expect(() => again.replica.raw.prepare('SELECT * FROM conversations NOT INDEXED').all()).toThrow(/malformed/)
    noteDamage(folder)
    closeDatabases(again, { role: 'owner' })
    expect(open(folder, startMs + 1).notices.map(({ kind }) => kind)).toEqual(['replica_rebuilt'])
  })

  it('that the very opening meets is set aside like any other', () => {
    const space = workspace()
    ingestPages(space.replica, [page(space.accountId, { conversations: [conversation('c1')] })])
    space.replica.raw.pragma('wal_checkpoint(TRUNCATE)')
    const pages = space.replica.raw
      .prepare<[], { rootpage: number }>(
        "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 AND tbl_name <> 'schema_migrations' AND name NOT LIKE 'sqlite%'",
      )
      .all()
      .map(({ rootpage }) => rootpage)
    closeDatabases(space, { role: 'owner' })
    damage(join(space.folder, 'replica.db'), pages)
    recordClose(space.folder)
    const again = open(space.folder, startMs + 1)
    expect(again.notices.map(({ kind }) => kind)).toEqual(['replica_rebuilt'])
    expect(countRows(again.replica, space.accountId).conversations).toBe(0)
  })

  it('that is simply gone is begun anew without a word', () => {
    const space = workspace()
    closeDatabases(space, { role: 'owner' })
    rmSync(join(space.folder, 'replica.db'))
    expect(open(space.folder).notices).toEqual([])
  })

  it.each([
    { how: 'rebuilt under those who hold its connection', renew: rebuilt },
    { how: 'begun anew where it was gone', renew: begunAnew },
  ])('$how gives nobody the number of somebody else, not even after a second time', ({ renew }) => {
    const space = workspace()
    const people = (names: readonly string[]) => ({
      leads: names.map((name) => lead(`lead of ${name}`)),
      conversations: names.map((name) => conversation(name, { leadRemoteId: `lead of ${name}` })),
    })
    ingestPages(space.replica, [page(space.accountId, people(['Ada', 'Ben', 'Cleo']))])
    const first = numbersOf(space)
    expect(first.conversations).toEqual([1, 2, 3])
    const again = renew(space, startMs + 60_000)
    ingestPages(again.replica, [page(space.accountId, people(['Cleo', 'Ben', 'Ada']))])
    const second = numbersOf(again)
    const last = renew({ ...again, folder: space.folder, accountId: space.accountId }, startMs + 120_000)
    ingestPages(last.replica, [page(space.accountId, people(['Ben', 'Ada', 'Cleo']))])
    const third = numbersOf(last)
    for (const table of ['conversations', 'leads'] as const) {
      const all = [...first[table], ...second[table], ...third[table]]
      expect(new Set(all).size).toBe(9)
      expect(all.every(Number.isSafeInteger)).toBe(true)
    }
    const id = second.conversations[0] ?? 0
    expect(conversationTarget(last.replica, id)).toBeNull()
    expect(conversationTarget(last.replica, third.conversations[0] ?? 0)).toMatchObject({ remoteId: 'Ben' })
  })

  it('of a folder whose accounts have no row yet keeps on counting from 1', () => {
    const space = workspace()
    closeDatabases(space, { role: 'owner' })
    const again = open(space.folder, startMs + 1)
    ingestPages(again.replica, [page(space.accountId, { conversations: [conversation('c1')] })])
    expect(numbersOf(again).conversations).toEqual([1])
  })
})

describe('a damaged journal', () => {
  it('keeps every note: those still readable as they were, lost ones from the backup, in doubt', () => {
    const space = workspace()
    const { folder, journal, accountId } = space
    const crmIsAheadMs = 2 * 3_600_000
    saveServerClock(journal, accountId, { offsetMs: crmIsAheadMs, learntAtMs: startMs })
    writeNotes(space, accountId, 1, 60)
    expect(refreshJournalBackup(journal, folder)).toBeNull()
    writeNotes(space, accountId, 61, 63)
    const last = readNote(journal, 'note-63')
    if (last === null) throw new Error('expected the note')
    moveNote(journal, last, { state: 'rejected' }, '{}', startMs)
    journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    abandon(space)
    damage(join(folder, 'journal.db'), [leafOf(join(folder, 'journal.db'), 'notes_outbox')])

    const again = open(folder, startMs + 1_000)
    expect(again.notices.map(({ kind }) => kind)).toEqual(['journal_salvaged'])
    const notes = listOpenNotes(again.journal)
    expect(notes.map(({ noteId }) => noteId)).toEqual(Array.from({ length: 63 }, (_, index) => `note-${index + 1}`))
    const doubted = notes.filter(({ state }) => state === 'in_doubt')
    expect(doubted.length).toBeGreaterThan(0)
    expect(doubted.length).toBeLessThan(20)
    expect(notes.filter(({ state }) => state === 'queued')).toHaveLength(62 - doubted.length)
    expect(notes.at(-1)).toMatchObject({ noteId: 'note-63', state: 'rejected' })
    const [doubt] = doubted
    // A look-up goes by the CRM's clock.
    expect(doubt?.sentAtMs).toBe((doubt?.createdAtMs ?? 0) + crmIsAheadMs)
    expect(receiptsOf(again.journal, doubt?.noteId ?? '').at(-1)).toMatchObject({
      from: 'queued',
      to: 'in_doubt',
      cause: '{"kind":"restored_from_backup"}',
    })
    expect(listAccounts(again.journal).map((account) => account.accountId)).toEqual([accountId])
    expect(filesOf(folder)).toContain(`journal.damaged-${startMs + 1_000}.db`)
    expect(again.journal.raw.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it.each([
    { how: 'unreadable from its first byte', ruin: (path: string) => damage(path, [1]) },
    { how: 'gone', ruin: (path: string) => rmSync(path) },
  ])('that is $how comes back from its backup', ({ ruin }) => {
    const space = workspace()
    const { folder, journal, accountId } = space
    writeNotes(space, accountId, 1, 5)
    refreshJournalBackup(journal, folder)
    closeDatabases(space, { role: 'owner' })
    ruin(join(folder, 'journal.db'))
    const again = open(folder, startMs + 1_000)
    expect(again.notices.map(({ kind }) => kind)).toEqual(['journal_salvaged'])
    expect(listOpenNotes(again.journal).map(({ noteId, state }) => `${noteId} ${state}`)).toEqual(
      [1, 2, 3, 4, 5].map((index) => `note-${index} in_doubt`),
    )
    expect(listAccounts(again.journal)).toHaveLength(1)
  })

  it('without a backup is begun anew, says so, and gives no account the number of a lost one', () => {
    const space = workspace()
    const { folder, journal, accountId } = space
    writeNotes(space, accountId, 1, 5)
    journal.raw.pragma('wal_checkpoint(TRUNCATE)')
    abandon(space)
    rmSync(join(folder, 'journal.backup.db'))
    damage(join(folder, 'journal.db'), [leafOf(join(folder, 'journal.db'), 'accounts')])
    const again = open(folder, startMs + 1_000)
    expect(again.notices[0]?.detail).toMatch(/5 notes were read from it and 0 came from its backup/)
    expect(listAccounts(again.journal)).toEqual([])
    expect(addAccount(again)).toBeGreaterThan(accountId)
  })

  it('is backed up anew at every start', () => {
    const space = workspace()
    writeNotes(space, space.accountId, 1, 1)
    closeDatabases(space, { role: 'owner' })
    closeDatabases(open(space.folder), { role: 'owner' })
    const backup = connect('journal', join(space.folder, 'journal.backup.db'), { use: 'interactive', mustExist: true })
    expect(listOpenNotes(backup)).toHaveLength(1)
    backup.close()
  })
})
