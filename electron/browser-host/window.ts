import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type * as Electron from 'electron'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { app, type ClosableWindow, PreventableEvent } from './app.ts'
import { invoke } from './ipc.ts'
import { applicationAccelerators, pressAccelerator } from './menu.ts'
import { type FromPage, pageScript, type ToPage } from './page-side.ts'
import { load } from './protocol.ts'
import { HostServer } from './server.ts'

const fromPage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('invoke'),
    id: z.int(),
    channel: z.string().max(100),
    args: z.array(z.unknown()).max(10),
  }),
  z.object({ kind: z.literal('accelerator'), id: z.int() }),
  z.object({ kind: z.literal('typed'), id: z.int(), text: z.string().max(10_000).nullable() }),
])

/** Private use codes of the WebSocket protocol (RFC 6455, 7.4.2). */
const closeCodes = { replaced: 4000, badMessage: 4001 } as const

/** One page at a time: reloading, or opening the address in a second tab, replaces the page that was there. */
let page: WebSocket | null = null

/** Lost where no page is open; what it would have shown is read again when one opens. */
export function tellPage(message: ToPage): void {
  page?.send(JSON.stringify(message))
}

const questions = new Map<number, (typed: string | null) => void>()
let lastQuestion = 0

/** Asks the user for one line of text. Null: cancelled, or no page is open, or it went away before an answer. */
export function askPage(question: string, suggested: string): Promise<string | null> {
  if (page === null) return Promise.resolve(null)
  lastQuestion += 1
  const id = lastQuestion
  tellPage({ kind: 'ask', id, question, suggested })
  return new Promise((resolve) => questions.set(id, resolve))
}

function answerQuestion(id: number, typed: string | null): void {
  questions.get(id)?.(typed)
  questions.delete(id)
}

class WebContents extends EventEmitter implements Pick<Electron.WebContents, 'send' | 'reload'> {
  readonly mainFrame = { url: '', parent: null }

  send(channel: string, ...args: unknown[]): void {
    tellPage({ kind: 'event', channel, args })
  }

  reload(): void {
    tellPage({ kind: 'reload' })
  }

  /** A page in a browser opens windows by the browser's rules; the app's own links come by `shell.openExternal`. */
  setWindowOpenHandler(): void {}
}

type StandIn = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'restore'
  | 'maximize'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getNormalBounds'
>

/**
 * Electron's `BrowserWindow`: a page in the user's own browser. Closing the tab is not closing the window, but nobody looks at it any more;
 * an open tab has the focus, for all that is known here.
 */
export class BrowserWindow extends EventEmitter implements StandIn, ClosableWindow {
  readonly webContents = new WebContents()
  readonly #preloadPath: string
  readonly #bounds: Electron.Rectangle
  #server: HostServer | null = null
  #isDestroyed = false

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    const preload = options.webPreferences?.preload
    if (preload === undefined) throw new Error('The browser host shows only a window with a preload')
    this.#preloadPath = preload
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    app.windows.add(this)
    app.emit('web-contents-created', new PreventableEvent(), this.webContents)
  }

  /** Serves the page and prints its address, the one line that tells whoever started the host where to look. */
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url
    const script = pageScript(readFileSync(this.#preloadPath, 'utf8'))
    this.#server ??= await HostServer.start({
      serve: (path) => load(path === '/' ? url : new URL(path, url).href),
      script: () => script,
      connected: (socket) => this.#connected(socket),
    })
    console.log(`FIELDPOST_URL ${this.#server.url}`)
    this.emit('ready-to-show')
  }

  show(): void {}
  focus(): void {}
  restore(): void {}
  maximize(): void {}
  isMinimized(): boolean {
    return false
  }
  isMaximized(): boolean {
    return false
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  getNormalBounds(): Electron.Rectangle {
    return this.#bounds
  }

  closeForQuit(): boolean {
    const event = new PreventableEvent()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    this.#isDestroyed = true
    app.windows.delete(this)
    void this.#server?.close()
    this.emit('closed')
    return true
  }

  #connected(socket: WebSocket): void {
    page?.close(closeCodes.replaced, 'Another page took over')
    page = socket
    for (const id of [...questions.keys()]) answerQuestion(id, null)
    this.emit('focus')
    tellPage({ kind: 'accelerators', list: applicationAccelerators() })
    socket.on('message', (data) => this.#received(socket, String(data)))
    socket.on('close', () => {
      if (page !== socket) return
      page = null
      for (const id of [...questions.keys()]) answerQuestion(id, null)
      this.emit('blur')
    })
    socket.on('error', (error) => console.error(`The page's connection failed: ${error.message}`))
  }

  #received(socket: WebSocket, data: string): void {
    const message = parseMessage(data)
    if (message === null) socket.close(closeCodes.badMessage, 'Not a message of this page')
    else if (message.kind === 'accelerator') pressAccelerator(message.id)
    else if (message.kind === 'typed') answerQuestion(message.id, message.text)
    else this.#invoke(socket, message)
  }

  #invoke(socket: WebSocket, { id, channel, args }: Extract<FromPage, { kind: 'invoke' }>): void {
    const answer = (result: ToPage) => {
      // The page may have been reloaded meanwhile; the new one has numbers of its own.
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(result))
    }
    invoke({ sender: this.webContents, senderFrame: this.webContents.mainFrame }, channel, args).then(
      (value) => answer({ kind: 'answer', id, ok: true, value }),
      (error: unknown) =>
        answer({ kind: 'answer', id, ok: false, message: error instanceof Error ? error.message : String(error) }),
    )
  }
}

const sentBytes = z.strictObject({ $bytes: z.base64() })

/** The page's side sends bytes as base64, as JSON has none. */
function bytesFrom(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value
  const { data } = sentBytes.safeParse(value)
  return data === undefined ? value : new Uint8Array(Buffer.from(data.$bytes, 'base64'))
}

function parseMessage(data: string): FromPage | null {
  try {
    return fromPage.safeParse(JSON.parse(data, bytesFrom)).data ?? null
  } catch {
    return null
  }
}
