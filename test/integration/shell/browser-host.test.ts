import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { BrowserWindow, ipcMain, Menu, protocol, shell } from '../../../electron/browser-host/electron.ts'
import type { FromPage, ToPage } from '../../../electron/browser-host/page-side.ts'
import { servePageFiles } from '../../../electron/main/page-files.ts'
import { contentSecurityPolicy, pageUrl } from '../../../electron/main/security.ts'

const folder = mkdtempSync(join(tmpdir(), 'fieldpost-host-'))
const preload = join(folder, 'preload.cjs')
writeFileSync(preload, 'globalThis.preloadRan = true')
mkdirSync(join(folder, 'page'))
writeFileSync(
  join(folder, 'page', 'index.html'),
  '<!doctype html><html><head><title>F</title></head><body></body></html>',
)
writeFileSync(join(folder, 'page', 'a.js'), 'export {}')

const printed: string[] = []
let window: BrowserWindow
let address: URL
let cookie: string

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Not `fetch`: it may not set Host. */
async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const call = request({ host: '127.0.0.1', port: address.port, path, method, headers })
  call.end()
  const [response] = await once(call, 'response')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode, headers: response.headers, body }
}

const sockets: WebSocket[] = []

/** A page's connection, with everything it was told. */
async function openPage(headers: Record<string, string> = { cookie }, origin = address.origin) {
  const socket = new WebSocket(`ws://${address.host}/__host/socket`, { headers, origin })
  sockets.push(socket)
  const told: ToPage[] = []
  socket.on('message', (data) => told.push(JSON.parse(String(data))))
  await once(socket, 'open')
  return {
    socket,
    told,
    say: (message: FromPage) => socket.send(JSON.stringify(message)),
    answerTo: (id: number) =>
      vi.waitFor(() => {
        const answer = told.find((message) => message.kind === 'answer' && message.id === id)
        if (answer === undefined) throw new Error(`No answer to ${id} yet`)
        return answer
      }),
  }
}

