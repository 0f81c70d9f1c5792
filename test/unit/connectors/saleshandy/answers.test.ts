import { describe, expect, it } from 'vitest'
import type { HttpReply } from '../../../../electron/connectors/connector.ts'
import { failureOf, json, successOf } from '../scripted-transport.ts'
import { ask, error, note, notes, noteTo, prospect, routes, saleshandy, success } from './saleshandy.ts'

const failing = async (reply: HttpReply) =>
  failureOf(await saleshandy(() => reply).connector.pull(ask('leads', 'backfill')))
const failingWrite = async (reply: HttpReply) =>
  failureOf(
    await saleshandy(routes({ 'POST /v1/notes': reply, 'GET /v1/prospects?': success([]) })).connector.createNote(
      noteTo('Hello'),
    ),
  )

describe('what an answer means', () => {
  it('sends the key in its header, and no key that cannot be one', async () => {
    const { connector, transport } = saleshandy(() => success([]), { secret: ' key-1 \n' })
    await connector.pull(ask('leads', 'backfill'))
    expect(transport.requests[0]?.headers).toEqual({ 'x-api-key': 'key-1', accept: 'application/json' })
    const pasted = saleshandy(() => success([]), { secret: 'my key: abc' })
    expect(failureOf(await pasted.connector.pull(ask('leads', 'backfill'))).kind).toBe('unauthorized')
    expect(pasted.transport.requests).toEqual([])
  })

  it.each([
    [error(401, 1001, 'invalid token'), { kind: 'unauthorized', detail: 'invalid token' }],
    [error(400, 1001, 'invalid token'), { kind: 'unauthorized', detail: 'invalid token' }],
    [error(400, 4000, 'operation failed'), { kind: 'rejected', status: 400, reason: 'operation failed' }],
    [
      error(400, 5001, 'internal error'),
      { kind: 'server', status: 400, mayHaveLanded: false, detail: 'internal error' },
    ],
    [error(403, null, 'plan'), { kind: 'rejected', status: 403, reason: 'plan' }],
    [error(404, null, 'Cannot GET'), { kind: 'rejected', status: 404, reason: 'Cannot GET' }],
    [error(408, null, ''), { kind: 'timeout', mayHaveLanded: false, reason: 'HTTP 408' }],
    [error(500, 5001, 'later'), { kind: 'server', status: 500, mayHaveLanded: false, detail: 'later' }],
    [error(503, null, ''), { kind: 'server', status: 503, mayHaveLanded: false, detail: null }],
    [error(302, null, ''), { kind: 'contract', issues: ['status: expected 2xx, got 302'], mayHaveLanded: false }],
    [
      { kind: 'unreachable', reason: 'no route' },
      { kind: 'offline', reason: 'no route' },
    ],
    [
      { kind: 'cut', reason: 'reset' },
      { kind: 'timeout', mayHaveLanded: false, reason: 'reset' },
    ],
  ] as const)('a read answered with %j is %j', async (reply, failure) => {
    expect(await failing(reply)).toEqual(failure)
  })

  it.each([
    [error(400, 4000, 'content should not be empty'), { kind: 'rejected', status: 400 }],
    [error(413, null, 'too large'), { kind: 'rejected', status: 413 }],
    [error(400, 5001, 'internal error'), { kind: 'server', status: 400, mayHaveLanded: true }],
    [error(500, 5001, 'try again later'), { kind: 'server', status: 500, mayHaveLanded: true }],
    [error(502, null, ''), { kind: 'server', status: 502, mayHaveLanded: true }],
    [error(302, null, ''), { kind: 'contract', mayHaveLanded: true }],
    [error(429, null, 'Too Many Requests'), { kind: 'throttled', retryAfterMs: null }],
    [error(401, 1001, 'invalid token'), { kind: 'unauthorized' }],
    [{ kind: 'unreachable', reason: 'no route' }, { kind: 'offline' }],
    [
      { kind: 'cut', reason: 'reset' },
      { kind: 'timeout', mayHaveLanded: true },
    ],
    [
      { kind: 'answer', status: 200, headers: {}, body: '' },
      { kind: 'contract', mayHaveLanded: true },
    ],
    [
      { kind: 'answer', status: 200, headers: {}, body: '<html>' },
      { kind: 'contract', mayHaveLanded: true },
    ],
    [json({ message: 'Notes created successfully' }), { kind: 'contract', mayHaveLanded: true }],
  ] as const)('a create answered with %j is %j', async (reply, failure) => {
    expect(await failingWrite(reply)).toMatchObject(failure)
  })

  it.each([
    [{ message: 'no', code: 4000 }, 'no'],
    [{ message: ['no', 'and no'], code: '4000' }, 'no and no'],
    [{ error: { message: 'no', code: 4000 } }, 'no'],
    [{ error: 'no', statusCode: 400 }, 'no'],
    [{ errors: [{ message: 'no' }] }, 'no'],
    [{ payload: { message: 'no', errorCode: 4000 } }, 'no'],
    ['no', 'no'],
    [{ message: 'x'.repeat(600) }, `${'x'.repeat(500)}…`],
    [{}, 'HTTP 400'],
    [[], 'HTTP 400'],
  ])('the reason in %j is %j', async (body, reason) => {
    expect(await failing(json(body, 400))).toEqual({ kind: 'rejected', status: 400, reason })
  })

  it.each([
    ['plain words', 'plain words'],
    ['<html>Bad</html>', 'HTTP 400'],
    ['', 'HTTP 400'],
  ])('the reason in the text %j is %j', async (body, reason) => {
    const reply: HttpReply = { kind: 'answer', status: 400, headers: {}, body }
    expect(await failing(reply)).toEqual({ kind: 'rejected', status: 400, reason })
  })

  const at = 'Sat, 21 Nov 2026 10:00:00 GMT'
  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '7', 'x-ratelimit-reset': '2026-11-21T10:00:30Z', date: at }, 7_000],
    [{ 'x-ratelimit-reset': '2026-11-21T10:00:30Z', date: at }, 31_000],
    [{ 'x-ratelimit-reset': 'Sat Nov 21 2026 10:00:30 GMT+0000 (Coordinated Universal Time)', date: at }, 31_000],
    [{ 'x-ratelimit-reset': '2026-11-21T09:00:00Z', date: at }, 1_000],
    [{ 'x-ratelimit-reset': '30' }, 30_000],
    [{ 'x-ratelimit-reset': String(Date.parse(at) / 1_000 + 30), date: at }, 31_000],
    [{ 'x-ratelimit-reset': String(Date.parse(at) + 30_000), date: at }, 31_000],
    [{ 'x-ratelimit-reset': '2030-01-01T00:00:00Z', date: at }, 3_600_000],
    [{ 'x-ratelimit-reset': '2026-11-21T10:00:30Z' }, null],
    [{ 'x-ratelimit-reset': 'soon', date: at }, null],
    [{}, null],
  ])('a 429 with %j asks to wait %j ms', async (headers, retryAfterMs) => {
    expect(await failing(error(429, null, 'Too Many Requests', headers))).toEqual({ kind: 'throttled', retryAfterMs })
  })
})

