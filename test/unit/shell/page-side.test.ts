import { describe, expect, it } from 'vitest'
import { installPageSide, type PageWindow, pageScript, type ToPage } from '../../../electron/browser-host/page-side.ts'
import { disconnectedEvent } from '../../../renderer/stores/connection.ts'

type Invoke = (channel: string, ...args: unknown[]) => Promise<unknown>
type On = (channel: string, listener: (event: unknown, ...args: unknown[]) => void) => void
interface Electron {
  readonly contextBridge: { exposeInMainWorld(key: string, api: object): void }
  readonly ipcRenderer: { invoke: Invoke; on: On; removeListener: On }
}

function setUp() {
  const listeners = new Map<string, (event: { data: unknown }) => void>()
  const keyListeners: Parameters<PageWindow['addEventListener']>[1][] = []
  const opened: string[] = []
  const socket = { readyState: 0, sent: [] as unknown[] }
  class FakeSocket {
    constructor(url: string) {
      opened.push(url)
    }
    get readyState(): number {
      return socket.readyState
    }
    send(data: string): void {
      socket.sent.push(JSON.parse(data))
    }
    addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
      listeners.set(type, listener)
    }
  }
  const page: PageWindow & { fieldpost?: unknown } = {
    location: { host: '127.0.0.1:4321', reload: () => opened.push('reload') },
    navigator: { clipboard: { writeText: async (text) => void opened.push(`copy ${text}`) } },
    WebSocket: FakeSocket,
    console: { error: () => undefined },
    open: (url) => opened.push(`open ${url}`),
    prompt: (question, suggested) => (question === 'Where?' ? `${suggested}/there` : null),
    addEventListener: (_type, listener) => keyListeners.push(listener),
    Event,
    dispatchEvent: (event) => opened.push(`event ${event.type}`) > 0,
  }
  let electron: Electron | null = null
  installPageSide(page, (load) => {
    electron = load('electron') as Electron
  })
  if (electron === null) throw new Error('The preload did not run')
  const { contextBridge, ipcRenderer }: Electron = electron
  return {
    page,
    opened,
    socket,
    contextBridge,
    ipcRenderer,
    connect: () => {
      socket.readyState = 1
      listeners.get('open')?.({ data: null })
    },
    receive: (message: ToPage) => listeners.get('message')?.({ data: JSON.stringify(message) }),
    close: () => listeners.get('close')?.({ data: null }),
    press: (key: string, modifiers: { ctrlKey?: boolean; shiftKey?: boolean; defaultPrevented?: boolean }) => {
      let isPrevented = false
      const event = { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, defaultPrevented: false }
      for (const listener of keyListeners) {
        const preventDefault = () => {
          isPrevented = true
        }
        listener({ ...event, ...modifiers, preventDefault })
      }
      return isPrevented
    },
  }
}

