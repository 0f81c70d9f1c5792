import { create } from 'zustand'
import type { UploadProgress } from '../../electron/ipc/shapes.ts'
import { onEvent } from '../bridge.ts'

interface UploadsState {
  /** By `uploadKey`; what the engine last said, and only while it says something. */
  readonly byFile: Readonly<Record<string, UploadProgress>>
}

/** How far the files of notes have come that are being sent. */
export const useUploads = create<UploadsState>()(() => ({ byFile: {} }))

onEvent('uploads', (progress) => {
  const key = uploadKey(progress.entryId, progress.contentHash)
  useUploads.setState(({ byFile }) => ({ byFile: { ...byFile, [key]: progress } }))
})

export function uploadKey(entryId: string, contentHash: string): string {
  return `${entryId} ${contentHash}`
}
