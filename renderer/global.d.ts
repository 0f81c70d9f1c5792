import type { FieldpostBridge } from '../electron/ipc/contract.ts'

declare global {
  interface Window {
    /** Put there by the preload; the page's only way out. */
    readonly fieldpost: FieldpostBridge
  }
}
