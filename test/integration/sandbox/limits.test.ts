import { afterEach, describe, expect, it } from 'vitest'
import { send } from './client.ts'
import { closeSandboxes, start } from './running.ts'

afterEach(closeSandboxes)

describe('credentials', () => {
  it.each([
    ['none', {}],
    ['an unknown key', { authorization: 'Bearer sk_wrong' }],
    ['a source key', { authorization: 'Bearer lp_src_123' }],
    ['another scheme', { authorization: 'Basic sk_sandbox' }],
  ])('are refused with 401 and a challenge: %s', async (_, headers) => {
    const sandbox = await start({ dialect: 'B' })
    const response = await fetch(`${sandbox.url}/users/me`, { headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer resource_metadata="/)
    expect(await response.json()).toMatchObject({ status: 401 })
  })

  it('stop working when revoked and work again when a new key is added', async () => {
    const sandbox = await start({ dialect: 'A' })
    expect((await send(sandbox, 'GET', '/users/me')).json).toMatchObject({ id: sandbox.state.team.me.id })
    sandbox.credentials.revoke()
    expect((await send(sandbox, 'GET', '/users/me')).status).toBe(401)
    sandbox.credentials.add('sk_new')
    expect((await send({ url: sandbox.url, key: 'sk_new' }, 'GET', '/users/me')).status).toBe(200)
  })

  it('are not asked for by the status page', async () => {
    const sandbox = await start({ dialect: 'B' })
    const response = await fetch(sandbox.url)
    expect(await response.json()).toEqual({ status: 'ok', service: 'leadping-api' })
  })
})

describe('the rate limit', () => {
  it('lets the documented number through a sliding window, all keys together, and names a Retry-After', async () => {
    const sandbox = await start({
      dialect: 'B',
      rateLimit: { requests: 5, windowMs: 1_500 },
      apiKeys: ['sk_one', 'sk_two'],
    })
    const ask = (key: string) => send({ url: sandbox.url, key }, 'GET', '/users/me')
    for (let count = 0; count < 5; count++) {
      expect((await ask(count % 2 === 0 ? 'sk_one' : 'sk_two')).status).toBe(200)
    }
    const refused = await ask('sk_one')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    sandbox.settings.sendRetryAfter = false
    expect((await ask('sk_two')).headers.get('retry-after')).toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 1_550))
    expect((await ask('sk_one')).status).toBe(200)
  })

  it('is 300 requests a minute unless told otherwise', async () => {
    const sandbox = await start({ dialect: 'B', rateLimit: { requests: 300, windowMs: 60_000 } })
    const replies = await Promise.all(Array.from({ length: 303 }, () => send(sandbox, 'GET', '/users/me')))
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(300)
    expect(replies.filter((reply) => reply.status === 429)).toHaveLength(3)
    expect(sandbox.requests.matching({ status: 429 })).toHaveLength(3)
  })
})
