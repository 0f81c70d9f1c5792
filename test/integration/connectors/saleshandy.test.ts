import { afterEach, describe, expect, it } from 'vitest'
import type {
  Connector,
  ConnectorMemory,
  NoteForm,
  NoteSearch,
  NoteToSend,
  Outcome,
  PullPage,
  PullRequest,
} from '../../../electron/connectors/connector.ts'
import { createFetchTransport } from '../../../electron/connectors/fetch-transport.ts'
import { createSaleshandyConnector } from '../../../electron/connectors/saleshandy/connector.ts'
import { systemClock } from '../../../electron/sync/clock.ts'
import {
  type SaleshandySandbox,
  type SaleshandySandboxOptions,
  startSaleshandySandbox,
} from '../../sandbox/saleshandy/sandbox.ts'

const running: SaleshandySandbox[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
})

interface World {
  readonly sandbox: SaleshandySandbox
  readonly connector: Connector
  readonly memory: () => ConnectorMemory
  /** Another connector to the same account: what was remembered is all it has. */
  restarted(): Connector
}

async function connect(
  given: Partial<SaleshandySandboxOptions> & { memory?: ConnectorMemory; secret?: string } = {},
): Promise<World> {
  const { memory: remembered = {}, secret, ...options } = given
  const sandbox = await startSaleshandySandbox({
    seed: 11,
    prospects: 130,
    notes: 260,
    threads: 25,
    nowMs: Date.parse('2026-10-01T10:00:00Z'),
    rateLimit: null,
    ...options,
  })
  running.push(sandbox)
  let memory = remembered
  const open = () =>
    createSaleshandyConnector({
      baseUrl: sandbox.url,
      secret: secret ?? sandbox.key,
      transport: createFetchTransport({ clock: systemClock, timeoutMs: 2_000, maxBodyBytes: 10_000_000 }),
      memory,
      remember: (news) => {
        memory = news
      },
      clockSkewMs: 5_000,
      nowMs: () => systemClock.nowMs(),
      monotonicMs: () => systemClock.monotonicMs(),
    })
  return { sandbox, connector: open(), memory: () => memory, restarted: open }
}

const ask = (
  stream: PullRequest['stream'],
  mode: PullRequest['mode'],
  given: Partial<PullRequest> = {},
): PullRequest => ({ stream, mode, cursor: null, sinceMs: null, pageSize: 20, priority: 'backfill', ...given })

function successOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`expected success, got ${JSON.stringify(outcome.failure)}`)
}

async function walk(
  connector: Connector,
  first: PullRequest,
  between: (step: number) => void = () => undefined,
): Promise<PullPage[]> {
  const pages: PullPage[] = []
  let cursor: string | null = null
  do {
    const page: PullPage = successOf(await connector.pull({ ...first, cursor }))
    expect(page.cursorExpired).toBe(false)
    pages.push(page)
    between(pages.length)
    cursor = page.next
  } while (cursor !== null && pages.length < 2_000)
  expect(cursor).toBeNull()
  return pages
}

const idsOf = (rows: readonly { readonly remoteId: string }[]) => [...new Set(rows.map((row) => row.remoteId))].sort()
const messageId = (threadId: string, mailId: string) => `message:${threadId}/${mailId}`

function listedNotes({ sandbox }: World): string[] {
  const { state, clock } = sandbox
  return state
    .listedProspects()
    .flatMap((prospect) => [
      ...state.listedNotes(prospect.id, state.team.me.id, clock.nowMs()).map((note) => note.id),
      ...[state.draftOf(prospect.id, state.team.me.id)].flatMap((draft) => draft?.id ?? []),
    ])
    .sort()
}

