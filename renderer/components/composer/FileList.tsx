import { useEffect, useRef } from 'react'
import type { Attachment, RefusedFile } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { notesText, refusedFileWords, sizeWords } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly files: readonly Attachment[]
  readonly onRemove: (position: number) => void
  /** The last one was removed, by its button, which had the focus. */
  readonly onEmptied: () => void
}

/** The files that go along with a note being written. Who removes one goes on at the next. */
export function FileList({ files, onRemove, onEmptied }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const removed = useRef<{ readonly index: number; readonly files: Props['files'] } | null>(null)
  useEffect(() => {
    if (removed.current === null || removed.current.files === files) return
    const { index } = removed.current
    removed.current = null
    if (document.activeElement !== document.body) return
    const next = list.current?.querySelectorAll('button')[Math.min(index, files.length - 1)]
    if (next === undefined) onEmptied()
    else next.focus()
  }, [files, onEmptied])

  if (files.length === 0) return null
  return (
    <ul ref={list} className="file-chips" aria-label={notesText.files.label}>
      {files.map((file, index) => (
        <li key={file.position} className="file-chip" data-testid="attachment">
          <Icon name="file" />
          <span className="truncate" dir="auto" title={oneLine(file.fileName)}>
            {oneLine(file.fileName)}
          </span>
          <span className="file-size">{sizeWords(file.bytes)}</span>
          <button
            type="button"
            className="chip-button"
            aria-label={notesText.files.remove(oneLine(file.fileName))}
            title={notesText.files.remove(oneLine(file.fileName))}
            data-testid="attachment-remove"
            onClick={() => {
              removed.current = { index, files }
              onRemove(file.position)
            }}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}

interface RefusedProps {
  readonly refused: readonly RefusedFile[]
  readonly maxBytes: number
}

export function RefusedFiles({ refused, maxBytes }: RefusedProps) {
  return refused.map((file) => (
    <ErrorMessage key={`${file.fileName} ${file.problem}`} words={refusedFileWords(file, maxBytes)} />
  ))
}
