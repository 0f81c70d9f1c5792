import { describe, expect, it } from 'vitest'
import { requestFaultOf } from '../../../electron/connectors/request-fault.ts'

/** As Node's sockets fail, and as fetch wraps it. */
const socketError = (syscall: string, code: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall, errno: -1 })
const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause })
const coded = (code: string) => Object.assign(new Error(code), { code })

const networkGone = ['ENETDOWN', 'ENETUNREACH', 'EHOSTUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ETIMEDOUT']

describe('a request that fetch gave up', () => {
  it.each(networkGone)('may have landed where the network went away under its connection: read %s', (code) => {
    for (const syscall of ['read', 'write']) {
      expect(requestFaultOf(fetchFailed(socketError(syscall, code)))).toEqual({ reason: code, isBeforeSending: false })
    }
  })

  it.each(networkGone)('never left where the connection was not made: connect %s', (code) => {
    expect(requestFaultOf(fetchFailed(socketError('connect', code)))).toEqual({ reason: code, isBeforeSending: true })
  })

  it.each(networkGone)('may have landed where nothing says what failed: %s', (code) => {
    expect(requestFaultOf(fetchFailed(coded(code))).isBeforeSending).toBe(false)
  })

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('never left where the name was not found: %s', (code) => {
    expect(requestFaultOf(fetchFailed(socketError('getaddrinfo', code))).isBeforeSending).toBe(true)
  })

  it.each(['UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'never left where the connection failed before it was made: %s',
    (code) => {
      expect(requestFaultOf(fetchFailed(coded(code)))).toEqual({ reason: code, isBeforeSending: true })
    },
  )

  it('of several addresses never left only where none of them was connected to', () => {
    const refused = socketError('connect', 'ECONNREFUSED')
    const tried = (...errors: Error[]) => fetchFailed(new AggregateError(errors))
    expect(requestFaultOf(tried(refused, socketError('connect', 'ENETUNREACH')))).toEqual({
      reason: 'ECONNREFUSED, ENETUNREACH',
      isBeforeSending: true,
    })
    expect(requestFaultOf(tried(refused, socketError('read', 'ECONNRESET'))).isBeforeSending).toBe(false)
  })

  it.each([[socketError('read', 'ECONNRESET')], [coded('UND_ERR_SOCKET')], [new Error('terminated')], ['odd']])(
    'may have landed where the fault is of no known kind: %s',
    (cause) => {
      expect(requestFaultOf(fetchFailed(cause)).isBeforeSending).toBe(false)
    },
  )
})
