import { describe, expect, it } from 'vitest'
import {
  insertAccount,
  listAccounts,
  readAccount,
  readCredential,
  readRateState,
  removeAccount,
  saveConnectorMemory,
  saveCredential,
  saveRateState,
  setAccountPaused,
  updateAccount,
} from '../../../db/accounts.ts'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { listOpenNotes } from '../../../db/outbox.ts'
import { inboxPage } from '../../../db/queries/inbox.ts'
import { removeAccountRows } from '../../../db/queries/targets.ts'
import { restoreMarks, setRead, setStarred } from '../../../db/read-marks.ts'
import { recentRuns, recordRun } from '../../../db/runs.ts'
import { readSettings, readWindowState, writeSettings, writeWindowState } from '../../../db/settings.ts'
import { insertNote } from '../../support/insert-note.ts'
import { addAccount, conversation, page, startMs, type Workspace, workspace } from './support.ts'

describe('accounts', () => {
  it('keep what they were connected with and what their connector learnt', () => {
    const { journal, accountId } = workspace()
    saveConnectorMemory(journal, accountId, { dialect: 'B' })
    setAccountPaused(journal, accountId, true)
    updateAccount(journal, accountId, { userName: 'Robin F.' })
    updateAccount(journal, accountId, {})
    expect(readAccount(journal, accountId)).toEqual({
      accountId,
      provider: 'leadping',
      label: 'Northwind',
      baseUrl: 'https://api.leadping.test',
      userRemoteId: 'user-1',
      userName: 'Robin F.',
      userEmail: 'robin@northwind.test',
      organizationName: 'Northwind',
      memory: { dialect: 'B' },
      abilities: null,
      isPaused: true,
      createdAtMs: startMs,
    })
    expect(listAccounts(journal).map((account) => account.accountId)).toEqual([accountId])
    expect(readAccount(journal, accountId + 1)).toBeNull()
  })

  it('keep a credential as it was sealed, the last one only', () => {
    const { journal, accountId } = workspace()
    expect(readCredential(journal, accountId)).toBeNull()
    saveCredential(journal, accountId, Buffer.from([1, 2]), true)
    saveCredential(journal, accountId, Buffer.from([3, 0, 255]), false)
    expect(readCredential(journal, accountId)).toEqual({ cipher: Buffer.from([3, 0, 255]), isPlainText: false })
  })

  it('keep their rate state over restarts, and none once they are gone', () => {
    const { journal, accountId } = workspace()
    expect(readRateState(journal, accountId)).toBeNull()
    const state = { stamps: [1, 2], inFlight: [3], learnedLimit: 1.5, blockedUntilMs: null }
    saveRateState(journal, accountId, state)
    expect(readRateState(journal, accountId)).toEqual(state)
    // As an earlier version wrote it.
    journal.prepare<[]>("UPDATE rate_states SET stamps = '[1,2]'").run()
    expect(readRateState(journal, accountId)).toEqual({ ...state, inFlight: [] })
    removeAccount(journal, accountId)
    saveRateState(journal, accountId, { stamps: [3], inFlight: [], learnedLimit: null, blockedUntilMs: 9 })
    expect(readRateState(journal, accountId)).toBeNull()
  })

  it('take everything along when they are removed but the notes, and never give their number away', () => {
    const space = workspace()
    const { journal, accountId } = space
    saveCredential(journal, accountId, Buffer.from('x'), false)
    saveDraft(journal, accountId, 'c1', 'draft', startMs)
    insertNote(journal, {
      noteId: 'n1',
      accountId,
      conversationRemoteId: 'c1',
      leadRemoteId: null,
      conversationName: 'Ada',
      text: 'kept',
      heldUntilMs: null,
      nowMs: startMs,
    })
    removeAccount(journal, accountId)
    expect(readCredential(journal, accountId)).toBeNull()
    expect(readDraft(journal, accountId, 'c1')).toBeNull()
    expect(listOpenNotes(journal).map(({ text }) => text)).toEqual(['kept'])
    expect(addAccount(space)).toBeGreaterThan(accountId)
  })

  it('are stored together with what belongs to them, or not at all', () => {
    const { journal } = workspace()
    expect(() =>
      journal.write(() => {
        const { accountId: _, memory: __, isPaused: ___, ...account } = readAccount(journal, 1) ?? fail()
        saveCredential(journal, insertAccount(journal, { ...account, userRemoteId: 'user-9' }), Buffer.from('x'), false)
        throw new Error('then it failed')
      }),
    ).toThrow('then it failed')
    expect(listAccounts(journal)).toHaveLength(1)
  })
})

