import { afterEach, describe, expect, it } from 'vitest'
import type {
  Connector,
  ConnectorMemory,
  NoteSearch,
  Outcome,
  PullPage,
  PullRequest,
} from '../../../electron/connectors/connector.ts'
import { createFetchTransport } from '../../../electron/connectors/fetch-transport.ts'
import { createLeadpingConnector } from '../../../electron/connectors/leadping/connector.ts'
import { systemClock } from '../../../electron/sync/clock.ts'
import { type LeadpingSandboxOptions, startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { plainNoteTo } from '../../support/note-to-send.ts'

const running: LeadpingSandbox[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
})

interface World {
  readonly sandbox: LeadpingSandbox
  readonly connector: Connector
  readonly memory: () => ConnectorMemory
}

async function connect(given: Partial<LeadpingSandboxOptions> & { dialect: 'A' | 'B' }): Promise<World> {
  const sandbox = await startLeadpingSandbox({
    seed: 7,
    conversations: 60,
    activities: 700,
    nowMs: Date.parse('2026-10-01T10:00:00Z'),
    rateLimit: null,
    ...given,
  })
  running.push(sandbox)
  let memory: ConnectorMemory = {}
  const connector = createLeadpingConnector({
    baseUrl: sandbox.url,
    secret: sandbox.key,
    transport: createFetchTransport({ clock: systemClock, timeoutMs: 2_000, maxBodyBytes: 10_000_000 }),
    memory,
    remember: (news) => {
      memory = news
    },
    clockSkewMs: 5_000,
    nowMs: () => systemClock.nowMs(),
    monotonicMs: () => systemClock.monotonicMs(),
  })
  return { sandbox, connector, memory: () => memory }
}

const ask = (
  stream: PullRequest['stream'],
  mode: PullRequest['mode'],
  given: Partial<PullRequest> = {},
): PullRequest => ({
  stream,
  mode,
  cursor: null,
  sinceMs: null,
  pageSize: 17,
  priority: 'backfill',
  ...given,
})

function successOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`expected success, got ${JSON.stringify(outcome.failure)}`)
}

async function walk(connector: Connector, first: PullRequest): Promise<PullPage[]> {
  const pages: PullPage[] = []
  let cursor: string | null = null
  do {
    const page: PullPage = successOf(await connector.pull({ ...first, cursor }))
    expect(page.cursorExpired).toBe(false)
    pages.push(page)
    cursor = page.next
  } while (cursor !== null && pages.length < 500)
  return pages
}

const idsOf = (rows: Iterable<{ readonly id: string }>) => [...rows].map((row) => row.id).sort()
const remoteIds = (rows: readonly { readonly remoteId: string }[]) => rows.map((row) => row.remoteId).sort()

