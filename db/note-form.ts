import { z } from 'zod'
import { type NoteForm, plainNote } from './records.ts'

/** What the user said of a note besides its text, as the journal and files keep it. */

const activityForm = z.object({
  typeCode: z.string().min(1).max(1_000),
  typeName: z.string().max(10_000),
  occurredAtMs: z.number().min(-8.64e15).max(8.64e15).nullable(),
  fields: z.array(z.object({ name: z.string().min(1).max(1_000), value: z.string().max(1_000_000) })).max(1_000),
  skipsOptionCheck: z.boolean().exactOptional(),
  wantsLeadScore: z.boolean().exactOptional(),
  processesFilesAsync: z.boolean().exactOptional(),
})

/** For every edge at which a form comes in: the journal, the page, a file, the command line. */
export const noteFormSchema: z.ZodType<NoteForm> = z.object({
  format: z.enum(['plain', 'html']),
  visibility: z.enum(['public', 'private']).nullable(),
  isDraft: z.boolean(),
  activity: activityForm.nullable(),
})

/** Its JSON; null for a plain note. Equal forms give equal text, whatever the order of their keys. */
export function formatNoteForm(form: NoteForm): string | null {
  // Parsed, its keys are in the schema's order.
  const json = JSON.stringify(noteFormSchema.parse(form))
  return json === plainJson ? null : json
}

const plainJson = JSON.stringify(noteFormSchema.parse(plainNote))

/** In place of a form that damage took: whatever it was, the note must not be seen by more people than it was meant for. */
const unreadable: NoteForm = { ...plainNote, visibility: 'private' }

/** A stored form. One that cannot be read is not what the note's receipts vouch for, so that the note is not sent before its user looked. */
export function parseNoteForm(json: string | null): NoteForm {
  return json === null ? plainNote : (readForm(json) ?? unreadable)
}

/** The form of a draft; null: the user chose nothing yet, or damage took it. */
export function parseDraftForm(json: string | null): NoteForm | null {
  return json === null ? null : readForm(json)
}

function readForm(json: string): NoteForm | null {
  try {
    return noteFormSchema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
