import { describe, expect, it } from 'vitest'
import { checkBaseUrl } from '../../../electron/connectors/fetch-transport.ts'

describe('the address of an account', () => {
  it.each([
    ['https://api.leadping.ai', 'https://api.leadping.ai'],
    ['https://api.leadping.ai/', 'https://api.leadping.ai'],
    ['  https://API.Leadping.ai//  ', 'https://api.leadping.ai'],
    ['https://proxy.example/leadping/v1/', 'https://proxy.example/leadping/v1'],
    ['api.leadping.ai', 'https://api.leadping.ai'],
    ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
    ['http://localhost:4010', 'http://localhost:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
  ])('takes %s as %s', (typed, value) => {
    expect(checkBaseUrl(typed)).toEqual({ ok: true, value })
  })

  it.each([
    'http://api.leadping.ai',
    'http://192.168.1.4:8080',
    'http://127.evil.example',
    'http://localhost.evil.example',
  ])('refuses to send a credential in the clear to %s', (typed) => {
    expect(checkBaseUrl(typed)).toEqual({ ok: false, kind: 'not_https' })
  })

  it.each([
    '',
    '   ',
    'not a url',
    'ftp://api.leadping.ai',
    'file:///etc/passwd',
    'https://me:secret@api.leadping.ai',
    'https://a.example/?x=1',
    'https://',
  ])('does not take %j for an address', (typed) => {
    expect(checkBaseUrl(typed)).toEqual({ ok: false, kind: 'bad_url' })
  })
})