describe.each(['A', 'B'] as const)('the Leadping connector against the sandbox, dialect %s', (dialect) => {
  it('says who the account belongs to', async () => {
    const { connector, sandbox } = await connect({ dialect })
    expect(successOf(await connector.identify('on_demand'))).toEqual({
      remoteUserId: sandbox.state.team.me.id,
      displayName: sandbox.state.team.me.name,
      email: sandbox.state.team.me.email,
      organizationName: sandbox.state.team.organization.name,
    })
  })

  it.each(['full', 'uneven'] as const)(
    'backfills every row once, %s pages, and finds out the dialect by reading',
    async (pages) => {
      const { connector, sandbox, memory } = await connect({ dialect, pages })
      const conversations = await walk(connector, ask('conversations', 'backfill'))
      const activities = await walk(connector, ask('activities', 'backfill'))
      const leads = await walk(connector, ask('leads', 'backfill'))
      expect(remoteIds(conversations.flatMap((page) => page.conversations))).toEqual(
        idsOf(sandbox.state.conversations.values()),
      )
      expect(remoteIds(activities.flatMap((page) => page.activities))).toEqual(idsOf(sandbox.state.events.values()))
      expect(remoteIds(leads.flatMap((page) => page.leads))).toEqual(idsOf(sandbox.state.leads.values()))
      expect([conversations, activities, leads].flat().flatMap((page) => page.quarantined)).toEqual([])
      expect(conversations[0]?.total).toBe(sandbox.state.conversations.size)
      expect(activities[0]?.total).toBe(sandbox.state.events.size)
      expect(memory()).toEqual({ dialect: dialect === 'A' ? 'activity' : 'timeline', archiveSpelling: 'name' })
      const refused = sandbox.requests.matching().filter((entry) => (entry.status ?? 0) >= 400)
      expect(refused.filter((entry) => !entry.path.includes('/detail'))).toEqual([])
    },
  )

  it('brings rows over field by field', async () => {
    const { connector, sandbox } = await connect({ dialect, createdBy: 'name' })
    const conversations = (await walk(connector, ask('conversations', 'sweep'))).flatMap((page) => page.conversations)
    for (const row of conversations) {
      const there = sandbox.state.conversations.get(row.remoteId)
      expect(row).toMatchObject({
        leadRemoteId: there?.leadId,
        firstName: there?.firstName,
        lastName: there?.lastName,
        snippet: there?.lastSnippet,
        lastEventAtMs: there?.lastEventAtMs,
        status: there?.status,
        outcome: there?.outcome?.displayName ?? null,
        nextStep: there?.nextStep,
        isUnread: there?.isUnread,
        isArchived: there?.isArchived,
        archivedAtMs: there?.archivedAtMs,
        phone: dialect === 'A' ? null : there?.leadPhoneNumber,
      })
    }
    const activities = (await walk(connector, ask('activities', 'sweep', { pageSize: 200 }))).flatMap(
      (page) => page.activities,
    )
    for (const row of activities) {
      const there = sandbox.state.events.get(row.remoteId)
      if (there === undefined) throw new Error(`no event ${row.remoteId}`)
      expect(row).toMatchObject({
        conversationRemoteId: there.conversationId,
        leadRemoteId: there.leadId,
        type: sandbox.wire.rowType(there),
        direction: there.direction,
        status: there.status,
        statusReason: there.statusReason,
        authorName: there.actor?.name ?? 'system',
        authorId: dialect === 'A' ? null : (there.actor?.id ?? null),
        scheduledForMs: there.scheduledForMs,
        canceledAtMs: there.canceledAtMs,
        createdAtMs: there.createdAtMs,
      })
      if (dialect === 'B' && there.media.length > 0)
        expect(row.extra.media).toMatchObject([{ url: there.media[0]?.url }])
    }
  })

  it('pulls only what is new, and sees what changed in place when it looks back', async () => {
    const { connector, sandbox } = await connect({ dialect })
    const newest = Math.max(...[...sandbox.state.events.values()].map((event) => event.createdAtMs))
    const event = sandbox.colleagues.inboundMessage(undefined, 'Are you still coming at six?')
    const activities = await walk(connector, ask('activities', 'incremental', { sinceMs: newest + 1 }))
    expect(activities.flatMap((page) => page.activities)).toMatchObject([
      { remoteId: event?.id, type: 'Sms', direction: 'Inbound' },
    ])
    const moved = await walk(connector, ask('conversations', 'incremental', { sinceMs: newest + 1 }))
    expect(moved.flatMap((page) => page.conversations)).toMatchObject([
      { remoteId: event?.conversationId, isUnread: true },
    ])
    sandbox.colleagues.setEventStatus(event?.id ?? '', 'Undeliverable')
    const again = await walk(connector, ask('activities', 'incremental', { sinceMs: newest + 1 }))
    expect(again.flatMap((page) => page.activities)).toMatchObject([{ status: 'Undeliverable' }])
  })

  it('a conversation archived meanwhile is in the sweep, and a deleted lead in none', async () => {
    const { connector, sandbox } = await connect({ dialect })
    const [first, second] = [...sandbox.state.conversations.values()]
    sandbox.colleagues.setArchived(first?.id ?? '', true)
    sandbox.colleagues.deleteLead(second?.leadId ?? '')
    const swept = (await walk(connector, ask('conversations', 'sweep'))).flatMap((page) => page.conversations)
    expect(swept.find((row) => row.remoteId === first?.id)?.isArchived).toBe(true)
    expect(swept.some((row) => row.remoteId === second?.id)).toBe(false)
    expect(successOf(await connector.pullLead(second?.leadId ?? '', 'on_demand')).leads).toEqual([])
    sandbox.settings.deletedLead = 'with_deleted_at'
    expect(successOf(await connector.pullLead(second?.leadId ?? '', 'on_demand')).leads).toEqual([])
  })

  it('opens a conversation, its lead and the detail of an event', async () => {
    const { connector, sandbox } = await connect({ dialect })
    const conversation = [...sandbox.state.conversations.values()].find(
      (row) => sandbox.state.timelineOf(row.id).length > 3,
    )
    const id = conversation?.id ?? ''
    const timeline = successOf(await connector.pullConversation(id, null, 'on_demand'))
    expect(timeline.activities.map((row) => row.remoteId)).toEqual(
      sandbox.state
        .timelineOf(id)
        .map((row) => row.id)
        .toReversed(),
    )
    const lead = successOf(await connector.pullLead(conversation?.leadId ?? '', 'on_demand'))
    const there = sandbox.state.leads.get(conversation?.leadId ?? '')
    expect(lead.leads).toMatchObject([
      {
        remoteId: there?.id,
        phone: there?.phone,
        email: there?.email,
        source: there?.source.name,
        stage: there?.outcome?.displayName ?? there?.status,
      },
    ])
    expect(lead.conversations.map((row) => row.remoteId)).toContain(id)
    const event = sandbox.state.timelineOf(id)[0]
    expect(successOf(await connector.eventDetail(event?.id ?? '', 'on_demand'))).toMatchObject({
      activityRemoteId: event?.id,
      description: event?.text,
      createdAtMs: event?.createdAtMs,
      modifiedAtMs: event?.modifiedAtMs,
    })
  })

  it('starts again when its token has expired, and goes on when one item is bad', async () => {
    const { connector, sandbox } = await connect({ dialect })
    const first = successOf(await connector.pull(ask('activities', 'backfill')))
    sandbox.expireTokens()
    expect(successOf(await connector.pull(ask('activities', 'backfill', { cursor: first.next })))).toMatchObject({
      cursorExpired: true,
      next: null,
    })
    sandbox.faults.add({ kind: 'drop_item_id', match: { pathPattern: '/events/all/my$' } })
    const spoilt = successOf(await connector.pull(ask('activities', 'backfill')))
    expect(spoilt.activities).toHaveLength(16)
    expect(spoilt.quarantined).toMatchObject([
      { stream: 'activities', remoteId: null, issues: [expect.stringMatching(/^id: /)] },
    ])
    sandbox.faults.add({ kind: 'unknown_enum', match: { pathPattern: '/events/all/my$' } })
    expect(successOf(await connector.pull(ask('activities', 'backfill'))).activities[0]).toMatchObject({
      type: 'Hologram',
      status: 'Hologram',
    })
  })

  it.each([
    { fault: { kind: 'refuse' }, failure: { kind: 'timeout', mayHaveLanded: false } },
    { fault: { kind: 'truncate' }, failure: { kind: 'timeout', mayHaveLanded: false } },
    { fault: { kind: 'malformed_json' }, failure: { kind: 'contract', mayHaveLanded: false } },
    { fault: { kind: 'html' }, failure: { kind: 'contract', mayHaveLanded: false } },
    { fault: { kind: 'status', status: 503 }, failure: { kind: 'server', status: 503, mayHaveLanded: false } },
    {
      fault: { kind: 'status', status: 429, retryAfterSeconds: 3 },
      failure: { kind: 'throttled', retryAfterMs: 3_000 },
    },
    { fault: { kind: 'status', status: 429 }, failure: { kind: 'throttled', retryAfterMs: null } },
  ] as const)('a read that meets $fault fails as it should', async ({ fault, failure }) => {
    const { connector, sandbox } = await connect({ dialect })
    successOf(await connector.pull(ask('activities', 'backfill')))
    sandbox.faults.add(fault)
    expect(await connector.pull(ask('activities', 'backfill'))).toMatchObject({ ok: false, failure })
  })

  it('tells a server that is gone from a key that is not accepted', async () => {
    const { connector, sandbox } = await connect({ dialect })
    await sandbox.setOffline(true)
    expect(await connector.identify('on_demand')).toMatchObject({ ok: false, failure: { kind: 'offline' } })
    await sandbox.setOffline(false)
    const stranger = createLeadpingConnector({
      baseUrl: sandbox.url,
      secret: 'sk_wrong',
      transport: createFetchTransport({ clock: systemClock, timeoutMs: 2_000, maxBodyBytes: 1_000_000 }),
      memory: {},
      remember: () => undefined,
      clockSkewMs: 0,
      nowMs: () => systemClock.nowMs(),
      monotonicMs: () => systemClock.monotonicMs(),
    })
    expect(await stranger.identify('on_demand')).toMatchObject({ ok: false, failure: { kind: 'unauthorized' } })
    expect(await stranger.pull(ask('leads', 'backfill'))).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized' },
    })
  })
})

