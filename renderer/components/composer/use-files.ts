import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react'
import type { NoteCapabilities, RefusedFile } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { fileProblem } from '../../file-check.ts'
import { useDrafts } from '../../stores/drafts.ts'
import type { FilesAnswer } from '../../stores/drafts-state.ts'

type FileLimits = NonNullable<NoteCapabilities['attachments']>

/**
 * Files for the note of a conversation: chosen, dropped or pasted. `limits` null: its CRM takes none. What the CRM would
 * not take is refused before a byte of it is read.
 */
export function useFiles(conversationId: number, limits: FileLimits | null) {
  const [isOver, setOver] = useState(false)
  const [isAdding, setAdding] = useState(false)
  // A drag enters and leaves every element on its way.
  const depth = useRef(0)

  async function add(adding: () => Promise<readonly FilesAnswer[]>): Promise<void> {
    setAdding(true)
    try {
      await useDrafts.getState().addFiles(conversationId, adding)
    } finally {
      setAdding(false)
    }
  }

  function addAll(files: readonly File[]): void {
    if (limits === null || files.length === 0) return
    void add(() => inTurn(files, (file) => addOne(conversationId, file, limits)))
  }

  const isFiles = (transfer: DataTransfer) => limits !== null && transfer.types.includes('Files')
  return {
    isOver,
    isAdding,
    choose: () => void add(async () => [await call('attachment.choose', { conversationId })]),
    onPaste(event: ClipboardEvent) {
      const files = [...event.clipboardData.files]
      // Office programs put a picture of the copied text beside the text; the text is meant.
      if (limits === null || files.length === 0 || event.clipboardData.types.includes('text/plain')) return
      event.preventDefault()
      addAll(files)
    },
    dropTarget: {
      onDragEnter(event: DragEvent) {
        if (!isFiles(event.dataTransfer)) return
        event.preventDefault()
        depth.current += 1
        setOver(true)
      },
      onDragOver(event: DragEvent) {
        if (isFiles(event.dataTransfer)) event.preventDefault()
      },
      onDragLeave(event: DragEvent) {
        if (!isFiles(event.dataTransfer)) return
        depth.current = Math.max(0, depth.current - 1)
        if (depth.current === 0) setOver(false)
      },
      onDrop(event: DragEvent) {
        if (!isFiles(event.dataTransfer)) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        addAll([...event.dataTransfer.files])
      },
    },
  }
}

async function inTurn<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await task(item))
  return results
}

async function addOne(conversationId: number, file: File, limits: FileLimits): Promise<FilesAnswer> {
  const problem = fileProblem(file, limits)
  if (problem !== null) return refused(problem)
  const bytes = await readBytes(file)
  if (bytes === null) return refused({ fileName: file.name, problem: 'unreadable' })
  return call('attachment.add', { conversationId, name: file.name || 'file', mediaType: file.type, bytes })
}

function refused(file: RefusedFile): FilesAnswer {
  return { ok: true, added: [], refused: [file] }
}

/** Null: a folder, or a file that went away. */
async function readBytes(file: File): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    return null
  }
}
