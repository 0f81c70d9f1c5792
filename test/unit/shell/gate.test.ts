import { describe, expect, it } from 'vitest'
import { Gate } from '../../../electron/browser-host/gate.ts'

const gate = new Gate(4321)
const host = '127.0.0.1:4321'
const cookie = gate.setCookie.split(';')[0] ?? ''

describe('the gate of the browser host', () => {
  it('has a token that cannot be guessed, another at every start', () => {
    expect(gate.token).toMatch(/^[\w-]{43}$/)
    expect(new Gate(4321).token).not.toBe(gate.token)
    expect(gate.isRightToken(gate.token)).toBe(true)
    for (const wrong of ['', 'x', gate.token.slice(1), `${gate.token}x`, new Gate(4321).token]) {
      expect(gate.isRightToken(wrong)).toBe(false)
    }
  })

  it('hands out a cookie that scripts cannot read and other sites cannot send, and that is not the token', () => {
    expect(gate.setCookie).toContain('HttpOnly')
    expect(gate.setCookie).toContain('SameSite=Strict')
    expect(gate.setCookie).not.toContain(gate.token)
  })

  it('serves only with the cookie', () => {
    expect(gate.mayLoad({ host, cookie })).toBe(true)
    expect(gate.mayLoad({ host, cookie: `other=1; ${cookie}` })).toBe(true)
    expect(gate.mayLoad({ host })).toBe(false)
    expect(gate.mayLoad({ host, cookie: 'fieldpost-host-4321=guess' })).toBe(false)
    expect(gate.mayLoad({ host, cookie: cookie.replace('4321', '4322') })).toBe(false)
  })

  it.each(['evil.example:4321', 'localhost:4321', '127.0.0.1:4322', '127.0.0.1', '127.0.0.1.evil.example:4321'])(
    'turns away the host name %s',
    (other) => {
      expect(gate.mayLoad({ host: other, cookie })).toBe(false)
      expect(gate.mayConnect({ host: other, cookie, origin: gate.origin })).toBe(false)
    },
  )

  it('turns away what a browser says comes from another site', () => {
    expect(gate.mayLoad({ host, cookie, 'sec-fetch-site': 'cross-site' })).toBe(false)
    expect(gate.mayLoad({ host, cookie, 'sec-fetch-site': 'same-site' })).toBe(false)
    expect(gate.mayLoad({ host, cookie, 'sec-fetch-site': 'same-origin' })).toBe(true)
    expect(gate.mayLoad({ host, cookie, 'sec-fetch-site': 'none' })).toBe(true)
    expect(gate.mayLoad({ host, cookie, origin: 'http://evil.example' })).toBe(false)
  })

  it('opens the WebSocket only for its own origin with the cookie', () => {
    expect(gate.mayConnect({ host, cookie, origin: gate.origin })).toBe(true)
    expect(gate.mayConnect({ host, cookie })).toBe(false)
    expect(gate.mayConnect({ host, cookie, origin: 'http://127.0.0.1:9999' })).toBe(false)
    expect(gate.mayConnect({ host, cookie, origin: 'null' })).toBe(false)
    expect(gate.mayConnect({ host, origin: gate.origin })).toBe(false)
  })
})
