/** What the host and its page say to each other over their one WebSocket, as JSON. */
export type ToPage =
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly message: string }
  | { readonly kind: 'event'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'accelerators'; readonly list: readonly Accelerator[] }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'ask'; readonly id: number; readonly question: string; readonly suggested: string }
  | { readonly kind: 'reload' }

export type FromPage =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'accelerator'; readonly id: number }
  /** What was typed; null: cancelled. */
  | { readonly kind: 'typed'; readonly id: number; readonly text: string | null }

/** A key chord of the menu. `isCommand`: Ctrl, or Cmd on a Mac. */
export interface Accelerator {
  readonly id: number
  readonly key: string
  readonly isCommand: boolean
  readonly isShift: boolean
  readonly isAlt: boolean
}

interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly defaultPrevented: boolean
  preventDefault(): void
}

interface Socket {
  readonly readyState: number
  send(data: string): void
  addEventListener(type: 'open' | 'close', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** The browser's `window`, as far as it is used here. */
export interface PageWindow {
  readonly location: { readonly host: string; reload(): void }
  readonly navigator: { readonly clipboard: { writeText(text: string): Promise<void> } }
  readonly WebSocket: new (url: string) => Socket
  readonly console: { error(message: string, ...rest: unknown[]): void }
  readonly Event: new (type: string) => Event
  open(url: string, target: string, features: string): unknown
  prompt(question: string, suggested: string): string | null
  addEventListener(type: 'keydown', listener: (event: KeyPress) => void): void
  dispatchEvent(event: Event): boolean
}

type Preload = (require: (name: string) => unknown, module: { exports: unknown }, exports: unknown) => void
type Listener = (event: { readonly senderIsHost: true }, ...args: readonly unknown[]) => void

/**
 * Gives the preload bundle the `contextBridge` and `ipcRenderer` that Electron's sandbox would. This function is sent to the
 * browser as its own source, so it may use nothing from outside itself.
 */
export function installPageSide(page: PageWindow, preload: Preload): void {
  const socket = new page.WebSocket(`ws://${page.location.host}/__host/socket`)
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const listeners = new Map<string, Listener[]>()
  const unsent: string[] = []
  let accelerators: readonly Accelerator[] = []
  let lastId = 0
  let isClosed = false
  const gone = () => new Error('Fieldpost is not connected to this page any more. Reload the page.')

  /** JSON knows no bytes: they go as base64 under a name that nothing else has. */
  function withBytes(_key: string, value: unknown): unknown {
    if (!(value instanceof Uint8Array)) return value
    let characters = ''
    const chunk = 32_768
    for (let at = 0; at < value.length; at += chunk)
      characters += String.fromCharCode(...value.subarray(at, at + chunk))
    return { $bytes: btoa(characters) }
  }

  function say(message: FromPage): void {
    const data = JSON.stringify(message, withBytes)
    if (socket.readyState === 0) unsent.push(data)
    else socket.send(data)
  }

  const ipcRenderer = {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      if (isClosed) return Promise.reject(gone())
      lastId += 1
      const id = lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        say({ kind: 'invoke', id, channel, args })
      })
    },
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    removeListener(channel: string, listener: Listener) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      )
      return ipcRenderer
    },
  }
  const contextBridge = {
    exposeInMainWorld(key: string, api: object): void {
      Object.defineProperty(page, key, { value: Object.freeze(api), enumerable: true })
    },
  }

  function receive(message: ToPage): void {
    switch (message.kind) {
      case 'answer': {
        const call = pending.get(message.id)
        pending.delete(message.id)
        if (message.ok) call?.resolve(message.value)
        else call?.reject(new Error(message.message))
        return
      }
      case 'event':
        for (const listener of listeners.get(message.channel) ?? []) listener({ senderIsHost: true }, ...message.args)
        return
      case 'accelerators':
        accelerators = message.list
        return
      case 'copy':
        page.navigator.clipboard.writeText(message.text).catch((error: unknown) => {
          page.console.error('The browser did not let Fieldpost copy.', error)
        })
        return
      case 'open':
        page.open(message.url, '_blank', 'noopener,noreferrer')
        return
      case 'ask':
        say({ kind: 'typed', id: message.id, text: page.prompt(message.question, message.suggested) })
        return
      case 'reload':
        page.location.reload()
        return
      default:
        message satisfies never
    }
  }

  socket.addEventListener('open', () => {
    for (const data of unsent.splice(0)) socket.send(data)
  })
  socket.addEventListener('message', ({ data }) => {
    receive(JSON.parse(String(data)))
  })
  socket.addEventListener('close', () => {
    isClosed = true
    for (const call of pending.values()) call.reject(gone())
    pending.clear()
    // The page shows it, under this name: nothing that is typed from here on would be kept.
    page.dispatchEvent(new page.Event('fieldpost-disconnected'))
  })
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return
    const chord = accelerators.find(
      (candidate) =>
        candidate.key === event.key.toLowerCase() &&
        candidate.isCommand === (event.ctrlKey || event.metaKey) &&
        candidate.isShift === event.shiftKey &&
        candidate.isAlt === event.altKey,
    )
    if (chord === undefined) return
    event.preventDefault()
    say({ kind: 'accelerator', id: chord.id })
  })

  const module = { exports: {} }
  preload(
    (name) => {
      if (name !== 'electron') throw new Error(`A sandboxed preload cannot load ${name}`)
      return { contextBridge, ipcRenderer }
    },
    module,
    module.exports,
  )
}

/** The script that the page loads before its own: this side of the bridge around the preload bundle. */
export function pageScript(preloadSource: string): string {
  return `(${installPageSide.toString()})(window, function (require, module, exports) {\n${preloadSource}\n})\n`
}