describe('the streams of Saleshandy against the sandbox', () => {
  it('brings every prospect as a person and as a conversation', async () => {
    const { connector, sandbox } = await connect()
    const pages = await walk(connector, ask('leads', 'backfill'))
    const expected = sandbox.state.listedProspects()
    expect(idsOf(pages.flatMap((page) => page.leads))).toEqual(expected.map((row) => row.id).sort())
    expect(idsOf(pages.flatMap((page) => page.conversations))).toEqual(expected.map((row) => row.id).sort())
    expect(pages.flatMap((page) => page.quarantined)).toEqual([])
    const field = (label: string) => sandbox.state.team.fields.find((each) => each.label === label)?.id ?? ''
    for (const row of pages.flatMap((page) => page.leads)) {
      const there = sandbox.state.listedProspect(row.remoteId)
      expect(row).toMatchObject({
        email: there?.email ?? null,
        firstName: there?.values.get(field('First Name')) ?? null,
        lastName: there?.values.get(field('Last Name')) ?? null,
        phone: there?.values.get(field('Phone Number')) ?? null,
      })
      expect(row.createdAtMs).toBe(Math.floor((there?.createdAtMs ?? 0) / 1_000) * 1_000)
    }
  })

  it.each([{ attributeKeys: 'camel_case' }, { attributeKeys: 'label', prospectExtras: true }] as const)(
    'reads the attributes of prospects, %j',
    async (settings) => {
      const { connector, sandbox } = await connect({ ...settings, prospects: 30 })
      const leads = (await walk(connector, ask('leads', 'sweep'))).flatMap((page) => page.leads)
      expect(leads).toHaveLength(sandbox.state.listedProspects().length)
      expect(leads.filter((row) => row.firstName !== null).length).toBeGreaterThan(20)
      expect(leads.some((row) => row.phone !== null)).toBe(true)
      expect(leads.some((row) => JSON.stringify(row.extra).includes('udget'))).toBe(true)
    },
  )

  it('asks for new prospects only, and ends at the first old one', async () => {
    const { connector, sandbox } = await connect()
    const newest = Math.max(...sandbox.state.listedProspects().map((row) => row.createdAtMs))
    const added = sandbox.colleagues.addProspect({ firstName: 'Ines' })
    const before = sandbox.requests.matching().length
    const pages = await walk(connector, ask('leads', 'incremental', { sinceMs: newest + 1_000, pageSize: 200 }))
    expect(pages.flatMap((page) => page.leads).map((row) => row.remoteId)).toContain(added.id)
    expect(sandbox.requests.matching().length - before).toBe(1)
  })

  it('brings every note, one request a prospect', async () => {
    const world = await connect({ prospects: 40, notes: 400 })
    const { connector, sandbox } = world
    const pages = await walk(connector, ask('activities', 'backfill'))
    expect(idsOf(pages.flatMap((page) => page.activities))).toEqual(listedNotes(world))
    // A list page is looked at again with the next one, to see that nothing moved up meanwhile.
    expect(sandbox.requests.matching()).toHaveLength(pages.length + 2)
    for (const row of pages.flatMap((page) => page.activities)) {
      const there = sandbox.state.notes.get(row.remoteId)
      const author = sandbox.state.team.members.find((member) => member.id === there?.authorId)
      expect(row).toMatchObject({
        conversationRemoteId: there?.prospectId,
        leadRemoteId: there?.prospectId,
        type: 'Note',
        description: there?.content,
        authorId: author?.email.toLowerCase(),
        authorName: `${author?.firstName} ${author?.lastName}`,
        isHtml: true,
      })
      expect(row.summary).not.toMatch(/<p>|&amp;/)
    }
  })

  it('reads all notes of a prospect that has more than a page of them', async () => {
    const world = await connect({ prospects: 3, notes: 0, threads: 0 })
    const target = world.sandbox.state.listedProspects()[0]?.id ?? ''
    for (let made = 0; made < 230; made += 1) world.sandbox.colleagues.addNote(target, `Visit ${made}`)
    const pages = await walk(world.connector, ask('activities', 'sweep'))
    expect(idsOf(pages.flatMap((page) => page.activities))).toEqual(listedNotes(world))
    const first = successOf(await world.connector.pullConversation(target, null, 'on_demand'))
    const second = successOf(await world.connector.pullConversation(target, first.next, 'on_demand'))
    const third = successOf(await world.connector.pullConversation(target, second.next, 'on_demand'))
    expect(third.next).toBeNull()
    expect(idsOf([first, second, third].flatMap((page) => page.activities))).toHaveLength(230)
    expect(successOf(await world.connector.pullConversation(target, 'nonsense', 'on_demand')).cursorExpired).toBe(true)
  })

  it('goes on when prospects are added and deleted while their notes are read', async () => {
    const world = await connect({ prospects: 60, notes: 300 })
    const { connector, sandbox } = world
    const deleted = new Set<string>()
    const pages = await walk(connector, ask('activities', 'sweep'), (step) => {
      if (step % 5 === 0) sandbox.colleagues.addProspect()
      if (step % 7 !== 0) return
      const [victim] = sandbox.state.listedProspects().slice(-step)
      if (victim !== undefined && sandbox.colleagues.deleteProspect(victim.id)) deleted.add(victim.id)
    })
    expect(deleted.size).toBeGreaterThan(3)
    const seen = new Set(pages.flatMap((page) => page.activities).map((row) => row.remoteId))
    expect(listedNotes(world).filter((id) => !seen.has(id))).toEqual([])
  })

  it.each([
    {},
    { inboxExtras: false, isReadAs: 'number' },
    { inboxOrder: 'oldest_first', maxInboxLimit: 7 },
    { threadMessagesAs: 'messages', messageContentAs: 'body' },
    { threadMessagesAs: 'list', inboxExtras: false, messageContentAs: 'html' },
    { ownersRequired: false, emptyOwnersMean: 'nobody' },
  ] as const)('brings the inbox with every message, %j', async (settings) => {
    const { connector, sandbox } = await connect({ ...settings, prospects: 20, notes: 0 })
    const pages = await walk(connector, ask('conversations', 'backfill', { pageSize: 10 }))
    const threads = sandbox.state.listedThreads()
    expect(idsOf(pages.flatMap((page) => page.conversations))).toEqual(threads.map((row) => `thread:${row.id}`).sort())
    expect(idsOf(pages.flatMap((page) => page.activities))).toEqual(
      threads.flatMap((thread) => thread.mails.map((mail) => messageId(thread.id, mail.id))).sort(),
    )
    expect(pages[0]?.total).toBe(threads.length)
    expect(pages.flatMap((page) => page.quarantined)).toEqual([])
    for (const row of pages.flatMap((page) => page.conversations)) {
      const there = sandbox.state.threads.get(row.remoteId.slice('thread:'.length))
      expect(row).toMatchObject({
        leadRemoteId: null,
        takesNotes: false,
        email: there?.sender.email,
        snippet: there?.subject,
        isUnread: !there?.isRead,
        lastEventAtMs: Math.floor((there?.lastMessageAtMs ?? 0) / 1_000) * 1_000,
      })
    }
    for (const row of pages.flatMap((page) => page.activities)) {
      const thread = sandbox.state.threads.get(row.conversationRemoteId?.slice('thread:'.length) ?? '')
      const mail = thread?.mails.find((each) => messageId(thread.id, each.id) === row.remoteId)
      expect(row).toMatchObject({
        direction: mail?.direction === 'inbound' ? 'Inbound' : 'Outbound',
        authorId: mail?.from.email.toLowerCase(),
        authorName: mail?.from.name,
        sweptBy: 'conversations',
      })
    }
  })

  it('reads only threads with news, whether the server keeps to the date or not', async () => {
    const { connector, sandbox } = await connect({ prospects: 20, notes: 0 })
    const newest = Math.max(...sandbox.state.listedThreads().map((row) => row.lastMessageAtMs))
    const moved = sandbox.colleagues.inboundMail(sandbox.state.listedThreads().at(-1)?.id, 'Is Tuesday still good?')
    const pages = await walk(connector, ask('conversations', 'incremental', { sinceMs: newest + 1_000 }))
    expect(pages.flatMap((page) => page.conversations)).toMatchObject([
      { remoteId: `thread:${moved?.id}`, isUnread: true },
    ])
    expect(pages.flatMap((page) => page.activities)).toHaveLength(moved?.mails.length ?? 0)
    expect(sandbox.requests.matching().filter((entry) => entry.path.includes('unified-inbox'))).toHaveLength(2)
  })

  it('opens a thread, and a message whole', async () => {
    const { connector, sandbox } = await connect({ prospects: 20, notes: 0 })
    const thread = sandbox.state.listedThreads()[0]
    const opened = successOf(await connector.pullConversation(`thread:${thread?.id}`, null, 'on_demand'))
    expect(opened.next).toBeNull()
    expect(opened.conversations).toMatchObject([{ remoteId: `thread:${thread?.id}`, email: thread?.sender.email }])
    expect(opened.activities).toHaveLength(thread?.mails.length ?? 0)
    const mail = thread?.mails[0]
    const detail = successOf(await connector.eventDetail(messageId(thread?.id ?? '', mail?.id ?? ''), 'on_demand'))
    expect(detail.summary).toBe(mail?.paragraphs.join('\n'))
    expect(detail.description).toContain('<p>')
    expect(await connector.eventDetail(messageId(thread?.id ?? '', 'gone'), 'on_demand')).toMatchObject({
      ok: false,
      failure: { kind: 'rejected' },
    })
  })

  it.each(['duplicate_items', 'reorder_items', 'unknown_enum'] as const)('loses nothing to %s', async (kind) => {
    const world = await connect({ prospects: 45, notes: 100 })
    world.sandbox.faults.add({ kind, times: 'until_cleared' })
    const leads = await walk(world.connector, ask('leads', 'sweep'))
    expect(idsOf(leads.flatMap((page) => page.leads))).toHaveLength(45)
    const activities = await walk(world.connector, ask('activities', 'sweep'))
    expect(idsOf(activities.flatMap((page) => page.activities))).toEqual(listedNotes(world))
  })

  it('reads a page again when the one before it comes in its place', async () => {
    const world = await connect({ prospects: 45, notes: 0 })
    world.sandbox.faults.add({ kind: 'repeat_page', times: 2, match: { pathPattern: '/prospects$' } })
    const leads = await walk(world.connector, ask('leads', 'sweep'))
    expect(idsOf(leads.flatMap((page) => page.leads))).toHaveLength(45)
  })

  it('keeps what it can read of a page, and sets the rest aside', async () => {
    const { connector, sandbox } = await connect({ prospects: 15 })
    sandbox.faults.add({ kind: 'drop_item_id', match: { pathPattern: '/prospects$' } })
    const page = successOf(await connector.pull(ask('leads', 'backfill')))
    expect(page.leads).toHaveLength(14)
    expect(page.quarantined).toMatchObject([
      { stream: 'leads', remoteId: null, issues: [expect.stringMatching(/^id: /)] },
    ])
  })
})

