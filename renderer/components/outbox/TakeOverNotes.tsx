import { useState } from 'react'
import type { TakenOverNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import { type NotesFileFailure, notesFileFailureWords } from '../../text-failure.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { PassphraseField } from './PassphraseField.tsx'

export function TakeOverNotes({ onClose }: { readonly onClose: () => void }) {
  const [fileName, setFileName] = useState<string | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [failure, setFailure] = useState<NotesFileFailure | null>(null)
  const [notes, setNotes] = useState<readonly TakenOverNote[] | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function choose() {
    const { name } = await call('outbox.chooseFile', null)
    if (name === null) return
    setFileName(name)
    setFailure(null)
  }

  async function takeOver() {
    setBusy(true)
    setFailure(null)
    const answer = await call('outbox.takeOver', { passphrase }).finally(() => setBusy(false))
    if (answer.ok) setNotes(answer.notes)
    else setFailure(answer.error)
  }

  if (notes !== null) return <TakenOver notes={notes} onClose={onClose} />
  return (
    <Dialog title={text.notesFile.takeOverTitle} onClose={onClose}>
      <form
        className="dialog-body"
        data-testid="take-over-form"
        onSubmit={(event) => {
          event.preventDefault()
          void takeOver()
        }}
      >
        <p>{text.notesFile.takeOverBody}</p>
        {fileName !== null && <blockquote className="quote">{oneLine(fileName)}</blockquote>}
        <button type="button" className="button" data-testid="notes-choose" onClick={() => void choose()}>
          {fileName === null ? text.notesFile.choose : text.notesFile.chooseAnother}
        </button>
        {fileName !== null && (
          <PassphraseField
            label={text.notesFile.passphrase}
            hint={null}
            value={passphrase}
            testId="passphrase"
            onChange={setPassphrase}
          />
        )}
        {failure !== null && <ErrorMessage words={notesFileFailureWords(failure)} />}
        {fileName !== null && (
          <button
            type="submit"
            className="button button-primary button-large"
            disabled={isBusy || passphrase === ''}
            data-testid="notes-take-over-confirm"
          >
            {isBusy ? text.notesFile.takingOver : text.notesFile.takeOver}
          </button>
        )}
      </form>
    </Dialog>
  )
}

/** What became of the file's notes, by kind. */
function TakenOver({ notes, onClose }: { readonly notes: readonly TakenOverNote[]; readonly onClose: () => void }) {
  const having = (outcome: TakenOverNote['outcome']) => notes.filter((note) => note.outcome === outcome)
  const homeless = having('account_not_connected')
  const accounts = [...new Set(homeless.map((note) => oneLine(note.accountLabel)))].join(', ')
  const unknown = notes.filter((note) => !note.isConversationHere).length
  const already = having('already_here').length
  return (
    <Dialog title={text.notesFile.takeOverTitle} onClose={onClose}>
      <div className="dialog-body" data-testid="notes-taken-over">
        <p>{text.notesFile.taken(having('imported').length)}</p>
        {unknown > 0 && <p>{text.notesFile.unknownConversation(unknown)}</p>}
        {already > 0 && <p>{text.notesFile.alreadyHere(already)}</p>}
        {homeless.length > 0 && <p>{text.notesFile.notConnected(homeless.length, accounts)}</p>}
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button button-primary" data-testid="notes-done" onClick={onClose}>
          {text.notesFile.done}
        </button>
      </footer>
    </Dialog>
  )
}