describe('400 with 1001, which may be the key, the prospect or the note', () => {
  const denied = error(400, 1001, 'note not found or access denied')

  it('is the note where a cheap read passes', async () => {
    const { connector, transport } = saleshandy(
      routes({ 'GET /v1/prospects/Pr1/notes': denied, 'GET /v1/prospects?': success([prospect('Pr1')]) }),
    )
    expect(failureOf(await connector.pullConversation('Pr1', null, 'on_demand'))).toEqual({
      kind: 'rejected',
      status: 400,
      reason: 'note not found or access denied',
    })
    expect(transport.lines[1]).toBe(
      'GET /v1/prospects?page=1&pageSize=10&sortBy=createdAt&sort=DESC&includeCustomFields=true',
    )
    expect(transport.requests[1]?.priority).toBe('on_demand')
  })

  it.each([
    [error(400, 1001, 'invalid token'), { kind: 'unauthorized' }],
    [error(401, null, 'no'), { kind: 'unauthorized' }],
    [error(429, null, 'slow down', { 'retry-after': '2' }), { kind: 'throttled', retryAfterMs: 2_000 }],
    [error(500, 5001, 'later'), { kind: 'server', mayHaveLanded: false }],
    [{ kind: 'unreachable', reason: 'gone' }, { kind: 'offline' }],
    [
      { kind: 'cut', reason: 'reset' },
      { kind: 'timeout', mayHaveLanded: false },
    ],
    [error(403, null, 'plan'), { kind: 'rejected', status: 400 }],
  ] as const)('of a create is what the cheap read meets, %j', async (probe, failure) => {
    const { connector } = saleshandy(routes({ 'POST /v1/notes': denied, 'GET /v1/prospects?': probe }))
    expect(failureOf(await connector.createNote(noteTo('Hello')))).toMatchObject(failure)
  })

  it('of an upload is the key, for nothing else is named in it', async () => {
    const { connector, transport } = saleshandy(routes({ 'POST /v1/notes/attachments': denied }))
    const file = { fileName: 'a.txt', mediaType: 'text/plain', bytes: new Uint8Array(2) }
    const outcome = await connector.uploadAttachment?.(file, () => undefined)
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'unauthorized' } })
    expect(transport.requests).toHaveLength(1)
  })

  it('skips the prospect in a walk over all notes', async () => {
    const { connector } = saleshandy(
      routes({
        'GET /v1/prospects?': [success([prospect('Pr1'), prospect('Pr2')]), success([])],
        'GET /v1/prospects/Pr1/notes': denied,
        'GET /v1/prospects/Pr2/notes': notes([note('N2')]),
      }),
    )
    const first = successOf(await connector.pull(ask('activities', 'sweep')))
    const second = successOf(await connector.pull(ask('activities', 'sweep', { cursor: first.next })))
    expect(second).toMatchObject({ activities: [], cursorExpired: false })
    const third = successOf(await connector.pull(ask('activities', 'sweep', { cursor: second.next })))
    expect(third.activities).toMatchObject([{ remoteId: 'N2' }])
  })
})
