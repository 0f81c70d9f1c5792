import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import type { FieldpostBridge } from '../ipc/contract.ts'
import { isChannel, isEventName } from './channel-names.ts'

/** Maps the contract to Electron's IPC and nothing else: main checks what goes in and out. */
const bridge: FieldpostBridge = {
  call: (channel, input) =>
    isChannel(channel)
      ? ipcRenderer.invoke(channel, input)
      : Promise.reject(new Error(`There is no channel named ${String(channel)}`)),
  on: (event, listener) => {
    if (!isEventName(event)) throw new Error(`There is no event named ${String(event)}`)
    // The event object gives access to the sender; the page gets the payload alone.
    const forward = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload)
    ipcRenderer.on(event, forward)
    return () => {
      ipcRenderer.removeListener(event, forward)
    }
  },
}

contextBridge.exposeInMainWorld('fieldpost', bridge)