describe('settings', () => {
  it('have defaults, and keep what was set', () => {
    const { journal } = workspace()
    expect(readSettings(journal)).toMatchObject({ theme: 'system', undoHoldMs: 5_000 })
    writeSettings(journal, { theme: 'dark' })
    writeSettings(journal, { undoHoldMs: 0 })
    expect(readSettings(journal)).toMatchObject({ theme: 'dark', undoHoldMs: 0 })
  })

  it('fall back where another version wrote something unknown', () => {
    const { journal } = workspace()
    journal.raw.exec(`INSERT INTO settings VALUES ('theme', '"sepia"'), ('window', '{"x":1}')`)
    expect(readSettings(journal).theme).toBe('system')
    expect(readWindowState(journal)).toBeNull()
  })

  it('remember the window', () => {
    const { journal } = workspace()
    const state = { x: -10, y: 20, width: 1200, height: 800, isMaximized: true }
    writeWindowState(journal, state)
    expect(readWindowState(journal)).toEqual(state)
  })
})

describe('drafts', () => {
  it('are replaced as they are typed and end with an empty text', () => {
    const { journal, accountId } = workspace()
    saveDraft(journal, accountId, 'c1', 'He', startMs)
    saveDraft(journal, accountId, 'c1', 'Hello', startMs)
    expect(readDraft(journal, accountId, 'c1')?.text).toBe('Hello')
    saveDraft(journal, accountId, 'c1', '', startMs)
    expect(readDraft(journal, accountId, 'c1')).toBeNull()
  })
})

describe('read marks and stars', () => {
  const incoming = (lastEventAtMs: number | null, isUnread = true) => conversation('c1', { lastEventAtMs, isUnread })
  const ingest = ({ replica, accountId }: Workspace, record: ReturnType<typeof incoming>) =>
    ingestPages(replica, [page(accountId, { conversations: [record] })])
  const look = ({ replica, journal }: Workspace) => {
    const [row] = inboxPage(replica, journal, { accountId: null, filter: 'active', cursor: null, limit: 5 }).rows
    return { isUnread: row?.isUnread, isStarred: row?.isStarred }
  }

  it('read hides what the CRM calls unread, until something newer happens', () => {
    const space = workspace()
    ingest(space, incoming(startMs))
    expect(look(space).isUnread).toBe(true)
    setRead(space.replica, space.journal, space.accountId, 'c1', true, startMs + 5)
    expect(look(space).isUnread).toBe(false)
    ingest(space, incoming(startMs + 1))
    expect(look(space).isUnread).toBe(true)
  })

  it('unread stays until the user reads it, whatever the CRM says', () => {
    const space = workspace()
    ingest(space, incoming(startMs, false))
    setRead(space.replica, space.journal, space.accountId, 'c1', false, startMs)
    ingest(space, { ...incoming(startMs, false), snippet: 'changed' })
    expect(look(space).isUnread).toBe(true)
    setRead(space.replica, space.journal, space.accountId, 'c1', true, startMs)
    expect(look(space).isUnread).toBe(false)
  })

  it('work on a conversation without any event', () => {
    const space = workspace()
    ingest(space, incoming(null))
    setRead(space.replica, space.journal, space.accountId, 'c1', true, startMs)
    expect(look(space).isUnread).toBe(false)
  })

  it('come back when the replica is built anew', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    ingest(space, incoming(startMs))
    setRead(replica, journal, accountId, 'c1', true, startMs)
    setStarred(replica, journal, accountId, 'c1', true, startMs)
    removeAccountRows(replica, accountId)
    ingest(space, incoming(startMs))
    expect(look(space)).toEqual({ isUnread: true, isStarred: false })
    restoreMarks(replica, journal, accountId, ['c1', 'not-here'])
    expect(look(space)).toEqual({ isUnread: false, isStarred: true })
    setStarred(replica, journal, accountId, 'c1', false, startMs)
    expect(look(space).isStarred).toBe(false)
  })
})

describe('runs', () => {
  it('are kept newest first, the last five hundred of each account', () => {
    const { replica, accountId } = workspace()
    const run = {
      accountId,
      stream: 'activities',
      mode: 'backfill',
      endedAtMs: startMs,
      pages: 1,
      rows: 500,
      failure: null,
    }
    replica.write(() => {
      for (let index = 0; index < 510; index += 1) recordRun(replica, { ...run, startedAtMs: index })
    })
    recordRun(replica, { ...run, accountId: accountId + 1, startedAtMs: 0 })
    expect(recentRuns(replica, accountId, 2)).toEqual([
      { ...run, startedAtMs: 509 },
      { ...run, startedAtMs: 508 },
    ])
    expect(recentRuns(replica, accountId, 1_000)).toHaveLength(500)
    expect(recentRuns(replica, accountId + 1, 10)).toHaveLength(1)
  })
})

function fail(): never {
  throw new Error('there is no such account')
}
