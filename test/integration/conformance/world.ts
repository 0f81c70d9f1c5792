import { expect } from 'vitest'
import type {
  ConnectorMemory,
  Failure,
  HttpReply,
  HttpRequest,
  Outcome,
  PullPage,
  PullRequest,
  StreamName,
  Transport,
} from '../../../electron/connectors/connector.ts'
import { createFetchTransport } from '../../../electron/connectors/fetch-transport.ts'
import { systemClock } from '../../../electron/sync/clock.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import {
  type ConformanceSubject,
  type ConnectorUnderTest,
  type CrmUnderTest,
  type ExpectedRows,
  rowKey,
} from './subject.ts'

/** A CRM that runs, and the connector of an account in it. */
export interface World {
  readonly subject: ConformanceSubject
  readonly crm: CrmUnderTest
  /** The CRM's time and the connector's: it stands still unless a test lets it pass. */
  readonly clock: VirtualClock
  readonly connector: ConnectorUnderTest
  /** The same account in a process that begins with what the last one remembered. */
  reconnect(): ConnectorUnderTest
  /** Another key than the account's, or another way to the network. */
  connectWith(other: { readonly secret?: string; readonly transport?: Transport }): ConnectorUnderTest
  /** Bodies of the writes that were sent, oldest first. */
  readonly written: readonly HttpRequest[]
}

export interface WorldWish {
  readonly people?: number
  readonly activities?: number
  readonly isLimited?: boolean
}

/** Long enough for a loaded machine. */
const patientMs = 20_000
/** Short enough to wait for where no answer ever comes. */
const impatientMs = 1_000
/** How far the server's clock may be off, as the engine says it. */
const clockSkewMs = 5_000
export const startMs = Date.UTC(2026, 9, 1, 10)

/** Runs a proof in a world of its own, and ends the world whatever comes of it. */
export async function inWorld(
  subject: ConformanceSubject,
  wish: WorldWish,
  prove: (world: World) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock(startMs)
  const { people = 12, activities = 60, isLimited = false } = wish
  const crm = await subject.start({ people, activities, isLimited, clock })
  try {
    await prove(openWorld(subject, crm, clock))
  } finally {
    await crm.close()
  }
}

function openWorld(subject: ConformanceSubject, crm: CrmUnderTest, clock: VirtualClock): World {
  let memory: ConnectorMemory = crm.memory
  const written: HttpRequest[] = []
  const network = watched(networkTransport(), written)
  const connectWith: World['connectWith'] = ({ secret = crm.secret, transport = network }) =>
    subject.createConnector({
      baseUrl: crm.url,
      secret,
      transport,
      memory,
      remember: (news) => {
        memory = news
      },
      clockSkewMs,
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
    })
  const reconnect = () => connectWith({})
  return { subject, crm, clock, connector: reconnect(), reconnect, connectWith, written }
}

/** The real network: what a request meets is the server's doing, so it has the machine's time and not the test's. */
export function networkTransport(timeoutMs = patientMs): Transport {
  return createFetchTransport({ clock: systemClock, timeoutMs, maxBodyBytes: 20_000_000 })
}

/** The world for a request that meets this fault: where nobody answers, it is not waited for long. */
export function facing(world: World, fault: FaultRule): World {
  if (fault.kind !== 'hang') return world
  return { ...world, connector: world.connectWith({ transport: networkTransport(impatientMs) }) }
}

function watched(inner: Transport, written: HttpRequest[]): Transport {
  return {
    send(request: HttpRequest): Promise<HttpReply> {
      if (request.isWrite) written.push(request)
      return inner.send(request)
    },
  }
}

export function successOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`expected success, got ${JSON.stringify(outcome.failure)}`)
}

export function failureOf(outcome: Outcome<unknown>): Failure {
  if (!outcome.ok) return outcome.failure
  throw new Error(`expected a failure, got ${JSON.stringify(outcome.value)}`)
}

export function ask(stream: StreamName, mode: PullRequest['mode'], given: Partial<PullRequest> = {}): PullRequest {
  return { stream, mode, cursor: null, sinceMs: null, pageSize: 10, priority: 'backfill', ...given }
}

type Row = PullPage['leads'][number] | PullPage['conversations'][number] | PullPage['activities'][number]

/** What a walk brought. */
export interface Walked {
  readonly pages: readonly PullPage[]
  /** By key; of a row that came twice, the last. */
  readonly rows: ReadonlyMap<string, Row>
  /** Keys in the order in which they came, those that came twice as well. */
  readonly keys: readonly string[]
  readonly quarantined: PullPage['quarantined']
}

export interface WalkOptions {
  /** Each page is asked for by a connector that begins anew. */
  readonly reconnects?: boolean
  /** After each page, its number from 1. */
  readonly onPage?: (number: number, page: PullPage) => void
  /** A failed page is asked for again, this often in all. */
  readonly retries?: number
}

const mostPages = 2_000

/** Walks a stream from `first` to its end. */
export async function walk(world: World, first: PullRequest, options: WalkOptions = {}): Promise<Walked> {
  const pages: PullPage[] = []
  let { cursor } = first
  let retries = options.retries ?? 0
  let isOver = false
  while (!isOver) {
    const connector = options.reconnects === true ? world.reconnect() : world.connector
    const outcome: Outcome<PullPage> = await connector.pull({ ...first, cursor })
    if (!outcome.ok && retries > 0) {
      retries -= 1
      continue
    }
    const page = successOf(outcome)
    expect(page.cursorExpired).toBe(false)
    pages.push(page)
    if (pages.length > mostPages) throw new Error(`the walk of ${first.stream} did not end in ${mostPages} pages`)
    options.onPage?.(pages.length, page)
    cursor = page.next
    isOver = cursor === null
  }
  return gathered(pages)
}

export function gathered(pages: readonly PullPage[]): Walked {
  const found = pages.flatMap((page) => [
    ...page.leads.map((row) => [rowKey('leads', row.remoteId), row] as const),
    ...page.conversations.map((row) => [rowKey('conversations', row.remoteId), row] as const),
    ...page.activities.map((row) => [rowKey('activities', row.remoteId), row] as const),
  ])
  return {
    pages,
    rows: new Map<string, Row>(found),
    keys: found.map(([key]) => key),
    quarantined: pages.flatMap((page) => page.quarantined),
  }
}

/** Each expected row is there with the CRM's values, and no other is. */
export function expectRows(walked: Walked, expected: ExpectedRows): void {
  expect([...walked.rows.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [key, { fields }] of expected) expect(walked.rows.get(key), key).toMatchObject(fields)
}

/** The newest stamp of what the stream lists: the watermark of somebody who has seen all. */
export function newestStampMs(rows: ExpectedRows): number {
  return Math.max(0, ...[...rows.values()].map((row) => row.stampMs ?? 0))
}

/** Lets real time pass, for a network that is real. */
export function moment(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.schedule(ms, resolve))
}
