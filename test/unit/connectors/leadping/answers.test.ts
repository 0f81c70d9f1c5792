import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { HttpReply } from '../../../../electron/connectors/connector.ts'
import { readAnswer } from '../../../../electron/connectors/leadping/answers.ts'
import { failureOf, json, problem } from '../scripted-transport.ts'

const anything = z.looseObject({ id: z.string() })
const asRead = (reply: HttpReply) => failureOf(readAnswer(reply, anything, false))
const asWrite = (reply: HttpReply) => failureOf(readAnswer(reply, anything, true))
const answer = (status: number, body: string, headers: Record<string, string> = {}): HttpReply => ({
  kind: 'answer',
  status,
  headers,
  body,
})

describe('what an answer means', () => {
  it('a success is parsed whatever its content type', () => {
    const reply = answer(200, '{"id":"1"}', { 'content-type': 'text/plain' })
    expect(readAnswer(reply, anything, true)).toEqual({ ok: true, value: { id: '1' } })
  })

  it('a request that never left is offline, for a write as for a read', () => {
    const reply: HttpReply = { kind: 'unreachable', reason: 'ENOTFOUND' }
    expect(asWrite(reply)).toEqual({ kind: 'offline', reason: 'ENOTFOUND' })
    expect(asRead(reply)).toEqual({ kind: 'offline', reason: 'ENOTFOUND' })
  })

  it.each<[string, HttpReply]>([
    ['a lost answer', { kind: 'cut', reason: 'ECONNRESET' }],
    ['a 408', problem(408)],
    ['a 500', problem(500)],
    ['a 503 of a proxy', answer(503, '<html>busy</html>')],
    ['a redirect', answer(302, '', { location: 'https://elsewhere.example' })],
    ['a captive portal', answer(200, '<!doctype html><title>Welcome to the hotel</title>')],
    ['a broken body', answer(200, '{"id":"1"')],
    ['an empty body', answer(200, '')],
    ['a body without what is needed', json({ summary: 'no id' })],
  ])('%s leaves a write in doubt and a read not', (_, reply) => {
    expect(asWrite(reply)).toMatchObject({ mayHaveLanded: true })
    expect(asRead(reply)).toMatchObject({ mayHaveLanded: false })
  })

  it.each([400, 403, 404, 405, 409, 413, 422])('a %i proves that nothing was written', (status) => {
    expect(asWrite(problem(status, 'No such conversation.'))).toEqual({
      kind: 'rejected',
      status,
      reason: 'No such conversation.',
    })
  })

  it('a 401 is about the credential', () => {
    expect(asRead(problem(401, 'The token has expired.'))).toEqual({
      kind: 'unauthorized',
      detail: 'The token has expired.',
    })
    expect(asRead(answer(401, ''))).toEqual({ kind: 'unauthorized', detail: null })
  })

  it('a 429 was not processed and says how long to wait, if it does', () => {
    expect(asWrite(answer(429, '', { 'retry-after': '7' }))).toEqual({ kind: 'throttled', retryAfterMs: 7000 })
    expect(asWrite(problem(429))).toEqual({ kind: 'throttled', retryAfterMs: null })
  })

  it.each<[string, string, string]>([
    ['problem details', '{"title":"Bad request","detail":"The text is required."}', 'The text is required.'],
    ['a title alone', '{"title":"Bad request","detail":null}', 'Bad request'],
    ['errors by field', '{"title":"Invalid","errors":{"Text":["Too long."]}}', 'Too long.'],
    ['plain text', 'Text must not be empty', 'Text must not be empty'],
    ['a JSON string', '"Not allowed here"', 'Not allowed here'],
    ['a web page', '<html><body>Bad</body></html>', 'HTTP 400'],
    ['nothing', '', 'HTTP 400'],
    ['JSON of another kind', '[1,2]', 'HTTP 400'],
  ])('the reason is taken from %s', (_, body, reason) => {
    expect(asWrite(answer(400, body))).toEqual({ kind: 'rejected', status: 400, reason })
  })

  it('names a sign-in page of the network as one', () => {
    const failure = asRead(answer(200, '\n  <html></html>'))
    expect(failure).toMatchObject({ kind: 'contract', issues: [expect.stringContaining('web page')] })
  })

  it('lists each path that is not as documented', () => {
    expect(asRead(json({ id: 7 }))).toMatchObject({ kind: 'contract', issues: [expect.stringMatching(/^id: /)] })
  })
})
