import { z } from 'zod'
import { noteTrouble } from '../../db/queries/note-trouble.ts'
import { localId, moment, text } from './output-shapes-basics.ts'

/** What `--json` prints of notes on their way. */

/** What was said of a note besides its text. */
const noteForm = z.object({
  format: z.enum(['plain', 'html']),
  visibility: z.enum(['public', 'private']).nullable(),
  isDraft: z.boolean(),
  activity: z
    .object({
      typeCode: text,
      typeName: text,
      /** Null: the moment of writing. */
      occurredAt: moment.nullable(),
      fields: z.array(z.object({ name: text, value: text })),
      wantsLeadScore: z.boolean(),
      skipsOptionCheck: z.boolean(),
      processesFilesAsync: z.boolean(),
    })
    .nullable(),
})
const attachments = z.array(
  z.object({
    fileName: text,
    mediaType: text,
    bytes: z.int(),
    /** The CRM of the note has it already. */
    isUploaded: z.boolean(),
  }),
)
const noteState = z.enum(['held', 'queued', 'sending', 'in_doubt', 'rejected', 'delivered', 'discarded'])

export const noteShape = z.object({
  id: text,
  /** What was saved at once: a note for several targets is one for each, of one entry. */
  entryId: text,
  /** `edit`: a change of a note that the CRM has. */
  kind: z.enum(['create', 'edit']),
  accountId: localId,
  conversationId: localId.nullable(),
  conversationName: text,
  text,
  form: noteForm,
  attachments,
  /** Of an edit: the activity that it changes. */
  editsActivityId: localId.nullable(),
  state: noteState,
  trouble: noteTrouble.nullable(),
  attempts: z.int(),
  writtenAt: moment,
  nextTryAt: moment.nullable(),
  needsAnswer: z.boolean(),
})
const entryShape = z.object({
  id: text,
  kind: noteShape.shape.kind,
  text,
  form: noteForm,
  attachments,
  /** One for each target, in the order given. */
  outcomes: z.array(
    noteShape
      .pick({
        accountId: true,
        conversationId: true,
        conversationName: true,
        state: true,
        trouble: true,
        attempts: true,
        nextTryAt: true,
        needsAnswer: true,
      })
      .extend({ noteId: text, accountLabel: text }),
  ),
})
export type EntryShown = z.output<typeof entryShape>
/** `note` is the first of the entry. */
export const noteSavedShape = z.object({ note: noteShape, entry: entryShape })
export type NoteSaved = z.output<typeof noteSavedShape>
export const outboxListShape = z.object({ notes: z.array(noteShape), entries: z.array(entryShape) })
export const outboxShowShape = z.object({
  note: noteShape,
  entry: entryShape,
  receipts: z.array(z.object({ at: moment, from: text.nullable(), to: text, cause: z.record(z.string(), z.json()) })),
})