describe.each([
  { dialect: 'A', createdBy: 'id', noteSummaryLimit: null },
  { dialect: 'A', createdBy: 'name', noteSummaryLimit: 40 },
  { dialect: 'B', createdBy: 'id', noteSummaryLimit: 12 },
  { dialect: 'B', createdBy: 'name', noteSummaryLimit: 40 },
] as const)('notes in dialect $dialect, author as $createdBy, summary up to $noteSummaryLimit', (choices) => {
  const text = 'Bill is 240 in summer.\r\nRoof eight years old,  wants a battery 🔋 as well.'

  async function open(given: Partial<LeadpingSandboxOptions> = {}) {
    const world = await connect({ ...choices, ...given })
    const target = [...world.sandbox.state.conversations.values()][0]
    const { remoteUserId, displayName } = successOf(await world.connector.identify('push'))
    const note = plainNoteTo(target?.id ?? '', target?.leadId ?? null, text)
    const search = (since: number, exclude: readonly string[] = []): NoteSearch => ({
      ...note,
      snapshot: null,
      sentAtMs: since,
      gaveUpAtMs: Date.now(),
      authorRemoteId: remoteUserId,
      authorName: displayName,
      excludeRemoteIds: new Set(exclude),
    })
    return { ...world, note, search }
  }

  it('are created once, word for word', async () => {
    const { connector, sandbox, note } = await open()
    const { activity: created } = successOf(await connector.createNote(note))
    expect(sandbox.state.notesFromApi()).toMatchObject([
      { id: created.remoteId, text, conversationId: note.conversationRemoteId },
    ])
    expect(created).toMatchObject({
      type: 'Note',
      conversationRemoteId: note.conversationRemoteId,
      leadRemoteId: note.leadRemoteId,
    })
  })

  it.each([
    { kind: 'drop_after_commit' },
    { kind: 'status', status: 502, afterCommit: true },
    { kind: 'truncate' },
    { kind: 'malformed_json' },
    { kind: 'drop_item_id' },
  ] as const)('are found again when the answer was lost to $kind', async (fault) => {
    const { connector, sandbox, note, search } = await open()
    const since = Date.now()
    sandbox.faults.add({ ...fault, match: { pathPattern: '/notes$' } })
    expect(await connector.createNote(note)).toMatchObject({ ok: false, failure: { mayHaveLanded: true } })
    const [there] = sandbox.state.notesFromApi()
    expect(successOf(await connector.findNote(search(since)))).toMatchObject({
      kind: 'found',
      activity: { remoteId: there?.id },
    })
    expect(successOf(await connector.findNote(search(since, [there?.id ?? ''])))).toEqual({ kind: 'absent' })
    expect(sandbox.state.notesFromApi()).toHaveLength(1)
  })

  it('are absent when the request was lost before it was carried out', async () => {
    const { connector, sandbox, note, search } = await open()
    const since = Date.now()
    sandbox.faults.add({ kind: 'drop_before_commit', match: { pathPattern: '/notes$' } })
    expect(await connector.createNote(note)).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', mayHaveLanded: true },
    })
    expect(successOf(await connector.findNote(search(since)))).toEqual({ kind: 'absent' })
  })

  it('of a colleague are not ours, once the account has had a note of its own', async () => {
    const { connector, sandbox, note, search } = await open()
    successOf(await connector.createNote({ ...note, text: 'The first one' }))
    const since = Date.now()
    sandbox.colleagues.note(note.conversationRemoteId, text)
    expect(successOf(await connector.findNote(search(since)))).toEqual({ kind: 'absent' })
    const own = sandbox.colleagues.note(note.conversationRemoteId, text, 'me')
    expect(successOf(await connector.findNote(search(since)))).toMatchObject({
      kind: 'found',
      activity: { remoteId: own?.id },
    })
  })

  it('may be written twice with the same words; then only the user can tell', async () => {
    const { connector, note, search } = await open()
    const since = Date.now()
    const { activity: first } = successOf(await connector.createNote(note))
    const { activity: second } = successOf(await connector.createNote(note))
    expect(successOf(await connector.findNote(search(since))).kind).toBe('ambiguous')
    expect(successOf(await connector.findNote(search(since, [first.remoteId])))).toMatchObject({
      kind: 'found',
      activity: { remoteId: second.remoteId },
    })
  })

  it("are found although the server's clock is off, within the allowance", async () => {
    const { connector, sandbox, note, search } = await open()
    for (const offsetMs of [-4_000, 4_000]) {
      sandbox.clock.offsetMs = offsetMs
      const since = Date.now()
      const unique = { ...note, text: `${text} ${offsetMs}` }
      const { activity: created } = successOf(await connector.createNote(unique))
      expect(successOf(await connector.findNote({ ...search(since), text: unique.text }))).toMatchObject({
        kind: 'found',
        activity: { remoteId: created.remoteId },
      })
    }
  })

  it('that the CRM refuses say why', async () => {
    const { connector, sandbox, note } = await open({ refuseNotesContaining: ['#spam'], maxNoteLength: 100 })
    expect(await connector.createNote({ ...note, text: 'Buy now #spam' })).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', status: 400, reason: expect.stringContaining('#spam') },
    })
    expect(await connector.createNote({ ...note, text: 'x'.repeat(101) })).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', status: 400, reason: expect.stringContaining('too long') },
    })
    for (const status of [400, 403, 404] as const) {
      sandbox.settings.unknownConversationStatus = status
      expect(await connector.createNote({ ...note, conversationRemoteId: 'nowhere' })).toMatchObject({
        ok: false,
        failure: { kind: 'rejected', status },
      })
    }
    expect(sandbox.state.notesFromApi()).toEqual([])
  })

  it('find their way into an account without a single event', async () => {
    const { connector, sandbox, note, memory } = await open({ activities: 0 })
    expect(sandbox.state.events.size).toBe(0)
    const { activity: created } = successOf(await connector.createNote(note))
    expect(sandbox.state.notesFromApi()).toMatchObject([{ id: created.remoteId }])
    expect(memory().dialect).toBe(choices.dialect === 'A' ? 'activity' : 'timeline')
  })
})
