import { describe, expect, it } from 'vitest'
import { redactedCause } from '../../../electron/cli/redacted-cause.ts'

describe('a receipt’s cause in the support bundle', () => {
  it('keeps the program’s own words', () => {
    expect(redactedCause('{"kind":"written","digest":"abc"}')).toBe('written')
    expect(redactedCause('{"kind":"user","action":"retry"}')).toBe('user retry')
    const failure = { kind: 'server', status: 503, detail: 'Ada Lovelace has no credit', mayHaveLanded: true }
    expect(redactedCause(JSON.stringify({ kind: 'attempt_failed', failure, waitMs: 5 }))).toBe(
      'attempt_failed server 503',
    )
  })

  it('drops whatever is not of their form', () => {
    expect(redactedCause('{"kind":"Ada Lovelace"}')).toBe('unknown')
    expect(redactedCause('{"kind":"user","action":"call 555-0100"}')).toBe('user')
    expect(redactedCause('{"kind":"found","failure":{"kind":"a b","status":"x"}}')).toBe('found')
  })
})
