import { useState } from 'react'
import { text } from '../../text.ts'
import { SaveNotes } from './SaveNotes.tsx'
import { TakeOverNotes } from './TakeOverNotes.tsx'

/** The outbox's way to another computer and back. */
export function NotesFileActions({ hasNotes }: { readonly hasNotes: boolean }) {
  const [open, setOpen] = useState<'save' | 'take_over' | null>(null)
  const close = () => setOpen(null)
  return (
    <div className="outbox-files">
      {hasNotes && (
        <button type="button" className="button" data-testid="notes-save" onClick={() => setOpen('save')}>
          {text.outbox.saveToFile}
        </button>
      )}
      <button type="button" className="button" data-testid="notes-take-over" onClick={() => setOpen('take_over')}>
        {text.outbox.takeOver}
      </button>
      {open === 'save' && <SaveNotes accountId={null} onSaved={null} onClose={close} />}
      {open === 'take_over' && <TakeOverNotes onClose={close} />}
    </div>
  )
}
