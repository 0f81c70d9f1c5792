import { describe, expect, it } from 'vitest'
import {
  contentSecurityPolicy,
  externalUrl,
  isOwnPage,
  isTrustedSender,
  pageHeaders,
  pageUrl,
  pageWebPreferences,
} from '../../../electron/main/security.ts'

describe('the content security policy', () => {
  const directives = new Map(
    contentSecurityPolicy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ')
      return [name, values] as const
    }),
  )

  it('lets scripts and styles come only from files of the page', () => {
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('script-src')).toEqual(["'self'"])
    expect(directives.get('style-src')).toEqual(["'self'"])
  })

  it('has no inline or evaluated code and no foreign origin anywhere', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe-|https?:|\*/)
  })

  it('refuses frames, forms and a changed base address', () => {
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'object-src']) {
      expect(directives.get(name)).toEqual(["'none'"])
    }
  })

  it('is sent with every file', () => {
    expect(pageHeaders['content-security-policy']).toBe(contentSecurityPolicy)
    expect(pageHeaders['x-content-type-options']).toBe('nosniff')
  })
})

describe('the page', () => {
  it('is isolated, sandboxed and without Node', () => {
    expect(pageWebPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  it.each([pageUrl, 'app://fieldpost/assets/index.js'])('counts %s as its own', (url) => {
    expect(isOwnPage(url)).toBe(true)
  })

  it.each([
    'https://fieldpost/index.html',
    'app://fieldpost.example.com/index.html',
    'app://other/index.html',
    'file:///app/fieldpost/index.html',
    'data:text/html,app://fieldpost/',
    'about:blank',
    'not an address',
    '',
  ])('does not count %s as its own', (url) => {
    expect(isOwnPage(url)).toBe(false)
  })
})

describe('links that leave for the system browser', () => {
  it.each(['https://app.leadping.ai/leads/1', 'mailto:a@example.com', 'tel:+4915112345'])('may be %s', (url) => {
    expect(externalUrl(url)).toBe(url)
  })

  it.each([
    'http://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-msdt:/id',
    'app://fieldpost/index.html',
    'https://user:secret@example.com/',
    'example.com',
    '',
  ])('may not be %s', (url) => {
    expect(externalUrl(url)).toBeNull()
  })
})

describe('the sender of a call', () => {
  type Sent = Parameters<typeof isTrustedSender>[0]
  type Window = Parameters<typeof isTrustedSender>[1]
  const call = (frame: { url: string; parent: object | null } | null) => {
    const contents = { id: 1 }
    return { contents, event: { sender: contents, senderFrame: frame } }
  }
  // Only the parts that the check looks at exist in this test.
  const trusts = ({ event, contents }: { event: unknown; contents: unknown }) =>
    isTrustedSender(event as Sent, contents as Window)

  it('is trusted as the main frame of the window on its own page', () => {
    expect(trusts(call({ url: pageUrl, parent: null }))).toBe(true)
  })

  it('is not trusted from another page, a frame within the page, a frame that is gone, or another window', () => {
    expect(trusts(call({ url: 'https://evil.example/', parent: null }))).toBe(false)
    expect(trusts(call({ url: pageUrl, parent: {} }))).toBe(false)
    expect(trusts(call(null))).toBe(false)
    expect(trusts({ ...call({ url: pageUrl, parent: null }), contents: { id: 1 } })).toBe(false)
    expect(trusts({ ...call({ url: pageUrl, parent: null }), contents: null })).toBe(false)
  })
})
