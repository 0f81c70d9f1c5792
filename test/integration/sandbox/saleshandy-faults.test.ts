import { afterEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../sandbox/faults.ts'
import { createSaleshandyModel } from '../../sandbox/saleshandy/model.ts'
import type { SaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { ask, closeSandboxes, keyOf, nowMs, rowsOf, someProspect, start } from './saleshandy-running.ts'

afterEach(closeSandboxes)

/** Writes a note and says what came of it: the status, or how the connection failed. */
async function writeNote(sandbox: SaleshandySandbox, timeoutMs = 10_000): Promise<number | string> {
  try {
    const response = await fetch(`${sandbox.url}/v1/notes`, {
      method: 'POST',
      headers: { 'x-api-key': sandbox.key, 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'a note', visibility: '1', prospectIds: [someProspect(sandbox)] }),
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
    ['status 500: nothing created', { kind: 'status', status: 500 }, 500, 0],
    ['status 502 after commit: created', { kind: 'status', status: 502, afterCommit: true }, 502, 1],
    ['status 429: nothing created', { kind: 'status', status: 429 }, 429, 0],
    ['truncate: half an answer, yet created', { kind: 'truncate' }, 'cut', 1],
    ['malformed_json: created', { kind: 'malformed_json' }, 200, 1],
    ['html: a captive portal answers, nothing created', { kind: 'html' }, 200, 0],
  ])('%s', async (_, rule, outcome, created) => {
    const sandbox = await start()
    sandbox.faults.add({ ...rule, match: { method: 'POST', pathPattern: '/notes$' } })
    expect(await writeNote(sandbox, 300)).toBe(outcome)
    expect(sandbox.state.notesFromApi()).toHaveLength(created)
    expect(await writeNote(sandbox)).toBe(200)
    expect(sandbox.state.notesFromApi()).toHaveLength(created + 1)
  })

  it('a created note may come back without its id', async () => {
    const sandbox = await start()
    sandbox.faults.add({ kind: 'drop_item_id' })
    const body = { content: 'x', visibility: '1', prospectIds: [someProspect(sandbox)] }
    expect(rowsOf(await ask(sandbox, 'POST', '/notes', body))).toEqual([
      { prospectId: someProspect(sandbox), success: true },
    ])
  })

  it('an injected error has the shape and the code of an honest one', async () => {
    const sandbox = await start()
    sandbox.faults.add({ kind: 'status', status: 500, times: 2 })
    expect((await ask(sandbox, 'GET', '/prospects')).json).toEqual({ message: 'An error was injected.', code: 5001 })
    sandbox.settings.errorShape = 'nested'
    expect((await ask(sandbox, 'GET', '/prospects')).json).toMatchObject({ error: { code: 5001 } })
    sandbox.faults.add({ kind: 'status', status: 400, code: 5001, detail: 'internal error' })
    expect((await ask(sandbox, 'POST', '/unified-inbox/emails')).json).toEqual({
      error: { message: 'internal error', code: 5001 },
    })
  })
})

describe('a fault on a page', () => {
  const prospects = (sandbox: SaleshandySandbox, page = 1) => ask(sandbox, 'GET', `/prospects?pageSize=10&page=${page}`)

  it('doubles, turns around and spoils rows wherever a payload has them', async () => {
    const sandbox = await start()
    const ids = rowsOf(await prospects(sandbox)).map((row) => row.id)
    sandbox.faults.add({ kind: 'duplicate_items' })
    expect(rowsOf(await prospects(sandbox)).map((row) => row.id)).toEqual(
      ids.flatMap((id, at) => (at % 3 === 0 ? [id, id] : [id])),
    )
    sandbox.faults.add({ kind: 'reorder_items' })
    expect(rowsOf(await prospects(sandbox)).map((row) => row.id)).toEqual(ids.toReversed())
    sandbox.faults.add({ kind: 'drop_item_id' })
    expect(rowsOf(await prospects(sandbox)).map((row) => row.id)).toEqual(
      ids.map((id, at) => (at === 5 ? undefined : id)),
    )
    sandbox.faults.add({ kind: 'unknown_enum' })
    expect(rowsOf(await prospects(sandbox))[0]?.verificationStatus).toBe('Hologram')
    sandbox.faults.add({ kind: 'unknown_enum' })
    const threads = await ask(sandbox, 'POST', '/unified-inbox/emails', { owners: [] })
    expect(rowsOf(threads)[0]?.sentiment).toBe('Hologram')
    const busiest = sandbox.state.listedProspects().find((one) => rowsSeen(sandbox, one.id) > 2)?.id
    const notes = rowsOf(await ask(sandbox, 'GET', `/prospects/${busiest}/notes`)).map((row) => row.id)
    sandbox.faults.add({ kind: 'reorder_items' })
    const turned = rowsOf(await ask(sandbox, 'GET', `/prospects/${busiest}/notes`)).map((row) => row.id)
    expect(turned).toEqual(notes.toReversed())
  })

  it('repeats the page before, by number and by skip; a first page stays itself', async () => {
    const sandbox = await start()
    const id = someProspect(sandbox)
    for (let count = 0; count < 9; count++) sandbox.colleagues.addNote(id, `note ${count}`)
    const pages: readonly ((page: number) => Promise<unknown[]>)[] = [
      async (page) => rowsOf(await prospects(sandbox, page)).map((row) => row.id),
      async (page) =>
        rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes?take=3&skip=${(page - 1) * 3}`)).map((row) => row.id),
      async (page) =>
        rowsOf(await ask(sandbox, 'POST', '/unified-inbox/emails', { page, limit: 10, owners: [] })).map(
          (row) => row.id,
        ),
    ]
    for (const read of pages) {
      const [first, second] = [await read(1), await read(2)]
      expect(second).not.toEqual(first)
      sandbox.faults.add({ kind: 'repeat_page', times: 2 })
      expect(await read(2)).toEqual(first)
      expect(await read(1)).toEqual(first)
      expect(await read(2)).toEqual(second)
    }
  })
})

describe('keys', () => {
  it('a wrong key is a 400 with 1001, or a 401 where the setting says so', async () => {
    const sandbox = await start()
    const wrong = await ask(sandbox, 'GET', '/prospects', undefined, 'nonsense')
    expect([wrong.status, wrong.json]).toEqual([400, { message: 'invalid token', code: 1001 }])
    const bearer = await fetch(`${sandbox.url}/v1/prospects`, { headers: { authorization: `Bearer ${sandbox.key}` } })
    expect(bearer.status).toBe(400)
    sandbox.settings.invalidKeyStatus = 401
    expect((await ask(sandbox, 'GET', '/prospects', undefined, 'nonsense')).status).toBe(401)
  })

  it('each acts as one member; one that is revoked is wrong, one that is added is good', async () => {
    const sandbox = await start({ apiKeys: ['sh_one', 'sh_two'] })
    expect([sandbox.key, keyOf(sandbox, 1)]).toEqual(['sh_one', 'sh_two'])
    const body = { content: 'x', visibility: '1', prospectIds: [someProspect(sandbox)] }
    await ask(sandbox, 'POST', '/notes', body, 'sh_two')
    sandbox.credentials.revoke('sh_two')
    expect((await ask(sandbox, 'POST', '/notes', body, 'sh_two')).status).toBe(400)
    sandbox.credentials.add('sh_three', sandbox.state.team.members[4]?.id)
    await ask(sandbox, 'POST', '/notes', body, 'sh_three')
    const { members } = sandbox.state.team
    expect(sandbox.state.notesFromApi().map((note) => note.authorId)).toEqual([members[1]?.id, members[4]?.id])
    sandbox.credentials.revoke()
    expect((await ask(sandbox, 'GET', '/prospects')).json).toMatchObject({ code: 1001 })
  })

  it('nothing is mounted elsewhere, whatever the key', async () => {
    const sandbox = await start()
    for (const [method, path] of [
      ['DELETE', '/notes/x'],
      ['GET', '/notes/x'],
      ['GET', '/prospects/x'],
    ] as const) {
      expect((await ask(sandbox, method, path)).status).toBe(404)
    }
  })
})

describe('the rate limit', () => {
  /** A model whose clocks stand still until told. */
  function limited(more: Partial<Parameters<typeof createSaleshandyModel>[0]> = {}) {
    const time = { nowMs }
    const model = createSaleshandyModel({
      seed: 7,
      prospects: 10,
      notes: 0,
      threads: 0,
      nowMs,
      wallMs: () => time.nowMs,
      monotonicMs: () => time.nowMs,
      ...more,
    })
    const get = (key = model.key) =>
      model.provider.answer({
        method: 'GET',
        url: new URL('http://crm/v1/prospects'),
        headers: { 'x-api-key': key },
        body: '',
      })
    return { model, time, get }
  }

  it('is 60 requests a minute for all keys together unless told otherwise, and tells what is left', () => {
    const { model, time, get } = limited()
    const other = model.credentials.keys()[1]?.key
    const first = get()
    expect(first.headers).toMatchObject({
      'x-ratelimit-remaining': '59',
      'x-ratelimit-reset': new Date(nowMs + 60_000).toISOString(),
    })
    time.nowMs += 20_000
    for (let count = 0; count < 59; count++) expect(get(other).status).toBe(200)
    const refused = get()
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({ 'retry-after': '40', 'x-ratelimit-remaining': '0' })
    time.nowMs += 40_000
    expect(get().status).toBe(200)
    expect(get().status).toBe(429)
  })

  it('counts those without a key apart, and may keep its headers to itself', () => {
    const { model, get } = limited({
      rateLimit: { requests: 1, windowMs: 1_000 },
      sendRetryAfter: false,
      rateLimitResetAs: 'date_string',
    })
    expect(get('wrong').status).toBe(400)
    expect(get('wrong').status).toBe(429)
    expect(get().headers['x-ratelimit-reset']).toBe('Fri Nov 20 2026 12:00:01 GMT+0000 (Coordinated Universal Time)')
    model.settings.sendRateLimitHeaders = false
    expect(get()).toEqual({
      status: 429,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: { message: 'Too Many Requests' },
    })
  })
})

/** How many notes our own user sees of a prospect. */
function rowsSeen(sandbox: SaleshandySandbox, prospectId: string): number {
  return sandbox.state.listedNotes(prospectId, sandbox.state.team.me.id, nowMs).length
}
