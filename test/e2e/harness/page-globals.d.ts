import type { FieldpostBridge } from '../../../electron/ipc/contract.ts'

declare global {
  interface Window {
    readonly fieldpost: FieldpostBridge
  }
}