describe('the page side of the browser host', () => {
  it('sends calls made before the connection stands once it does, and gives each its answer', async () => {
    const { ipcRenderer, socket, connect, receive } = setUp()
    const first = ipcRenderer.invoke('app.info', null)
    const second = ipcRenderer.invoke('outbox.list', null)
    expect(socket.sent).toEqual([])
    connect()
    expect(socket.sent).toEqual([
      { kind: 'invoke', id: 1, channel: 'app.info', args: [null] },
      { kind: 'invoke', id: 2, channel: 'outbox.list', args: [null] },
    ])
    receive({ kind: 'answer', id: 2, ok: false, message: 'no' })
    receive({ kind: 'answer', id: 1, ok: true, value: { version: '1' } })
    await expect(second).rejects.toThrow('no')
    expect(await first).toEqual({ version: '1' })
  })

  it('fails calls that are under way when the connection ends, and later ones at once', async () => {
    const { ipcRenderer, connect, close } = setUp()
    connect()
    const underWay = ipcRenderer.invoke('app.info', null)
    close()
    await expect(underWay).rejects.toThrow('Reload the page')
    await expect(ipcRenderer.invoke('app.info', null)).rejects.toThrow('Reload the page')
  })

  it('tells the page once its connection has ended, whether its host is gone or another page took over', () => {
    const { connect, close, opened } = setUp()
    connect()
    expect(opened).not.toContain(`event ${disconnectedEvent}`)
    close()
    expect(opened).toContain(`event ${disconnectedEvent}`)
  })

  it('asks for a line of text by the prompt of the browser, and tells what was typed or that nothing was', () => {
    const { connect, receive, socket } = setUp()
    connect()
    receive({ kind: 'ask', id: 3, question: 'Where?', suggested: '/home/ada' })
    receive({ kind: 'ask', id: 4, question: 'Which?', suggested: '' })
    expect(socket.sent).toEqual([
      { kind: 'typed', id: 3, text: '/home/ada/there' },
      { kind: 'typed', id: 4, text: null },
    ])
  })

  it('brings events to their listeners until they unsubscribe', () => {
    const { ipcRenderer, receive } = setUp()
    const got: unknown[] = []
    const listener = (_event: unknown, payload: unknown) => got.push(payload)
    ipcRenderer.on('changed', listener)
    receive({ kind: 'event', channel: 'changed', args: [{ topics: [] }] })
    receive({ kind: 'event', channel: 'status', args: [[]] })
    ipcRenderer.removeListener('changed', listener)
    receive({ kind: 'event', channel: 'changed', args: [{ topics: [1] }] })
    expect(got).toEqual([{ topics: [] }])
  })

  it('puts the bridge on the window so that no script of the page can replace it', () => {
    const { page, contextBridge } = setUp()
    const api = { call: () => 1 }
    contextBridge.exposeInMainWorld('fieldpost', api)
    expect(page.fieldpost).toBe(api)
    expect(Object.isFrozen(page.fieldpost)).toBe(true)
    expect(() => Object.assign(page, { fieldpost: null })).toThrow()
  })

  it('turns the menu shortcuts into messages, and leaves keys alone that the page has taken', () => {
    const { socket, connect, receive, press } = setUp()
    connect()
    receive({ kind: 'accelerators', list: [{ id: 7, key: 'k', isCommand: true, isShift: false, isAlt: false }] })
    expect(press('k', {})).toBe(false)
    expect(press('K', { ctrlKey: true, shiftKey: true })).toBe(false)
    expect(press('k', { ctrlKey: true, defaultPrevented: true })).toBe(false)
    expect(socket.sent).toEqual([])
    expect(press('k', { ctrlKey: true })).toBe(true)
    expect(socket.sent).toEqual([{ kind: 'accelerator', id: 7 }])
  })

  it('copies, opens links and reloads for the host', () => {
    const { opened, receive } = setUp()
    receive({ kind: 'copy', text: 'hello' })
    receive({ kind: 'open', url: 'https://example.com/' })
    receive({ kind: 'reload' })
    expect(opened).toEqual(['ws://127.0.0.1:4321/__host/socket', 'copy hello', 'open https://example.com/', 'reload'])
  })

  it('lets the preload load nothing but electron', () => {
    const { page } = setUp()
    expect(() => installPageSide(page, (load) => load('node:fs'))).toThrow('node:fs')
  })

  it('is a script that needs nothing from outside itself', () => {
    const script = pageScript('globalThis.isLoaded = require("electron") !== null')
    const run = new Function('window', 'globalThis', script)
    const world: { isLoaded?: boolean } = {}
    run(setUp().page, world)
    expect(world.isLoaded).toBe(true)
  })

  it('sends bytes as base64, however many, for JSON has none', () => {
    const { ipcRenderer, socket, connect } = setUp()
    connect()
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
    void ipcRenderer.invoke('attachment.add', { name: 'a.bin', bytes })
    expect(socket.sent).toEqual([
      {
        kind: 'invoke',
        id: 1,
        channel: 'attachment.add',
        args: [{ name: 'a.bin', bytes: { $bytes: Buffer.from(bytes).toString('base64') } }],
      },
    ])
  })
})