describe('what Saleshandy answers besides', () => {
  it('lets the user say whose key it is, as the key does not', async () => {
    const { connector, sandbox } = await connect()
    const identity = successOf(await connector.identify('on_demand'))
    expect(identity.remoteUserId).toBe('')
    expect(identity.choices?.map((each) => each.email)).toEqual(sandbox.state.team.members.map((each) => each.email))
    const { me } = sandbox.state.team
    const chosen = await connect({ memory: { member: me.email.toUpperCase() } })
    expect(successOf(await chosen.connector.identify('on_demand'))).toEqual({
      remoteUserId: me.email.toLowerCase(),
      displayName: `${me.firstName} ${me.lastName}`,
      email: me.email,
      organizationName: null,
      workspace: me.id,
    })
  })

  it('tells what the key may read, without writing', async () => {
    const { connector, sandbox } = await connect()
    const abilities = successOf(await connector.abilities('on_demand'))
    expect(abilities.filter((each) => each.answer === 'yes').map((each) => each.what)).toEqual([
      'read_people',
      'read_conversations',
      'read_activities',
    ])
    expect(sandbox.state.notesFromApi()).toEqual([])
  })

  it.each([
    { errorShape: 'flat', invalidKeyStatus: 400 },
    { errorShape: 'nested', invalidKeyStatus: 400 },
    { errorShape: 'flat', invalidKeyStatus: 401 },
    { errorShape: 'nested', invalidKeyStatus: 401 },
  ] as const)('knows a key that is not accepted, %j', async (settings) => {
    const { connector, sandbox } = await connect({ ...settings, secret: 'sh_wrong', memory: { member: 'a@b.example' } })
    const unauthorized = { ok: false, failure: { kind: 'unauthorized' } }
    const target = sandbox.state.listedProspects()[0]?.id ?? ''
    expect(await connector.identify('on_demand')).toMatchObject(unauthorized)
    for (const stream of ['leads', 'conversations', 'activities'] as const) {
      expect(await connector.pull(ask(stream, 'backfill'))).toMatchObject(unauthorized)
    }
    expect(await connector.pullConversation(target, null, 'on_demand')).toMatchObject(unauthorized)
    expect(await connector.createNote(noteTo(target, 'Hello'))).toMatchObject(unauthorized)
    const file = { fileName: 'a.txt', mediaType: 'text/plain', bytes: new Uint8Array(3) }
    expect(await connector.uploadAttachment?.(file, () => undefined)).toMatchObject(unauthorized)
  })

  it.each([
    { fault: { kind: 'refuse' }, failure: { kind: 'timeout', mayHaveLanded: false } },
    { fault: { kind: 'truncate' }, failure: { kind: 'timeout', mayHaveLanded: false } },
    { fault: { kind: 'malformed_json' }, failure: { kind: 'contract', mayHaveLanded: false } },
    { fault: { kind: 'html' }, failure: { kind: 'contract', mayHaveLanded: false } },
    { fault: { kind: 'status', status: 500 }, failure: { kind: 'server', status: 500, mayHaveLanded: false } },
    {
      fault: { kind: 'status', status: 429, retryAfterSeconds: 3 },
      failure: { kind: 'throttled', retryAfterMs: 3_000 },
    },
  ] as const)('a read that meets $fault fails as it should', async ({ fault, failure }) => {
    const { connector, sandbox } = await connect()
    sandbox.faults.add(fault)
    expect(await connector.pull(ask('leads', 'backfill'))).toMatchObject({ ok: false, failure })
  })

  it.each([
    { sendRetryAfter: true },
    { sendRetryAfter: false, rateLimitResetAs: 'iso' },
    { sendRetryAfter: false, rateLimitResetAs: 'date_string' },
  ] as const)('says how long a rate limit asks to wait, %j', async (settings) => {
    const { connector } = await connect({ ...settings, rateLimit: { requests: 2, windowMs: 30_000 } })
    await connector.pull(ask('leads', 'backfill'))
    await connector.pull(ask('leads', 'backfill'))
    const refused = await connector.pull(ask('leads', 'backfill'))
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'throttled' } })
    const waitMs = refused.ok || refused.failure.kind !== 'throttled' ? null : refused.failure.retryAfterMs
    expect(waitMs).toBeGreaterThan(20_000)
    expect(waitMs).toBeLessThanOrEqual(32_000)
  })
})

