import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { HttpReply } from '../../../../electron/connectors/connector.ts'
import { readAnswer } from '../../../../electron/connectors/leadsquared/answers.ts'
import { createdWire } from '../../../../electron/connectors/leadsquared/wire.ts'
import { json } from '../scripted-transport.ts'
import { failure } from './leadsquared.ts'

const read = (reply: HttpReply) => readAnswer(reply, z.unknown(), false)
const write = (reply: HttpReply) => readAnswer(reply, createdWire, true)
const text = (body: string, status: number): HttpReply => ({ kind: 'answer', status, headers: {}, body })

describe('an answer of LeadSquared', () => {
  it('is a success with the id of what was created', () => {
    const id = '0b14ace6-5df5-11e5-981b-22000a9700b4'
    expect(write(json({ Status: 'Success', Message: { Id: id } }))).toMatchObject({
      ok: true,
      value: { Message: { Id: id } },
    })
  })

  it.each([
    [200, 'MXMandatoryAttributeMissingException'],
    [500, 'MXMandatoryAttributeMissingException'],
    [500, 'MXInvalidInputException'],
    [500, 'MXDuplicateEntryException'],
    [500, 'MXLeadValidationException'],
    [500, 'MXUnknownProspectActivityException'],
    [400, 'MXSomethingElseException'],
    [404, ''],
  ])('under %d with %s is a refusal for good, with its reason', (status, type) => {
    for (const outcome of [
      read(failure(type, status, 'Field is missing.')),
      write(failure(type, status, 'Field is missing.')),
    ]) {
      expect(outcome).toEqual({ ok: false, failure: { kind: 'rejected', status, reason: 'Field is missing.' } })
    }
  })

  it.each([200, 429, 500])('that the limit was reached may come under %d, and nothing was processed', (status) => {
    const reply = failure(
      'MXAPIRateLimitExceededException',
      status,
      'API calls exceeded the limit of 25 in 5 second(s)',
    )
    expect(write(reply)).toEqual({ ok: false, failure: { kind: 'throttled', retryAfterMs: 6_000 } })
  })

  it('follows a Retry-After where there is one', () => {
    expect(read(json({}, 429, { 'retry-after': '9' }))).toEqual({
      ok: false,
      failure: { kind: 'throttled', retryAfterMs: 9_000 },
    })
  })

  it.each([200, 500])('of an error that nobody knows leaves a write in doubt, under %d', (status) => {
    for (const type of ['MXException', 'MXUnknownException', '']) {
      expect(write(failure(type, status))).toEqual({
        ok: false,
        failure: { kind: 'server', status, mayHaveLanded: true, detail: 'No.' },
      })
      expect(read(failure(type, status))).toMatchObject({ failure: { kind: 'server', mayHaveLanded: false } })
    }
  })

  it.each([
    ['a success without an id', json({ Status: 'Success', Message: {} })],
    ['a success without a message', json({ Status: 'Success' })],
    ['an empty body', text('', 200)],
    ['a sign-in page', text('<html></html>', 200)],
    ['a redirect', text('', 302)],
  ])('that is %s leaves a write in doubt', (_, reply) => {
    expect(write(reply)).toMatchObject({ ok: false, failure: { kind: 'contract', mayHaveLanded: true } })
  })

  it.each([500, 502, 503, 504])('of a gateway, %d, leaves a write in doubt', (status) => {
    expect(write(text('<html>down</html>', status))).toEqual({
      ok: false,
      failure: { kind: 'server', status, mayHaveLanded: true, detail: null },
    })
  })

  it('that the keys are wrong is that under any status', () => {
    expect(read(failure('MXInvalidAccessDetailsException', 500))).toMatchObject({ failure: { kind: 'unauthorized' } })
    expect(read(text('', 401))).toMatchObject({ failure: { kind: 'unauthorized' } })
  })

  it('that never came is no network, or a timeout after which a write may have landed', () => {
    expect(write({ kind: 'unreachable', reason: 'refused' })).toMatchObject({ failure: { kind: 'offline' } })
    expect(write({ kind: 'cut', reason: 'reset' })).toMatchObject({ failure: { kind: 'timeout', mayHaveLanded: true } })
  })
})
