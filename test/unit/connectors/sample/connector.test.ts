import { describe, expect, it } from 'vitest'
import type { PullPage, PullRequest } from '../../../../electron/connectors/connector.ts'
import { connectorFor } from '../../../../electron/connectors/registry.ts'
import { createSampleConnector } from '../../../../electron/connectors/sample/connector.ts'
import { plainNoteTo } from '../../../support/note-to-send.ts'
import { failureOf, scriptedTransport, successOf } from '../scripted-transport.ts'

const startMs = Date.parse('2026-11-21T10:00:00Z')

function open(startedAtMs = startMs) {
  const clock = { nowMs: startedAtMs }
  const transport = scriptedTransport(() => ({ kind: 'unreachable', reason: 'no network here' }))
  const connector = createSampleConnector({
    baseUrl: `sample:${startMs}`,
    secret: '',
    transport,
    memory: {},
    remember: () => undefined,
    clockSkewMs: 0,
    nowMs: () => clock.nowMs,
    monotonicMs: () => clock.nowMs,
  })
  return { clock, connector, transport }
}

const backfill = (stream: PullRequest['stream']): PullRequest => ({
  stream,
  mode: 'backfill',
  cursor: null,
  sinceMs: null,
  pageSize: 1000,
  priority: 'backfill',
})

describe('the sample workspace', () => {
  it('is the same every time, and needs no network', async () => {
    const [one, other] = [open(), open()]
    for (const stream of ['conversations', 'activities', 'leads'] as const) {
      expect(await one.connector.pull(backfill(stream))).toEqual(await other.connector.pull(backfill(stream)))
    }
    expect(one.transport.requests).toHaveLength(0)
  })

  it('has sixty conversations of different people, each ending in its newest activity', async () => {
    const { connector } = open()
    const { conversations } = successOf(await connector.pull(backfill('conversations')))
    const { activities } = successOf(await connector.pull(backfill('activities')))
    expect(conversations).toHaveLength(60)
    expect(new Set(conversations.map((row) => `${row.firstName} ${row.lastName}`)).size).toBe(60)
    for (const row of conversations) {
      const own = activities.filter((each) => each.conversationRemoteId === row.remoteId)
      const newest = own.toSorted((a, b) => b.createdAtMs - a.createdAtMs)[0]
      expect(row.lastEventAtMs).toBe(newest?.createdAtMs)
      expect(row.snippet).toBe(newest?.summary)
      expect(newest?.createdAtMs).toBeLessThan(startMs)
    }
    expect(new Set(activities.map((row) => row.remoteId)).size).toBe(activities.length)
    expect(new Set(activities.map((row) => row.type))).toEqual(
      new Set(['LeadCreated', 'Sms', 'Call', 'Voicemail', 'Note', 'LeadStatusChange']),
    )
    expect(conversations.some((row) => row.isUnread) && conversations.some((row) => row.isArchived)).toBe(true)
  })

  it('gives the same rows in pages of any size', async () => {
    const { connector } = open()
    const whole = successOf(await connector.pull(backfill('activities')))
    const ids: string[] = []
    let cursor: string | null = null
    do {
      const page: PullPage = successOf(await connector.pull({ ...backfill('activities'), pageSize: 37, cursor }))
      ids.push(...page.activities.map((row) => row.remoteId))
      cursor = page.next
    } while (cursor !== null)
    expect(ids).toEqual(whole.activities.map((row) => row.remoteId))
    expect(whole.total).toBe(ids.length)
  })

  it('comes alive: a message arrives some minutes later and moves its conversation to the top', async () => {
    const { clock, connector } = open()
    const before = successOf(await connector.pull(backfill('activities'))).activities.length
    clock.nowMs += 90_000
    const news = successOf(await connector.pull({ ...backfill('activities'), mode: 'incremental', sinceMs: startMs }))
    expect(news.activities).toMatchObject([{ type: 'Sms', direction: 'Inbound' }])
    expect(news.total).toBe(before + 1)
    const [top] = successOf(await connector.pull(backfill('conversations'))).conversations
    expect(top).toMatchObject({ snippet: news.activities[0]?.summary, isUnread: true, status: 'needs_reply' })
  })

  it('files a note, shows it in the timeline and the inbox, and finds it again', async () => {
    const { clock, connector } = open()
    clock.nowMs += 5_000
    const note = plainNoteTo('sample-conversation-2', 'sample-lead-2', 'Call back at six')
    const { activity: created } = successOf(await connector.createNote(note))
    expect(created).toMatchObject({ type: 'Note', summary: note.text, createdAtMs: clock.nowMs })
    const timeline = successOf(await connector.pullConversation(note.conversationRemoteId, null, 'on_demand'))
    expect(timeline.activities[0]).toEqual(created)
    const inbox = successOf(
      await connector.pull({ ...backfill('conversations'), mode: 'incremental', sinceMs: startMs }),
    )
    expect(inbox.conversations).toMatchObject([{ remoteId: note.conversationRemoteId, snippet: note.text }])
    expect(successOf(await connector.eventDetail(created.remoteId, 'on_demand'))).toMatchObject({
      description: note.text,
    })
    const search = {
      ...note,
      snapshot: null,
      sentAtMs: startMs,
      gaveUpAtMs: clock.nowMs,
      authorRemoteId: null,
      authorName: null,
    }
    const found = await connector.findNote({ ...search, excludeRemoteIds: new Set() })
    expect(successOf(found)).toEqual({ kind: 'found', activity: created })
    const again = await connector.findNote({ ...search, excludeRemoteIds: new Set([created.remoteId]) })
    expect(successOf(again)).toEqual({ kind: 'absent' })
  })

  it('never gives two notes one id, within a run or across runs', async () => {
    const note = plainNoteTo('sample-conversation-1', null, 'Twice')
    const first = open()
    const later = open(startMs + 1)
    const created = await Promise.all([
      first.connector.createNote(note),
      first.connector.createNote(note),
      later.connector.createNote(note),
    ])
    expect(new Set(created.map((outcome) => successOf(outcome).activity.remoteId)).size).toBe(3)
  })

  it('refuses what it does not know', async () => {
    const { connector } = open()
    const note = plainNoteTo('elsewhere', null, 'Hello')
    expect(failureOf(await connector.createNote(note))).toMatchObject({ kind: 'rejected', status: 404 })
    expect(failureOf(await connector.eventDetail('elsewhere', 'on_demand'))).toMatchObject({
      kind: 'rejected',
      status: 404,
    })
    expect(successOf(await connector.pullLead('elsewhere', 'on_demand')).leads).toEqual([])
    expect(successOf(await connector.pull({ ...backfill('leads'), cursor: 'elsewhere' })).cursorExpired).toBe(true)
  })

  it('says whom it belongs to, and has the long form of a call and a voicemail', async () => {
    const { connector } = open()
    expect(successOf(await connector.identify('on_demand')).organizationName).toMatch(/sample/)
    const { activities } = successOf(await connector.pull(backfill('activities')))
    const voicemail = activities.find((row) => row.type === 'Voicemail')
    const detail = successOf(await connector.eventDetail(voicemail?.remoteId ?? '', 'on_demand'))
    expect(detail.description).toMatch(/calling you back/)
  })
})

describe('the registry', () => {
  it('knows what this version can connect to', () => {
    expect(connectorFor('sample')).toBe(createSampleConnector)
    expect(connectorFor('leadping')).toBeTypeOf('function')
    expect(connectorFor('saleshandy')).toBeTypeOf('function')
    expect(connectorFor('leadsquared')).toBeTypeOf('function')
  })
})
