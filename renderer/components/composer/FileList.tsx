import type { Attachment, RefusedFile } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { notesText, refusedFileWords, sizeWords } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'

interface Props {
  readonly files: readonly Attachment[]
  readonly onRemove: (position: number) => void
}

/** The files that go along with a note being written. */
export function FileList({ files, onRemove }: Props) {
  if (files.length === 0) return null
  return (
    <ul className="file-chips" aria-label={notesText.files.label}>
      {files.map((file) => (
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
            onClick={() => onRemove(file.position)}
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