/** What `ws` says of a connection that was turned away. */
async function refusal(headers: Record<string, string>, origin: string): Promise<string> {
  const [error] = await once(new WebSocket(`ws://${address.host}/__host/socket`, { headers, origin }), 'error')
  return error.message
}

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)))
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  protocol.handle('app', servePageFiles(join(folder, 'page')))
  ipcMain.handle('echo', (event, ...args) => ({ args, url: event.senderFrame?.url }))
  ipcMain.handle('fail', () => {
    throw new Error('a bug')
  })
  window = new BrowserWindow({ webPreferences: { preload } })
  await window.loadURL(pageUrl)
  const line = printed.find((text) => text.startsWith('FIELDPOST_URL '))
  address = new URL(line?.slice('FIELDPOST_URL '.length) ?? '')
  const { headers } = await get(`/${address.search}`)
  cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate()
})
afterAll(() => {
  window.closeForQuit()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('the address of the browser host', () => {
  it('is on loopback and is printed once', () => {
    expect(address.hostname).toBe('127.0.0.1')
    expect(printed.filter((line) => line.startsWith('FIELDPOST_URL '))).toHaveLength(1)
  })

  it('trades its token for a cookie and sends the browser on to an address without it', async () => {
    const answer = await get(`/${address.search}`)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/')
    expect(answer.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict$/)
    expect(answer.body).toBe('')
  })

  it('gives nothing for a wrong token, or for none', async () => {
    for (const path of ['/?token=', '/?token=guess', '/', '/a.js', '/__host/preload.js']) {
      const answer = await get(path)
      expect(answer.status).toBe(403)
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.body).not.toContain('<script')
    }
  })

  it('gives nothing under a name that a stranger points at this machine', async () => {
    for (const host of ['evil.example', `evil.example:${address.port}`, `localhost:${address.port}`]) {
      expect((await get('/', { cookie, host })).status).toBe(403)
      expect((await get(`/${address.search}`, { host })).status).toBe(403)
    }
  })

  it('gives nothing to another site that the browser names', async () => {
    expect((await get('/', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get('/a.js', { cookie, origin: 'http://evil.example' })).status).toBe(403)
  })

  it('is only read', async () => {
    expect((await get('/', { cookie }, 'POST')).status).toBe(405)
  })
})

describe('the page in the browser host', () => {
  it('has the same policy as in Electron and the preload before its own scripts', async () => {
    const page = await get('/', { cookie })
    expect(page.status).toBe(200)
    expect(page.headers['content-security-policy']).toBe(contentSecurityPolicy)
    expect(page.body).toContain('<head><script src="/__host/preload.js"></script><title>')
    expect(page.body).not.toMatch(/<script>/)
  })

  it('is served by the app itself, which serves nothing outside its folder', async () => {
    expect((await get('/a.js', { cookie })).body).toBe('export {}')
    expect((await get('/../preload.cjs', { cookie })).status).toBe(404)
    expect((await get('/missing.js', { cookie })).status).toBe(404)
  })

  it('runs the preload bundle as it was built', async () => {
    const script = await get('/__host/preload.js', { cookie })
    expect(script.headers['content-type']).toContain('text/javascript')
    expect(script.body).toContain('globalThis.preloadRan = true')
  })
})

describe('calls over the one connection', () => {
  it("need the cookie and the page's own origin", async () => {
    const forbidden = 'Unexpected server response: 403'
    expect(await refusal({}, address.origin)).toBe(forbidden)
    expect(await refusal({ cookie: 'fieldpost=guess' }, address.origin)).toBe(forbidden)
    expect(await refusal({ cookie }, 'http://evil.example')).toBe(forbidden)
    expect(await refusal({ cookie }, 'http://127.0.0.1:1')).toBe(forbidden)
    expect(await refusal({ cookie, host: 'evil.example' }, address.origin)).toBe(forbidden)
  })

  it('reach the handler with what was sent, from the page the app loaded', async () => {
    const page = await openPage()
    const text = 'NUL \0, half a pair \ud83d, עברית 👋'
    page.say({ kind: 'invoke', id: 1, channel: 'echo', args: [{ text }] })
    expect(await page.answerTo(1)).toEqual({
      kind: 'answer',
      id: 1,
      ok: true,
      value: { args: [{ text }], url: pageUrl },
    })
  })

  it('carry a draft of ten megabytes', async () => {
    const page = await openPage()
    const text = 'é'.repeat(5 * 1024 * 1024)
    page.say({ kind: 'invoke', id: 1, channel: 'echo', args: [text] })
    const answer = await page.answerTo(1)
    expect(answer.kind === 'answer' && answer.ok && answer.value).toEqual({ args: [text], url: pageUrl })
  })

  it("fail in Electron's words where the handler throws or there is none", async () => {
    const page = await openPage()
    page.say({ kind: 'invoke', id: 1, channel: 'fail', args: [] })
    page.say({ kind: 'invoke', id: 2, channel: 'nothing', args: [] })
    expect(await page.answerTo(1)).toMatchObject({
      ok: false,
      message: "Error invoking remote method 'fail': Error: a bug",
    })
    expect(await page.answerTo(2)).toMatchObject({ ok: false, message: "No handler registered for 'nothing'" })
  })

  it('end the connection where they are not calls at all', async () => {
    for (const bad of ['not JSON', '{"kind":"eval"}', '{"kind":"invoke","id":"1","channel":"echo","args":[]}']) {
      const { socket } = await openPage()
      socket.send(bad)
      const [code] = await once(socket, 'close')
      expect(code).toBe(4001)
    }
  })

  it('that are under way when the page is reloaded do not answer the new page', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let isCalled = false
    ipcMain.handle('slow', async () => {
      isCalled = true
      await held
      return 'late'
    })
    const before = await openPage()
    before.say({ kind: 'invoke', id: 1, channel: 'slow', args: [] })
    await vi.waitFor(() => expect(isCalled).toBe(true))
    before.socket.terminate()
    const after = await openPage()
    release()
    after.say({ kind: 'invoke', id: 2, channel: 'echo', args: [] })
    expect(await after.answerTo(2)).toMatchObject({ ok: true })
    expect(after.told.some((message) => message.kind === 'answer' && message.id === 1)).toBe(false)
  })
})

describe('what the app tells the page', () => {
  it('goes to the newest page; an older one is told that it was replaced', async () => {
    const first = await openPage()
    const closed = once(first.socket, 'close')
    const second = await openPage()
    expect((await closed)[0]).toBe(4000)
    window.webContents.send('changed', { topics: [] })
    await vi.waitFor(() =>
      expect(second.told).toContainEqual({ kind: 'event', channel: 'changed', args: [{ topics: [] }] }),
    )
  })

  it('is dropped where no page is open, and nothing breaks', async () => {
    expect(() => window.webContents.send('changed', { topics: [] })).not.toThrow()
  })

  it('is which keys the menu has, and a key pressed comes back to its entry', async () => {
    const pressed: string[] = []
    const template = [{ label: 'Find', accelerator: 'CmdOrCtrl+K', click: () => void pressed.push('find') }]
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
    const page = await openPage()
    await vi.waitFor(() => expect(page.told).toHaveLength(1))
    expect(page.told[0]).toEqual({
      kind: 'accelerators',
      list: [{ id: 0, key: 'k', isCommand: true, isShift: false, isAlt: false }],
    })
    page.say({ kind: 'accelerator', id: 0 })
    await vi.waitFor(() => expect(pressed).toEqual(['find']))
  })

  it('is to open a link, which is printed too', async () => {
    const page = await openPage()
    await shell.openExternal('https://example.com/')
    await vi.waitFor(() => expect(page.told).toContainEqual({ kind: 'open', url: 'https://example.com/' }))
    expect(printed).toContain('FIELDPOST_OPEN https://example.com/')
  })
})
