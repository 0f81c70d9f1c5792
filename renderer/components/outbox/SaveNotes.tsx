import { useEffect, useRef, useState } from 'react'
import { minPassphraseCharacters } from '../../../electron/ipc/limits.ts'
import type { LeftOutNote } from '../../../electron/ipc/shapes.ts'
import { useAttempt } from '../../attempt.ts'
import { call } from '../../bridge.ts'
import { text } from '../../text.ts'
import { type NotesFileFailure, notesFileFailureWords } from '../../text-failure.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { PassphraseField } from './PassphraseField.tsx'

interface Props {
  /** Null: the notes of all accounts. */
  readonly accountId: number | null
  /** What was the reason for saving. Called at once where every note is in the file, else once the user has seen which are not. */
  readonly onSaved: (() => void) | null
  readonly onClose: () => void
}

interface Saved {
  readonly path: string
  readonly notes: number
  readonly leftOut: readonly LeftOutNote[]
}

export function SaveNotes({ accountId, onSaved, onClose }: Props) {
  const [passphrase, setPassphrase] = useState('')
  const [repeated, setRepeated] = useState('')
  const [failure, setFailure] = useState<NotesFileFailure | null>(null)
  const [saved, setSaved] = useState<Saved | null>(null)
  const [isBusy, setBusy] = useState(false)
  const attempt = useAttempt()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const isLongEnough = [...passphrase].length >= minPassphraseCharacters
  const differs = repeated !== '' && repeated !== passphrase

  async function save() {
    setBusy(true)
    setFailure(null)
    const closed = attempt.begin()
    const answer = await call('outbox.saveToFile', { accountId, passphrase }).finally(() => setBusy(false))
    if (closed.aborted) return
    if (!answer.ok) return setFailure(answer.error)
    if (answer.path === null) return
    if (onSaved !== null && answer.leftOut.length === 0) return onSaved()
    setSaved({ path: answer.path, notes: answer.notes, leftOut: answer.leftOut })
  }

  if (saved !== null) return <SavedNotes saved={saved} onGoOn={onSaved} onClose={onClose} />
  return (
    <Dialog title={text.notesFile.saveTitle} onClose={onClose}>
      <form
        className="dialog-body"
        data-testid="save-notes-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <p>{text.notesFile.saveBody}</p>
        <PassphraseField
          ref={field}
          label={text.notesFile.passphrase}
          hint={text.notesFile.passphraseHint(minPassphraseCharacters)}
          value={passphrase}
          testId="passphrase"
          onChange={setPassphrase}
        />
        <PassphraseField
          label={text.notesFile.repeated}
          hint={differs ? text.notesFile.differ : null}
          value={repeated}
          testId="passphrase-repeated"
          onChange={setRepeated}
        />
        {failure !== null && <ErrorMessage words={notesFileFailureWords(failure)} />}
        <button
          type="submit"
          className="button button-primary button-large"
          disabled={isBusy || !isLongEnough || repeated !== passphrase}
          data-testid="notes-save-confirm"
        >
          {isBusy ? text.notesFile.saving : text.notesFile.save}
        </button>
      </form>
    </Dialog>
  )
}

const leftOutReasons = ['taken_over', 'edit', 'file_missing', 'file_unreadable', 'files_too_large'] as const

interface SavedProps {
  readonly saved: Saved
  /** Null: nothing was to follow. */
  readonly onGoOn: (() => void) | null
  readonly onClose: () => void
}

function SavedNotes({ saved, onGoOn, onClose }: SavedProps) {
  return (
    <Dialog title={text.notesFile.savedTitle} onClose={onClose}>
      <div className="dialog-body" data-testid="notes-saved">
        <p>{text.notesFile.saved(saved.notes)}</p>
        <blockquote className="quote">{saved.path}</blockquote>
        {leftOutReasons.map((reason) => {
          const amount = saved.leftOut.filter((note) => note.reason === reason).length
          return amount > 0 && <p key={reason}>{text.notesFile.leftOut[reason](amount)}</p>
        })}
        <p>{text.notesFile.savedNext}</p>
      </div>
      <footer className="dialog-foot">
        {onGoOn !== null && (
          <button type="button" className="button" onClick={onClose}>
            {text.notesFile.goBack}
          </button>
        )}
        <button
          type="button"
          className="button button-primary"
          data-testid="notes-saved-done"
          onClick={onGoOn ?? onClose}
        >
          {onGoOn === null ? text.notesFile.done : text.notesFile.goOn}
        </button>
      </footer>
    </Dialog>
  )
}
