import { normaliseNoteText } from '../normalise-note-text.ts'

/** How long a note may be is not documented: one that was cut counts from this length on. */
const sureBeginning = 100

/** Whether the CRM shows the note that was sent: its whole text, or so much of its beginning that it was cut there. */
export function isSameNote(sent: string, shown: string | null): boolean {
  const wanted = normaliseNoteText(sent)
  const found = normaliseNoteText(shown ?? '')
  return wanted === found || (found.length >= sureBeginning && wanted.startsWith(found))
}