const form: NoteForm = { format: 'plain', visibility: 'public', isDraft: false, activity: null }

function noteTo(prospectId: string, text: string, given: Partial<NoteToSend> = {}): NoteToSend {
  return {
    noteId: '01922f4a-5f00-7000-8000-000000000001',
    conversationRemoteId: prospectId,
    leadRemoteId: prospectId,
    text,
    form,
    attachmentRemoteIds: [],
    writtenAtMs: Date.now(),
    ...given,
  }
}

describe.each([
  { plainTextAs: 'paragraphs', createdStatus: 200, errorShape: 'flat' },
  { plainTextAs: 'breaks', createdStatus: 201, errorShape: 'nested', escapeQuotes: true, noteOrder: 'oldest_first' },
  { plainTextAs: 'as_is', stampResolutionMs: 1, pinnedFirst: false },
] as const)('notes, where the server is %j', (choices) => {
  const text = 'Bill is 240 in summer & rising.\r\n\r\nRoof <8 years old,  "wants" a battery 🔋 as well.'

  async function open(given: Partial<SaleshandySandboxOptions> = {}) {
    const world = await connect({ prospects: 30, notes: 200, ...choices, ...given })
    const { me } = world.sandbox.state.team
    const target = world.sandbox.state.listedProspects()[0]?.id ?? ''
    const note = noteTo(target, text)
    const search = (since: number, more: Partial<NoteSearch> = {}): NoteSearch => ({
      ...note,
      snapshot: null,
      sentAtMs: since,
      gaveUpAtMs: Date.now(),
      authorRemoteId: me.email.toLowerCase(),
      authorName: `${me.firstName} ${me.lastName}`,
      excludeRemoteIds: new Set(),
      ...more,
    })
    const snapshot = async () => successOf((await world.connector.snapshotNotes?.(note)) ?? never())
    return { ...world, note, target, search, snapshot }
  }

  it('are created once, word for word, and look as the list will show them', async () => {
    const { connector, sandbox, note, target } = await open()
    const { activity } = successOf(await connector.createNote(note))
    expect(sandbox.state.notesFromApi()).toMatchObject([
      { id: activity.remoteId, sentContent: text, prospectId: target, visibility: '1', status: '1' },
    ])
    const listed = successOf(await connector.pullConversation(target, null, 'on_demand')).activities
    const there = listed.find((row) => row.remoteId === activity.remoteId)
    expect(there?.summary?.replaceAll(/\s+/g, ' ')).toBe(activity.summary?.replaceAll(/\s+/g, ' '))
    expect(Math.abs((there?.createdAtMs ?? 0) - activity.createdAtMs)).toBeLessThan(3_000)
  })

  it.each([
    { visibility: 'private', isDraft: false, flags: { visibility: '2', status: '1' } },
    { visibility: 'public', isDraft: true, flags: { visibility: '1', status: '0' } },
    { visibility: 'private', isDraft: true, flags: { visibility: '2', status: '0' } },
  ] as const)('are created $visibility, draft $isDraft, and found as such', async ({ visibility, isDraft, flags }) => {
    const { connector, sandbox, note, search, snapshot } = await open()
    const mine = { ...note, form: { ...form, visibility, isDraft } }
    const before = await snapshot()
    const since = Date.now()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { pathPattern: '/notes$', method: 'POST' } })
    expect(await connector.createNote(mine)).toMatchObject({ ok: false, failure: { mayHaveLanded: true } })
    const [there] = sandbox.state.notesFromApi()
    expect(there).toMatchObject(flags)
    expect(successOf(await connector.findNote(search(since, { form: mine.form, snapshot: before })))).toMatchObject({
      kind: 'found',
      activity: { remoteId: there?.id, status: isDraft ? 'Draft' : 'Private' },
    })
    // Sent as another kind it is not recognised without a doubt: somebody may have changed it since.
    const asPublic = successOf(await connector.findNote(search(since, { snapshot: before })))
    expect(asPublic).toMatchObject({ kind: 'ambiguous', candidates: [{ remoteId: there?.id }] })
  })

  it.each([
    { kind: 'drop_after_commit' },
    { kind: 'status', status: 500, afterCommit: true },
    { kind: 'status', status: 502, afterCommit: true },
    { kind: 'hang', afterCommit: true },
    { kind: 'truncate' },
    { kind: 'malformed_json' },
  ] as const)('are found again when the answer was lost to $kind', async (fault) => {
    const { connector, sandbox, note, search, snapshot } = await open()
    const before = await snapshot()
    const since = Date.now()
    sandbox.faults.add({ ...fault, match: { pathPattern: '/notes$', method: 'POST' } })
    expect(await connector.createNote(note)).toMatchObject({ ok: false, failure: { mayHaveLanded: true } })
    const [there] = sandbox.state.notesFromApi()
    for (const known of [before, null]) {
      expect(successOf(await connector.findNote(search(since, { snapshot: known })))).toMatchObject({
        kind: 'found',
        activity: { remoteId: there?.id },
      })
    }
    const excludeRemoteIds = new Set([there?.id ?? ''])
    expect(successOf(await connector.findNote(search(since, { snapshot: before, excludeRemoteIds })))).toEqual({
      kind: 'absent',
    })
    expect(sandbox.state.notesFromApi()).toHaveLength(1)
  })

  it('are absent when the request was lost before it was carried out', async () => {
    const { connector, sandbox, note, search, snapshot } = await open()
    const before = await snapshot()
    const since = Date.now()
    sandbox.faults.add({ kind: 'drop_before_commit', match: { pathPattern: '/notes$', method: 'POST' } })
    expect(await connector.createNote(note)).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', mayHaveLanded: true },
    })
    expect(successOf(await connector.findNote(search(since, { snapshot: before })))).toEqual({ kind: 'absent' })
    expect(successOf(await connector.findNote(search(since)))).toEqual({ kind: 'absent' })
  })

  it('are found once the server lists them, however late', async () => {
    const { connector, sandbox, note, search, snapshot } = await open({ readAfterWriteDelayMs: 400 })
    const before = await snapshot()
    const since = Date.now()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { pathPattern: '/notes$', method: 'POST' } })
    await connector.createNote(note)
    const [there] = sandbox.state.notesFromApi()
    expect(successOf(await connector.findNote(search(since, { snapshot: before })))).toEqual({ kind: 'absent' })
    await expect
      .poll(async () => successOf(await connector.findNote(search(since, { snapshot: before }))), { timeout: 3_000 })
      .toMatchObject({ kind: 'found', activity: { remoteId: there?.id } })
  })

  it('that are written twice with the same words are told apart by what was there before', async () => {
    const { connector, note, search, snapshot } = await open()
    const since = Date.now()
    const { activity: first } = successOf(await connector.createNote(note))
    const before = await snapshot()
    expect(before).toContain(first.remoteId)
    const { activity: second } = successOf(await connector.createNote(note))
    expect(successOf(await connector.findNote(search(since))).kind).toBe('ambiguous')
    expect(successOf(await connector.findNote(search(since, { snapshot: before })))).toMatchObject({
      kind: 'found',
      activity: { remoteId: second.remoteId },
    })
  })

  it('of a colleague with the same words are not ours, once Saleshandy has named us', async () => {
    const { connector, sandbox, note, target, search, snapshot, memory, restarted } = await open()
    successOf(await connector.createNote({ ...note, text: 'The first one' }))
    const before = await snapshot()
    expect(memory().noteAuthor).toBe(sandbox.state.team.me.email.toLowerCase())
    const since = Date.now()
    sandbox.colleagues.addNote(target, text)
    expect(successOf(await restarted().findNote(search(since, { snapshot: before })))).toEqual({ kind: 'absent' })
    const own = sandbox.colleagues.addNote(target, text, { by: 'me' })
    expect(successOf(await restarted().findNote(search(since, { snapshot: before })))).toMatchObject({
      kind: 'found',
      activity: { remoteId: own?.id },
    })
  })

  it('sent with the key of somebody else than the user said are not sent again', async () => {
    const { connector, sandbox, note, search, snapshot } = await open()
    const before = await snapshot()
    const since = Date.now()
    sandbox.faults.add({ kind: 'drop_after_commit', match: { pathPattern: '/notes$', method: 'POST' } })
    await connector.createNote(note)
    const other = sandbox.state.team.members[1]?.email.toLowerCase() ?? null
    const found = await connector.findNote(search(since, { snapshot: before, authorRemoteId: other }))
    expect(successOf(found).kind).toBe('ambiguous')
  })

  it('with markup come back as markup, and are recognised through it', async () => {
    const { connector, sandbox, note, search, snapshot } = await open()
    const html =
      '<div style="x">Roof <b>south</b></div><ul><li>one</li><li>two &amp; three</li></ul><script>no()</script>'
    const mine = { ...note, text: html, form: { ...form, format: 'html' as const } }
    const before = await snapshot()
    const since = Date.now()
    const { activity } = successOf(await connector.createNote(mine))
    expect(activity.summary).not.toContain('<')
    expect(sandbox.state.notesFromApi()).toMatchObject([{ sentContent: html }])
    const found = await connector.findNote(search(since, { text: html, form: mine.form, snapshot: before }))
    expect(successOf(found)).toMatchObject({ kind: 'found', activity: { remoteId: activity.remoteId } })
  })

  it('that the CRM refuses say why, and were not written', async () => {
    const { connector, sandbox, note } = await open({ refuseNotesContaining: ['#spam'], maxContentLength: 100 })
    expect(await connector.createNote({ ...note, text: 'Buy now #spam' })).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', status: 400, reason: expect.stringContaining('#spam') },
    })
    expect(await connector.createNote({ ...note, text: 'x'.repeat(101) })).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', status: 400 },
    })
    for (const allInvalidProspects of ['entries', 'whole_request'] as const) {
      sandbox.settings.allInvalidProspects = allInvalidProspects
      const nowhere = { ...note, conversationRemoteId: 'nowhere', leadRemoteId: 'nowhere' }
      expect(await connector.createNote(nowhere)).toMatchObject({ ok: false, failure: { kind: 'rejected' } })
      expect(await connector.snapshotNotes?.(nowhere)).toMatchObject({ ok: false, failure: { kind: 'rejected' } })
    }
    expect(sandbox.state.notesFromApi()).toEqual([])
  })

  it('take files that were uploaded before', async () => {
    const { connector, sandbox, note } = await open({ attachmentIdPath: 'payload.id' })
    const progress: number[] = []
    const bytes = new Uint8Array(200_000).fill(7)
    const upload = { fileName: 'roof “1”.jpg', mediaType: 'image/jpeg', bytes }
    const { remoteId } = successOf(
      (await connector.uploadAttachment?.(upload, (sent) => progress.push(sent))) ?? never(),
    )
    expect(progress.at(-1)).toBe(bytes.length)
    expect(sandbox.state.attachments.get(remoteId)).toMatchObject({ size: bytes.length, contentType: 'image/jpeg' })
    successOf(await connector.createNote({ ...note, attachmentRemoteIds: [remoteId] }))
    expect(sandbox.state.notesFromApi()).toMatchObject([{ attachmentIds: [remoteId] }])
  })

  it('that are refused for files which the server has let go of, or given to another note, say so', async () => {
    const { connector, sandbox, note } = await open({ attachmentReuse: false })
    const upload = { fileName: 'a.pdf', mediaType: 'application/pdf', bytes: new Uint8Array(10) }
    const { remoteId } = successOf((await connector.uploadAttachment?.(upload, () => undefined)) ?? never())
    const forgotten = { ok: false, failure: { kind: 'rejected', status: 400, about: 'uploads' } }
    expect(await connector.createNote({ ...note, attachmentRemoteIds: ['letGo123'] })).toMatchObject(forgotten)
    successOf(await connector.createNote({ ...note, attachmentRemoteIds: [remoteId] }))
    expect(await connector.createNote({ ...note, attachmentRemoteIds: [remoteId] })).toMatchObject(forgotten)
    expect(sandbox.state.notesFromApi()).toHaveLength(1)
    // What is refused for its words is none the better for new uploads.
    sandbox.settings.refuseNotesContaining = ['Bill']
    const refused = await connector.createNote({ ...note, attachmentRemoteIds: [remoteId] })
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'rejected' } })
    expect(refused.ok ? null : refused.failure).not.toHaveProperty('about')
  })

  it.each(['payload.attachmentId', 'payload.id', 'payload.0.id', 'attachmentId', 'payload.attachment.id', 'data.id'])(
    'find the id of an upload at %s',
    async (attachmentIdPath) => {
      const { connector, sandbox } = await open({ attachmentIdPath })
      const upload = { fileName: 'a.pdf', mediaType: 'application/pdf', bytes: new Uint8Array(10) }
      const { remoteId } = successOf((await connector.uploadAttachment?.(upload, () => undefined)) ?? never())
      expect([...sandbox.state.attachments.keys()]).toEqual([remoteId])
    },
  )

  it('that are not taken say why; which file it is, the note says', async () => {
    const { connector, sandbox } = await open({ maxAttachmentBytes: 1_000 })
    const upload = (fileName: string, size: number) =>
      connector.uploadAttachment?.({ fileName, mediaType: 'text/plain', bytes: new Uint8Array(size) }, () => undefined)
    expect(await upload('setup.exe', 10)).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', reason: expect.stringContaining('files of this type') },
    })
    expect(await upload('long.txt', 2_000)).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', reason: expect.stringContaining('up to 20 MB') },
    })
    sandbox.settings.failUploads = true
    expect(await upload('a.txt', 10)).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', reason: expect.stringContaining('could not take this file') },
    })
  })

  it('are edited over what the user saw, and not over what a colleague wrote meanwhile', async () => {
    const { connector, sandbox, note } = await open()
    const { activity } = successOf(await connector.createNote(note))
    const edit = {
      noteRemoteId: activity.remoteId,
      conversationRemoteId: note.conversationRemoteId,
      leadRemoteId: note.leadRemoteId,
      text: 'Roof is nine years old.',
      form,
      base: activity.description ?? '',
    }
    const first = successOf((await connector.editNote?.(edit)) ?? never())
    expect(first).toMatchObject({
      kind: 'edited',
      activity: { remoteId: activity.remoteId, summary: 'Roof is nine years old.', authorName: 'Nadia Okafor' },
    })
    const patches = () => sandbox.requests.matching().filter((entry) => entry.method === 'PATCH').length
    expect(patches()).toBe(1)
    expect(successOf((await connector.editNote?.(edit)) ?? never()).kind).toBe('edited')
    expect(patches()).toBe(1)

    sandbox.colleagues.editNote(activity.remoteId, 'Ten years, says the owner.')
    const again = { ...edit, text: 'Eleven.', base: edit.text }
    expect(successOf((await connector.editNote?.(again)) ?? never())).toMatchObject({
      kind: 'conflict',
      theirs: { summary: 'Ten years, says the owner.' },
    })
    expect(patches()).toBe(1)
    const knowingly = { ...again, base: 'Ten years, says the owner.' }
    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'PATCH' } })
    expect(await connector.editNote?.(knowingly)).toMatchObject({
      ok: false,
      failure: { kind: 'timeout', mayHaveLanded: false },
    })
    expect(successOf((await connector.editNote?.(knowingly)) ?? never())).toMatchObject({
      kind: 'edited',
      activity: { summary: 'Eleven.' },
    })
    expect(patches()).toBe(2)
    const inPrivate = { ...knowingly, form: { ...form, visibility: 'private' as const } }
    expect(successOf((await connector.editNote?.(inPrivate)) ?? never()).kind).toBe('edited')
    expect(sandbox.state.notes.get(activity.remoteId)?.visibility).toBe('2')
    sandbox.colleagues.deleteNote(activity.remoteId)
    expect(successOf((await connector.editNote?.(knowingly)) ?? never())).toEqual({ kind: 'gone' })
  })
})

function never(): never {
  throw new Error('the connector can do this')
}
