import type { IpcMain } from 'electron'

/** Who called, as far as Electron's `IpcMainInvokeEvent` is looked at. */
export interface HostInvokeEvent {
  readonly sender: object
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null
}

type Handler = (event: HostInvokeEvent, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

/** Electron's `ipcMain`, for calls that expect an answer; Fieldpost uses no other kind. */
export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
  removeHandler(channel: string): void {
    handlers.delete(channel)
  },
  // By name only: the host's event is a part of Electron's, which a handler's type cannot say.
} satisfies Record<keyof Pick<IpcMain, 'handle' | 'removeHandler'>, unknown>

/** Runs a call that came over the socket. Rejects, with the words that Electron uses, on whatever the handler throws. */
export async function invoke(event: HostInvokeEvent, channel: string, args: readonly unknown[]): Promise<unknown> {
  const handler = handlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  try {
    return await handler(event, ...args)
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error)
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`)
  }
}
