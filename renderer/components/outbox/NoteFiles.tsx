import type { Attachment, OutboxNote } from '../../../electron/ipc/shapes.ts'
import { oneLine } from '../../display-text.ts'
import { uploadKey, useUploads } from '../../stores/uploads.ts'
import { notesText, sizeWords } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'

/** The files of a note on its way, each with how far it has come. */
export function NoteFiles({ note }: { readonly note: Pick<OutboxNote, 'entryId' | 'attachments' | 'state'> }) {
  if (note.attachments.length === 0) return null
  return (
    <ul className="file-chips" aria-label={notesText.files.label}>
      {note.attachments.map((file) => (
        <FileOnItsWay key={file.position} file={file} note={note} />
      ))}
    </ul>
  )
}

interface Props {
  readonly file: Attachment
  readonly note: Pick<OutboxNote, 'entryId' | 'state'>
}

function FileOnItsWay({ file, note: { entryId, state } }: Props) {
  const progress = useUploads(({ byFile }) => byFile[uploadKey(entryId, file.contentHash)])
  const isMoving = !file.isUploaded && progress !== undefined && (state === 'queued' || state === 'sending')
  return (
    <li className="file-chip" data-testid="note-file" data-uploaded={file.isUploaded}>
      <Icon name="file" />
      <span className="truncate" dir="auto" title={oneLine(file.fileName)}>
        {oneLine(file.fileName)}
      </span>
      <span className="file-size">
        {isMoving
          ? notesText.files.uploading(sizeWords(progress.sentBytes), sizeWords(progress.totalBytes))
          : sizeWords(file.bytes)}
      </span>
      {isMoving && (
        <progress
          className="file-progress"
          aria-label={oneLine(file.fileName)}
          data-testid="upload-progress"
          max={progress.totalBytes}
          value={progress.sentBytes}
        />
      )}
      {file.isUploaded && (
        <span className="file-there" title={notesText.files.isThere}>
          <Icon name="check" />
          <span className="visually-hidden">{notesText.files.isThere}</span>
        </span>
      )}
    </li>
  )
}
