import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestPages, saveEventDetail } from '../../../db/ingest.ts'
import type { ActivityRecord } from '../../../db/records.ts'
import { saveStreamState } from '../../../db/streams.ts'
import { conversation, inboxRow, timelineRow } from '../../../electron/ipc/shapes.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import type { Handlers } from '../../../electron/main/router.ts'
import { accountStatuses } from '../../../electron/main/statuses.ts'
import type { EngineStatus } from '../../../electron/sync/protocol.ts'
import { addAccount, addConversation, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers
let accountId: number
let conversationId: number

beforeEach(() => {
  shell = createShellContext()
  handlers = allHandlers(shell.context)
  accountId = addAccount(shell.context)
  conversationId = addConversation(shell.context, accountId, 'c-1')
})
afterEach(() => shell.close())

const inbox = (filter: 'active' | 'unread' | 'archived') =>
  handlers['inbox.page']({ accountId: null, filter, cursor: null, limit: 50 })

function statusOf(change: Partial<EngineStatus>): EngineStatus {
  return {
    accountId,
    connectivity: 'online',
    sinceMs: 1,
    freshAsOfMs: 2,
    isSyncing: true,
    nextTryAtMs: null,
    lastFailure: null,
    hasCaughtUp: false,
    unavailableDetails: [],
    ...change,
  }
}

/** One activity in the conversation, without its details. Returns its local id. */
async function addActivity(): Promise<number> {
  const activity: ActivityRecord = {
    remoteId: 'a-1',
    conversationRemoteId: 'c-1',
    leadRemoteId: null,
    type: 'Call',
    category: null,
    direction: null,
    status: null,
    statusReason: null,
    summary: 'Called',
    description: null,
    authorId: null,
    authorName: null,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs: shell.clock.nowMs() - 1_000,
    extra: {},
  }
  const nothing = { streamState: null, sweepGeneration: null, sweptStream: null }
  const page = { accountId, nowMs: shell.clock.nowMs(), leads: [], conversations: [], quarantined: [], ...nothing }
  ingestPages(shell.context.replica, [{ ...page, activities: [activity] }])
  const { rows } = await handlers['timeline.page']({ conversationId, cursor: null, limit: 50 })
  const row = rows.find(({ kind }) => kind === 'activity')
  if (row?.kind !== 'activity') throw new Error('The activity is not in the timeline')
  return row.id
}

describe('the inbox and a conversation', () => {
  it('answer in the shapes of the contract', async () => {
    const { rows } = await inbox('active')
    expect(rows).toHaveLength(1)
    expect(inboxRow.safeParse(rows[0]).error).toBeUndefined()
    expect(conversation.safeParse(await handlers['conversation.get']({ conversationId })).error).toBeUndefined()
    await handlers['note.save']({ conversationId, text: 'a note' })
    await addActivity()
    const timeline = await handlers['timeline.page']({ conversationId, cursor: null, limit: 50 })
    expect(timeline.rows.map(({ kind }) => kind).toSorted()).toEqual(['activity', 'note'])
    for (const row of timeline.rows) expect(timelineRow.safeParse(row).error).toBeUndefined()
    expect(await handlers['inbox.counts']({ accountId: null })).toMatchObject({ active: 1, unread: 1, outbox: 1 })
    const found = await handlers['search.query']({ text: 'hop', accountId: null, cursor: null, limit: 20 })
    expect(found.rows).toContainEqual(expect.objectContaining({ kind: 'conversation', conversationId }))
  })

  it('put what the user opens first in line', async () => {
    expect(await handlers['conversation.open']({ conversationId })).toMatchObject({ id: conversationId })
    expect(shell.posted).toEqual([{ kind: 'focus_conversation', conversationId }])
    expect(await handlers['conversation.open']({ conversationId: 999_999 })).toBeNull()
    expect(shell.posted).toHaveLength(1)
  })

  it("take the user's marks at once and announce them", async () => {
    expect(await handlers['conversation.setRead']({ conversationId, isRead: true })).toEqual({ ok: true })
    expect((await inbox('unread')).rows).toEqual([])
    await handlers['conversation.setStarred']({ conversationId, isStarred: true })
    await handlers['conversation.setRead']({ conversationId, isRead: false })
    expect((await inbox('unread')).rows).toMatchObject([{ isStarred: true, isUnread: true }])
    expect(shell.announced.slice(0, 2)).toEqual([
      { kind: 'inbox', accountId },
      { kind: 'conversation', accountId, conversationId },
    ])
    expect(await handlers['conversation.setStarred']({ conversationId: 999_999, isStarred: true })).toMatchObject({
      ok: false,
      error: { kind: 'gone' },
    })
  })
})

describe('the details of an event', () => {
  it('are asked for where they are not here yet, and shown once they are', async () => {
    const activityId = await addActivity()
    expect(await handlers['event.detail']({ activityId })).toEqual({ state: 'fetching' })
    expect(shell.posted).toEqual([{ kind: 'want_event_detail', activityId }])
    const empty = { secondaryEventType: null, summary: null, status: null, statusReason: null, direction: null }
    const detail = { ...empty, authorName: null, createdAtMs: null, modifiedAtMs: null, extra: {} }
    saveEventDetail(
      shell.context.replica,
      accountId,
      { activityRemoteId: 'a-1', eventType: 'Call', description: 'All of it', ...detail },
      shell.clock.nowMs(),
    )
    expect(await handlers['event.detail']({ activityId })).toMatchObject({
      state: 'kept',
      detail: { description: 'All of it', keptAtMs: shell.clock.nowMs() },
    })
    expect(shell.posted).toHaveLength(1)
  })

  it('show why the CRM did not give them, and are asked for again when looked at later', async () => {
    const activityId = await addActivity()
    const failure = { kind: 'server', status: 500, mayHaveLanded: false, detail: null } as const
    shell.context.statuses.replace([statusOf({ unavailableDetails: [{ activityId, failure }] })])
    const refused = { state: 'unavailable', trouble: { kind: 'server', status: 500 } }
    expect(await handlers['event.detail']({ activityId })).toEqual(refused)
    expect(await handlers['event.detail']({ activityId })).toEqual(refused)
    expect(shell.posted).toEqual([])
    await shell.clock.advance(30_000)
    expect(await handlers['event.detail']({ activityId })).toEqual({ state: 'fetching' })
    expect(shell.posted).toEqual([{ kind: 'want_event_detail', activityId }])
  })

  it('are unavailable where there is no such activity', async () => {
    expect(await handlers['event.detail']({ activityId: 999_999 })).toEqual({ state: 'unavailable', trouble: null })
  })
})

describe('the status of an account', () => {
  it('is "connecting" until the engine has spoken, "paused" where the user paused it', async () => {
    expect(await handlers['sync.status'](null)).toMatchObject([
      { accountId, connectivity: 'connecting', freshAsOfMs: null, isSyncing: true, streams: [] },
    ])
    await handlers['accounts.setPaused']({ accountId, isPaused: true })
    expect(await handlers['sync.status'](null)).toMatchObject([{ connectivity: 'paused', isSyncing: false }])
  })

  it("joins the engine's word with the progress and coverage that the replica proves", async () => {
    saveStreamState(shell.context.replica, accountId, {
      stream: 'activities',
      backfill: 'running',
      backfillCursor: 'x',
      watermarkMs: 10,
      coveredFromMs: 5,
      freshAsOfMs: null,
      have: 40,
      total: 100,
      sweep: null,
      lastSweepAtMs: null,
      sweepGeneration: 0,
    })
    const failure = { kind: 'throttled', retryAfterMs: null } as const
    shell.context.statuses.replace([statusOf({ connectivity: 'throttled', nextTryAtMs: 9, lastFailure: failure })])
    expect(await handlers['sync.status'](null)).toEqual([
      {
        accountId,
        connectivity: 'throttled',
        sinceMs: 1,
        freshAsOfMs: 2,
        isSyncing: true,
        nextTryAtMs: 9,
        trouble: { kind: 'throttled' },
        quarantined: 0,
        heldBack: [],
        streams: [
          {
            stream: 'activities',
            phase: 'backfill',
            // Counted, not taken from the state: no row of the account is here.
            have: 0,
            total: 100,
            coverage: { isComplete: false, completeSinceMs: 5 },
          },
        ],
      },
    ])
  })

  it('asks what full checks did not find, until the user says what became of it', async () => {
    const { replica } = shell.context
    const hold = replica.raw.prepare('INSERT INTO sweep_held VALUES (?, 0, ?, 2, 0)')
    hold.run(accountId, conversationId)
    const asked = async () => (await handlers['sync.status'](null))[0]?.heldBack
    expect(await asked()).toEqual([{ stream: 'conversations', rows: 1, of: 1 }])
    expect(await handlers['sync.answerHeldBack']({ accountId, answer: 'keep' })).toEqual({ ok: true })
    expect(await asked()).toEqual([])
    expect(await handlers['conversation.get']({ conversationId })).not.toBeNull()
    replica.raw.exec('UPDATE sweep_held SET is_kept = 0')
    expect(await handlers['sync.answerHeldBack']({ accountId, answer: 'hide' })).toEqual({ ok: true })
    expect(await asked()).toEqual([])
    expect(await handlers['conversation.get']({ conversationId })).toBeNull()
    expect(shell.announced).toContainEqual({ kind: 'conversation', accountId, conversationId })
  })

  it('claims nothing of the network once the engine died', () => {
    const { replica, journal, statuses } = shell.context
    statuses.replace([statusOf({ connectivity: 'online', nextTryAtMs: 5 })])
    statuses.engineDied(77)
    expect(accountStatuses(replica, journal, statuses)).toMatchObject([
      { connectivity: 'degraded', sinceMs: 77, isSyncing: false, nextTryAtMs: null, freshAsOfMs: 2 },
    ])
  })
})

describe("the shell's own channels", () => {
  it('pass hints and wishes on to the engine', async () => {
    await handlers['sync.now']({ accountId: null })
    await handlers['sync.hint']({ isOnline: false })
    expect(shell.posted).toEqual([
      { kind: 'sync_now', accountId: null },
      { kind: 'network_hint', isOnline: false },
    ])
  })

  it('open only addresses that may leave, and copy', async () => {
    expect(await handlers['app.openExternal']({ url: 'https://example.com' })).toEqual({ ok: true })
    expect(await handlers['app.openExternal']({ url: 'file:///etc/passwd' })).toMatchObject({
      ok: false,
      error: { kind: 'not_allowed' },
    })
    await handlers['app.copy']({ text: 'x' })
    expect(shell.desktop).toEqual(['open https://example.com/', 'copy x'])
  })

  it('keep settings and apply the theme at once', async () => {
    await handlers['settings.set']({ theme: 'dark' })
    await handlers['settings.set']({ undoHoldMs: 0 })
    expect(await handlers['settings.get'](null)).toMatchObject({ theme: 'dark', undoHoldMs: 0 })
    expect(shell.desktop).toEqual(['theme dark'])
    expect(shell.announced).toEqual([{ kind: 'settings' }, { kind: 'settings' }])
  })

  it('show notices until they are dismissed', async () => {
    shell.context.notices.add('replica_rebuilt', 'one sentence')
    const [notice] = await handlers['app.notices'](null)
    expect(notice).toMatchObject({ kind: 'replica_rebuilt', detail: 'one sentence' })
    await handlers['app.dismissNotice']({ id: notice?.id ?? '' })
    expect(await handlers['app.notices'](null)).toEqual([])
  })
})
