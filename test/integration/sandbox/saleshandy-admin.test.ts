import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { createSaleshandyModel } from '../../sandbox/saleshandy/model.ts'
import type { SaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { isObject, type Reply, send } from './client.ts'
import { ask, closeSandboxes, nowMs, rowsOf, someProspect, start } from './saleshandy-running.ts'

afterEach(closeSandboxes)

function admin(sandbox: SaleshandySandbox, method: string, path: string, body?: unknown): Promise<Reply> {
  return send({ url: sandbox.adminUrl, key: '' }, method, `/__admin${path}`, body)
}

describe('the switches over HTTP', () => {
  it('are those of every sandbox: faults, the log, the network, the clock, settings', async () => {
    const sandbox = await start()
    await admin(sandbox, 'POST', '/faults', { kind: 'status', status: 503, match: { pathPattern: '/prospects$' } })
    expect((await ask(sandbox, 'GET', '/prospects')).status).toBe(503)
    expect((await admin(sandbox, 'GET', '/requests?status=503')).json).toMatchObject([{ path: '/v1/prospects' }])
    await admin(sandbox, 'POST', '/clock', { offsetMs: 90_000 })
    await admin(sandbox, 'POST', '/settings', { invalidKeyStatus: 401, stampResolutionMs: 1 })
    expect(sandbox.settings).toMatchObject({ invalidKeyStatus: 401, stampResolutionMs: 1, createdStatus: 200 })
    expect((await admin(sandbox, 'POST', '/settings', { createdStatus: 418 })).status).toBe(400)
    await admin(sandbox, 'POST', '/offline', { offline: true })
    await expect(fetch(sandbox.url)).rejects.toThrow()
    await admin(sandbox, 'POST', '/offline', { offline: false })
    expect((await admin(sandbox, 'GET', '/state')).json).toMatchObject({
      prospects: 130,
      notes: 400,
      threads: 60,
      isOffline: false,
      clockOffsetMs: 90_000,
    })
  })

  it('let colleagues work: prospects, notes, pins, mails', async () => {
    const sandbox = await start({ notes: 0 })
    const act = async (body: Record<string, unknown>) => (await admin(sandbox, 'POST', '/colleague', body)).status
    expect(await act({ action: 'add_prospect', id: 'PrNew', firstName: 'Ada', email: 'ada@example.com' })).toBe(200)
    expect(await act({ action: 'note', prospectId: 'PrNew', text: 'Met at the fair' })).toBe(200)
    const noteId = sandbox.state.notesOf('PrNew')[0]?.id ?? ''
    expect(sandbox.state.notes.get(noteId)?.authorId).not.toBe(sandbox.state.team.me.id)
    expect(await act({ action: 'edit_note', noteId, text: 'Met at the show' })).toBe(200)
    expect(await act({ action: 'pin', noteId })).toBe(200)
    expect(rowsOf(await ask(sandbox, 'GET', '/prospects/PrNew/notes'))).toMatchObject([
      { content: '<p>Met at the show</p>', pinnedAt: expect.any(String), editedBy: { email: expect.any(String) } },
    ])
    expect(await act({ action: 'make_private', noteId })).toBe(200)
    expect(rowsOf(await ask(sandbox, 'GET', '/prospects/PrNew/notes'))).toEqual([])
    expect(await act({ action: 'delete_note', noteId })).toBe(200)
    expect(await act({ action: 'delete_note', noteId })).toBe(404)
    const mailed = await admin(sandbox, 'POST', '/inbound', { prospectId: 'PrNew', text: 'Hello' })
    expect(mailed.json).toMatchObject({ threadId: sandbox.state.listedThreads()[0]?.id })
    const threadId = String(isObject(mailed.json) && mailed.json.threadId)
    expect(await act({ action: 'mark_read', threadId })).toBe(200)
    expect(sandbox.state.threads.get(threadId)?.isRead).toBe(true)
    expect(await act({ action: 'delete_prospect', prospectId: 'PrNew' })).toBe(200)
    expect((await ask(sandbox, 'GET', '/prospects/PrNew/notes')).status).toBe(400)
  })

  it('preset note ids, exchange keys, and show what came through the API', async () => {
    const sandbox = await start()
    await admin(sandbox, 'POST', '/note-ids', { ids: ['Nt7Yp4Za'] })
    await admin(sandbox, 'POST', '/keys', { revoke: true, add: 'sh_next', memberId: sandbox.state.team.members[2]?.id })
    const body = { content: 'x', visibility: '2', prospectIds: [someProspect(sandbox)] }
    expect((await ask(sandbox, 'POST', '/notes', body)).status).toBe(400)
    expect(rowsOf(await ask(sandbox, 'POST', '/notes', body, 'sh_next'))[0]?.noteId).toBe('Nt7Yp4Za')
    expect((await admin(sandbox, 'GET', '/notes')).json).toMatchObject([
      { id: 'Nt7Yp4Za', sentContent: 'x', visibility: '2', authorId: sandbox.state.team.members[2]?.id },
    ])
  })
})

describe('live traffic and generated data', () => {
  const size = { seed: 3, prospects: 300, notes: 900, threads: 100, nowMs }

  it('are the same for the same seed and stay whole', () => {
    const prints = [1, 2].map(() => {
      let wallMs = nowMs
      const { state, traffic } = createSaleshandyModel({ ...size, wallMs: () => (wallMs += 1_000) })
      for (let count = 0; count < 400; count++) traffic.tick()
      expect(state.notes.size).toBeGreaterThan(900)
      expect(state.prospects.size).toBeGreaterThan(300)
      const prospects = [...state.prospects.values()].map((one) => ({ ...one, values: [...one.values] }))
      return JSON.stringify([prospects, ...state.notes.values(), ...state.listedThreads()])
    })
    expect(prints[0]).toBe(prints[1])
  })

  it('agree with themselves: nobody but known people, no note before its prospect, threads as new as their last mail', () => {
    const { state } = createSaleshandyModel(size)
    expect([state.prospects.size, state.notes.size, state.threads.size]).toEqual([300, 900, 100])
    const memberIds = new Set(state.team.members.map((member) => member.id))
    for (const note of state.notes.values()) {
      expect(memberIds.has(note.authorId)).toBe(true)
      expect(note.createdAtMs).toBeGreaterThanOrEqual(state.prospects.get(note.prospectId)?.createdAtMs ?? nowMs)
      expect(note.updatedAtMs).toBeGreaterThanOrEqual(note.createdAtMs)
      expect(note.updatedAtMs).toBeLessThanOrEqual(nowMs)
      expect(note.content).toMatch(/^<p>/)
    }
    let mails = 0
    for (const thread of state.threads.values()) {
      mails += thread.mails.length
      expect(thread.mails.map((mail) => mail.atMs)).toEqual(
        thread.mails.map((mail) => mail.atMs).toSorted((a, b) => a - b),
      )
      expect(thread.lastMessageAtMs).toBe(thread.mails.at(-1)?.atMs)
      const email = thread.prospectId === null ? thread.sender.email : state.prospects.get(thread.prospectId)?.email
      expect(thread.sender.email).toBe(email)
    }
    expect(mails).toBe(300)
    const all = [...state.notes.values()]
    expect(all.filter((note) => note.visibility === '2').length).toBeGreaterThan(50)
    expect(all.filter((note) => note.status === '0').length).toBeGreaterThan(3)
    expect(all.filter((note) => note.pinnedAtMs !== null).length).toBeGreaterThan(15)
  })
})

describe('the sandbox on the command line', () => {
  it('serves a Saleshandy where that is asked for', async () => {
    const flags = '--provider saleshandy --prospects 12 --notes 5 --threads 3 --key sh_cli --until-stdin-closes'
    const child = spawn(process.execPath, ['test/sandbox/serve.ts', ...flags.split(' ')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const said: unknown = JSON.parse(String(line))
    if (!isObject(said)) throw new Error(`Not an announcement: ${String(line)}`)
    expect(said).toMatchObject({ provider: 'saleshandy', key: 'sh_cli' })
    const reply = await send({ url: String(said.url), key: '' }, 'GET', '/v1/prospects', undefined, {
      'x-api-key': 'sh_cli',
    })
    expect(rowsOf(reply)).toHaveLength(12)
    child.stdin.end()
    expect(await exited).toEqual([0, null])
  })
})
