import { afterEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../sandbox/faults.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { isObject, pageOf, send } from './client.ts'
import { closeSandboxes, someConversation, start } from './running.ts'

afterEach(closeSandboxes)

const query = { pageSize: 9 }

function list(sandbox: LeadpingSandbox, body: Record<string, unknown> = query) {
  return send(sandbox, 'POST', '/events/all/my', body)
}

/** Writes a note and says what came of it: the status, or how the connection failed. */
async function writeNote(sandbox: LeadpingSandbox, timeoutMs = 10_000): Promise<number | string> {
  const path = `/events/conversations/${someConversation(sandbox)}/notes`
  try {
    const response = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'a note' }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.text()
    return response.status
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'cut'
  }
}

describe('a fault on a note', () => {
  it.each<[string, FaultRule, number | string, number]>([
    ['refuse: no answer, nothing created', { kind: 'refuse' }, 'cut', 0],
    ['drop_before_commit: no answer, nothing created', { kind: 'drop_before_commit' }, 'cut', 0],
    ['drop_after_commit: no answer, yet created', { kind: 'drop_after_commit' }, 'cut', 1],
    ['hang: no answer in time, nothing created', { kind: 'hang' }, 'timeout', 0],
    ['hang after commit: no answer in time, yet created', { kind: 'hang', afterCommit: true }, 'timeout', 1],
    ['slow: the client leaves first, nothing created', { kind: 'slow', ms: 600 }, 'timeout', 0],
    ['slow after commit: the client leaves, yet created', { kind: 'slow', ms: 600, afterCommit: true }, 'timeout', 1],
    ['status 503: nothing created', { kind: 'status', status: 503 }, 503, 0],
    ['status 502 after commit: created', { kind: 'status', status: 502, afterCommit: true }, 502, 1],
    ['status 429: nothing created', { kind: 'status', status: 429 }, 429, 0],
    ['truncate: half an answer, yet created', { kind: 'truncate' }, 'cut', 1],
    ['malformed_json: created', { kind: 'malformed_json' }, 200, 1],
    ['html: a captive portal answers, nothing created', { kind: 'html' }, 200, 0],
  ])('%s', async (_, rule, outcome, created) => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ ...rule, match: { method: 'POST', pathPattern: '/notes$' } })
    expect(await writeNote(sandbox, 300)).toBe(outcome)
    await new Promise((resolve) => setTimeout(resolve, rule.kind === 'slow' ? 500 : 20))
    expect(sandbox.state.notesFromApi()).toHaveLength(created)
    expect(sandbox.requests.matching({ pathPattern: '/notes$' })[0]).toMatchObject({
      fault: rule.kind,
      status: typeof outcome === 'number' || rule.kind === 'truncate' ? expect.any(Number) : null,
    })
    expect(await writeNote(sandbox)).toBe(200)
    expect(sandbox.state.notesFromApi()).toHaveLength(created + 1)
  })
})

describe('a fault on an answer', () => {
  it('status: sends the status, with Retry-After only where one was given', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 7 })
    sandbox.faults.add({ kind: 'status', status: 429 })
    sandbox.faults.add({ kind: 'status', status: 401 })
    const [withWait, without, unauthorized] = [await list(sandbox), await list(sandbox), await list(sandbox)]
    expect([withWait.status, withWait.headers.get('retry-after')]).toEqual([429, '7'])
    expect([without.status, without.headers.get('retry-after')]).toEqual([429, null])
    expect([unauthorized.status, unauthorized.headers.has('www-authenticate')]).toEqual([401, true])
    expect((await list(sandbox)).status).toBe(200)
  })

  it('slow: the answer comes late and whole', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'slow', ms: 250 })
    const startedAt = performance.now()
    expect(pageOf(await list(sandbox)).items).toHaveLength(9)
    expect(performance.now() - startedAt).toBeGreaterThan(240)
  })

  it('malformed_json and html: status 200 and no JSON', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'malformed_json' })
    sandbox.faults.add({ kind: 'html' })
    const broken = await list(sandbox)
    expect([broken.status, broken.json]).toEqual([200, undefined])
    const portal = await list(sandbox)
    expect(portal.headers.get('content-type')).toContain('text/html')
    expect(portal.text).toContain('Sign in')
  })

  it('duplicate_items and reorder_items: the same rows, twice or backwards', async () => {
    const sandbox = await start({ dialect: 'B' })
    const honest = pageOf(await list(sandbox)).items.map((item) => item.id)
    sandbox.faults.add({ kind: 'duplicate_items' })
    sandbox.faults.add({ kind: 'reorder_items' })
    const doubled = pageOf(await list(sandbox)).items.map((item) => item.id)
    expect(doubled).toHaveLength(12)
    expect([...new Set(doubled)]).toEqual(honest)
    expect(pageOf(await list(sandbox)).items.map((item) => item.id)).toEqual(honest.toReversed())
  })

  it('repeat_page: the token leads to the same page once more', async () => {
    const sandbox = await start({ dialect: 'B' })
    const first = pageOf(await list(sandbox))
    sandbox.faults.add({ kind: 'repeat_page' })
    const second = pageOf(await list(sandbox, { ...query, continuationToken: first.continuationToken }))
    expect(second.continuationToken).toBe(first.continuationToken)
    const again = pageOf(await list(sandbox, { ...query, continuationToken: second.continuationToken }))
    expect(again.items).toEqual(second.items)
    expect(again.continuationToken).not.toBe(first.continuationToken)
  })

  it('drop_item_id and unknown_enum: one item is not as documented, the others are', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'drop_item_id' })
    sandbox.faults.add({ kind: 'unknown_enum' })
    const withoutId = pageOf(await list(sandbox)).items
    expect(withoutId.map((item) => 'id' in item)).toEqual(withoutId.map((_, at) => at !== 4))
    const strange = pageOf(await list(sandbox)).items
    expect(strange.map((item) => item.timelineType === 'Hologram')).toEqual(strange.map((_, at) => at === 0))
  })
})

describe('which requests a fault strikes', () => {
  it('only the matching ones, after those to be skipped, as often as told', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'status', status: 500, match: { pathPattern: '^/events/all/my$' }, times: 2, skip: 1 })
    const statuses: number[] = []
    for (let count = 0; count < 4; count++) {
      statuses.push((await list(sandbox)).status)
      expect((await send(sandbox, 'GET', '/users/me')).status).toBe(200)
    }
    expect(statuses).toEqual([200, 500, 500, 200])
  })

  it('until they are cleared', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'status', status: 500, times: 'until_cleared' })
    for (let count = 0; count < 3; count++) expect((await list(sandbox)).status).toBe(500)
    sandbox.faults.clear()
    expect((await list(sandbox)).status).toBe(200)
  })
})

describe('the network cut', () => {
  it('refuses connections, ends those that hang, and comes back on the same port', async () => {
    const sandbox = await start({ dialect: 'B' })
    sandbox.faults.add({ kind: 'hang' })
    const hanging = writeNote(sandbox)
    await expect.poll(() => sandbox.faults.waiting).toBe(0)
    await sandbox.setOffline(true)
    expect(await hanging).toBe('cut')
    const refused = await fetch(sandbox.url).catch((error: unknown) => error)
    const cause = refused instanceof Error && isObject(refused.cause) ? refused.cause : null
    expect(cause?.code).toBe('ECONNREFUSED')
    await sandbox.setOffline(false)
    expect(await writeNote(sandbox)).toBe(200)
  })
})
