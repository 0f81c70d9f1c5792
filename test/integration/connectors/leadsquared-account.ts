import type {
  Connector,
  ConnectorMemory,
  Outcome,
  PullPage,
  PullRequest,
} from '../../../electron/connectors/connector.ts'
import { createFetchTransport } from '../../../electron/connectors/fetch-transport.ts'
import { createLeadsquaredConnector } from '../../../electron/connectors/leadsquared/connector.ts'
import { systemClock } from '../../../electron/sync/clock.ts'
import {
  type LeadsquaredSandbox,
  type LeadsquaredSandboxOptions,
  startLeadsquaredSandbox,
} from '../../sandbox/leadsquared/sandbox.ts'

const running: LeadsquaredSandbox[] = []

export async function closeAccounts(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
}

export interface World {
  readonly sandbox: LeadsquaredSandbox
  readonly connector: Connector
  readonly memory: () => ConnectorMemory
  /** Another process of the same account. */
  readonly again: (given?: { readonly baseUrl?: string; readonly secret?: string }) => Connector
}

/** Where the generated history ends. */
const historyEndsMs = Date.parse('2026-10-01T10:00:00Z')

export async function connect(given: Partial<LeadsquaredSandboxOptions> = {}): Promise<World> {
  const sandbox = await startLeadsquaredSandbox({
    seed: 7,
    leads: 60,
    activities: 700,
    nowMs: historyEndsMs,
    rateLimit: null,
    ...given,
  })
  running.push(sandbox)
  let memory: ConnectorMemory = {}
  const again: World['again'] = ({ baseUrl = sandbox.url, secret = sandbox.key } = {}) =>
    createLeadsquaredConnector({
      baseUrl,
      secret,
      transport: createFetchTransport({ clock: systemClock, timeoutMs: 1_000, maxBodyBytes: 10_000_000 }),
      memory,
      remember: (news) => {
        memory = news
      },
      clockSkewMs: 5_000,
      nowMs: () => systemClock.nowMs(),
      monotonicMs: () => systemClock.monotonicMs(),
    })
  return { sandbox, connector: again(), memory: () => memory, again }
}

export const ask = (
  stream: PullRequest['stream'],
  mode: PullRequest['mode'],
  given: Partial<PullRequest> = {},
): PullRequest => ({ stream, mode, cursor: null, sinceMs: null, pageSize: 17, priority: 'backfill', ...given })

export function successOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`expected success, got ${JSON.stringify(outcome.failure)}`)
}

export function failureOf<T>(outcome: Outcome<T>) {
  if (!outcome.ok) return outcome.failure
  throw new Error(`expected a failure, got ${JSON.stringify(outcome.value)}`)
}

/** The whole walk; `between` happens after each page. */
export async function walk(
  connector: Connector,
  first: PullRequest,
  between: (page: PullPage, number: number) => void = () => undefined,
): Promise<PullPage[]> {
  const pages: PullPage[] = []
  let cursor: string | null = null
  do {
    const page: PullPage = successOf(await connector.pull({ ...first, cursor }))
    if (page.cursorExpired) throw new Error('the cursor was not taken')
    pages.push(page)
    between(page, pages.length)
    cursor = page.next
  } while (cursor !== null && pages.length < 10_000)
  return pages
}

export const idsOf = (rows: Iterable<{ readonly id: string }>) => [...rows].map((row) => row.id).sort()
export const remoteIds = (rows: readonly { readonly remoteId: string }[]) =>
  [...new Set(rows.map((row) => row.remoteId))].sort()
