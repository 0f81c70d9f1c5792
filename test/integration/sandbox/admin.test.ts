import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { isObject, type Reply, send } from './client.ts'
import { closeSandboxes, someConversation, start } from './running.ts'

afterEach(closeSandboxes)

function admin(sandbox: LeadpingSandbox, method: string, path: string, body?: unknown): Promise<Reply> {
  return send({ url: sandbox.adminUrl, key: '' }, method, `/__admin${path}`, body)
}

describe('the switches over HTTP', () => {
  it('arm and clear faults, show the log and the notes', async () => {
    const sandbox = await start({ dialect: 'B' })
    const id = someConversation(sandbox)
    const path = `/events/conversations/${id}/notes`
    const rule = { kind: 'status', status: 503, match: { pathPattern: '/notes$' }, times: 1 }
    expect((await admin(sandbox, 'POST', '/faults', [rule, rule])).json).toEqual({ faultsWaiting: 2 })
    expect((await send(sandbox, 'POST', path, { text: 'one' })).status).toBe(503)
    await admin(sandbox, 'DELETE', '/faults')
    expect((await send(sandbox, 'POST', path, { text: 'two' })).status).toBe(200)
    const notes = (await admin(sandbox, 'GET', `/notes?conversationId=${id}`)).json
    expect(notes).toMatchObject([{ text: 'two', conversationId: id, createdBy: sandbox.state.team.me.name }])
    const log = (await admin(sandbox, 'GET', '/requests?pathPattern=notes&method=POST')).json
    expect(log).toMatchObject([
      { path, status: 503, fault: 'status' },
      { path, status: 200, fault: null },
    ])
    expect((await admin(sandbox, 'GET', '/state')).json).toMatchObject({ events: 1_501, notesFromApi: 1 })
  })

  it('cut the network and bring it back by themselves, and answer meanwhile', async () => {
    const sandbox = await start({ dialect: 'B' })
    expect((await admin(sandbox, 'POST', '/offline', { offline: true, forMs: 300 })).json).toEqual({ isOffline: true })
    await expect(fetch(sandbox.url)).rejects.toThrow()
    expect((await admin(sandbox, 'GET', '/state')).json).toMatchObject({ isOffline: true })
    await expect.poll(async () => (await fetch(sandbox.url).catch(() => null))?.status, { timeout: 5_000 }).toBe(200)
  })

  it('let a lead write, a colleague tidy up, keys expire and the clock run ahead', async () => {
    const sandbox = await start({ dialect: 'B' })
    const id = someConversation(sandbox)
    const inbound = await admin(sandbox, 'POST', '/inbound', { conversationId: id, text: 'Hello there' })
    expect(inbound.json).toMatchObject({ conversationId: id, text: 'Hello there' })
    expect(sandbox.state.conversations.get(id)).toMatchObject({ lastSnippet: 'Hello there', isUnread: true })
    await admin(sandbox, 'POST', '/colleague', { action: 'archive', conversationId: id })
    expect(sandbox.state.conversations.get(id)?.isArchived).toBe(true)
    await admin(sandbox, 'POST', '/colleague', { action: 'note', conversationId: id, text: 'Seen them today' })
    expect(sandbox.state.notesOf(id).at(-1)).toMatchObject({ text: 'Seen them today', origin: 'test' })
    expect(sandbox.state.notesOf(id).at(-1)?.actor).not.toEqual(sandbox.state.team.me)
    await admin(sandbox, 'POST', '/clock', { offsetMs: -5_000 })
    expect(sandbox.clock.offsetMs).toBe(-5_000)
    await admin(sandbox, 'POST', '/settings', { maxNoteLength: 3 })
    expect((await send(sandbox, 'POST', `/events/conversations/${id}/notes`, { text: 'four' })).status).toBe(400)
    await admin(sandbox, 'POST', '/keys', { revoke: true, add: 'sk_next' })
    expect((await send(sandbox, 'GET', '/users/me')).status).toBe(401)
    expect((await send({ url: sandbox.url, key: 'sk_next' }, 'GET', '/users/me')).status).toBe(200)
  })

  it('refuse what they do not understand and say why', async () => {
    const sandbox = await start({ dialect: 'B' })
    expect((await admin(sandbox, 'POST', '/faults', { kind: 'earthquake' })).status).toBe(400)
    expect((await admin(sandbox, 'POST', '/settings', { maxNoteLength: -1 })).status).toBe(400)
    expect((await admin(sandbox, 'POST', '/inbound', { conversationId: 'nowhere' })).status).toBe(404)
    expect((await admin(sandbox, 'GET', '/nothing')).json).toMatchObject({ error: 'No such switch.' })
  })

  it('are not reachable under the public API', async () => {
    const sandbox = await start({ dialect: 'B' })
    expect((await send(sandbox, 'GET', '/__admin/state')).status).toBe(404)
  })
})

describe('live traffic', () => {
  it('changes the data on its own, the same way for the same seed', async () => {
    const fingerprints = await Promise.all(
      [1, 2].map(async () => {
        let wallMs = Date.UTC(2026, 10, 21)
        const sandbox = await start({ dialect: 'B', wallMs: () => (wallMs += 1_000) })
        for (let count = 0; count < 200; count++) sandbox.traffic.tick()
        return JSON.stringify([...sandbox.state.conversations.values(), ...sandbox.state.events.values()])
      }),
    )
    expect(fingerprints[0]).toBe(fingerprints[1])
    expect(JSON.parse(fingerprints[0] ?? '[]').length).toBeGreaterThan(120 + 1_500 + 100)
  })

  it('goes on by itself once started, and stops', async () => {
    const sandbox = await start({ dialect: 'B' })
    await admin(sandbox, 'POST', '/traffic', { on: true, everyMs: 5 })
    await expect.poll(() => sandbox.state.events.size, { timeout: 5_000 }).toBeGreaterThan(1_505)
    await admin(sandbox, 'POST', '/traffic', { on: false })
    const size = sandbox.state.events.size
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(sandbox.state.events.size).toBe(size)
  })
})

describe('the sandbox on the command line', () => {
  it('says where it is in one line and stops when its parent is gone', async () => {
    const child = spawn(
      process.execPath,
      [
        'test/sandbox/serve.ts',
        ...[
          '--conversations',
          '20',
          '--activities',
          '200',
          '--dialect',
          'A',
          '--key',
          'sk_cli',
          '--until-stdin-closes',
        ],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const said: unknown = JSON.parse(String(line))
    if (!isObject(said)) throw new Error(`Not an announcement: ${String(line)}`)
    expect(said.key).toBe('sk_cli')
    const api = { url: String(said.url), key: 'sk_cli' }
    expect((await send(api, 'POST', '/events/all/my', { includeCount: true })).json).toMatchObject({
      totalCount: '200',
    })
    expect((await fetch(`${String(said.adminUrl)}/__admin/state`)).status).toBe(200)
    child.stdin.end()
    expect(await exited).toEqual([0, null])
  })
})
