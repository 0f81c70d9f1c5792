import { z } from 'zod'
import { maxDraftCharacters } from './limits.ts'
import { localId, timestampMs } from './shapes-basics.ts'

/** Notes on their way to a CRM: how they are made, what goes along, and where they are. */

const activityForm = z.object({
  typeCode: z.string().max(200),
  /** As it was called when the user chose it. */
  typeName: z.string().max(1_000),
  /** Null: the moment of writing. */
  occurredAtMs: timestampMs.nullable(),
  fields: z
    .array(z.object({ name: z.string().max(500), value: z.string().max(200_000) }))
    .max(500)
    .readonly(),
  skipsOptionCheck: z.boolean().exactOptional(),
  wantsLeadScore: z.boolean().exactOptional(),
  processesFilesAsync: z.boolean().exactOptional(),
})

/** What the user says of a note besides its text. */
export const noteForm = z.object({
  format: z.enum(['plain', 'html']),
  /** Null: the CRM knows no private notes. */
  visibility: z.enum(['public', 'private']).nullable(),
  /** A draft in the CRM itself, not a draft on this machine. */
  isDraft: z.boolean(),
  /** Null: the CRM's notes are no activities of chosen types. */
  activity: activityForm.nullable(),
})

/** How notes of an account are made: the composer offers just this. */
export const noteCapabilities = z.object({
  /** The first is what a note is unless the user says otherwise. */
  formats: z.array(z.enum(['plain', 'html'])),
  /** Empty: the CRM knows no private notes. */
  visibilities: z.array(z.enum(['public', 'private'])),
  drafts: z.boolean(),
  manyTargets: z.boolean(),
  /** `mediaTypes` null: which ones are allowed is not documented. */
  attachments: z.object({ maxBytes: z.int(), mediaTypes: z.array(z.string()).nullable() }).nullable(),
  /** A note is an activity of a type that the user chooses, with the type's own fields. */
  activityTypes: z.boolean(),
  /** A delivered note of one's own can be changed. */
  edits: z.boolean(),
  maxCharacters: z.int().nullable(),
})

/** A kind of activity as the account defines it, for the form that is drawn from it. */
export const activityType = z.object({
  code: z.string(),
  name: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      kind: z.enum(['text', 'number', 'date', 'date_time', 'dropdown', 'boolean']),
      options: z.array(z.string()),
      isMandatory: z.boolean(),
      maxCharacters: z.int().nullable(),
      /** Filled by the app itself, not shown in forms. */
      isReference: z.boolean(),
    }),
  ),
  /** False: the CRM's own kind, shown in timelines and not offered. */
  isWritable: z.boolean(),
})

export const noteState = z.enum(['held', 'queued', 'sending', 'in_doubt', 'rejected', 'delivered', 'discarded'])

/** Why a note is where it is, as data; the words for it are the renderer's. */
export const noteTrouble = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offline') }),
  z.object({ kind: z.literal('timeout') }),
  z.object({ kind: z.literal('server'), status: z.number() }),
  z.object({ kind: z.literal('throttled') }),
  z.object({ kind: z.literal('unauthorized') }),
  z.object({ kind: z.literal('rejected'), status: z.number(), reason: z.string() }),
  z.object({ kind: z.literal('contract'), reason: z.string() }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('ambiguous'), candidates: z.int() }),
  z.object({ kind: z.literal('unverifiable') }),
  z.object({ kind: z.literal('damaged') }),
  /** A file of it is gone from this machine, or not what was added. */
  z.object({ kind: z.literal('attachment_missing'), fileName: z.string() }),
  /** The CRM does not take a file of it. */
  z.object({ kind: z.literal('attachment_refused'), fileName: z.string(), reason: z.string() }),
  /** A file of it cannot be read here at the moment, or did not get through to the CRM: it is tried again. */
  z.object({ kind: z.literal('attachment_failed'), fileName: z.string(), where: z.enum(['here', 'crm']) }),
  /** Of an edit: somebody else changed the note meanwhile; this is theirs. */
  z.object({ kind: z.literal('conflict'), theirs: z.string() }),
  /** Of an edit: the note is no more. */
  z.object({ kind: z.literal('gone') }),
])

/** A file that goes along with a note. `position` names it within its entry and never changes. */
export const attachment = z.object({
  position: z.int().nonnegative(),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.int().nonnegative(),
  /** Names its content; progress of uploads is told by it. */
  contentHash: z.string(),
  /** The CRM of the note has it already. */
  isUploaded: z.boolean(),
})

export const outboxNote = z.object({
  noteId: z.uuid(),
  /** What the user saved at once: a note for several records is one row each, of one entry. */
  entryId: z.uuid(),
  /** `edit`: a change of a note that the CRM has already. */
  kind: z.enum(['create', 'edit']),
  accountId: localId,
  /** Null where the replica does not hold the conversation (any more, or not yet again). */
  conversationId: localId.nullable(),
  conversationName: z.string(),
  text: z.string(),
  form: noteForm,
  attachments: z.array(attachment),
  /** Of an edit: the timeline's activity that it changes; null where the replica does not hold it. */
  editsActivityId: localId.nullable(),
  state: noteState,
  trouble: noteTrouble.nullable(),
  attempts: z.int(),
  createdAtMs: timestampMs,
  /** held: when it leaves the undo window. queued: not tried before this. Null: as soon as its turn comes. */
  nextTryAtMs: timestampMs.nullable(),
  /** in_doubt: the user has to say whether it is there. */
  needsAnswer: z.boolean(),
  /** It was saved to a file for another machine, which may send it as well. */
  savedToFileAtMs: timestampMs.nullable(),
  /** It was taken over from another machine's file. */
  takenOverAtMs: timestampMs.nullable(),
})

/** The note that is being changed: one that was written here, whether it left or not, or one that was not. */
export const editSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), noteId: z.uuid() }),
  z.object({ kind: z.literal('activity'), activityId: localId }),
])

/** What an editor opened with. A sync, or the note's delivery, changes nothing of it. */
const openedEdit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting'), note: outboxNote }),
  z.object({
    kind: z.literal('delivered'),
    /** The note as the CRM had given it. */
    base: z.string(),
    /** The change that was on its way; null: none. */
    pendingText: z.string().nullable(),
    /** The note was sent while this was being written as a change of what was not sent yet. */
    late: outboxNote.nullable(),
    isHtml: z.boolean(),
  }),
])

/** A note that is being changed: what was typed and filled in so far. */
export const noteEdit = z.object({
  subject: editSubject,
  opened: openedEdit,
  /** As the field showed it when the editor opened. */
  before: z.string(),
  text: z.string().max(maxDraftCharacters),
  /** Null: nothing but the text is changed. */
  form: noteForm.nullable(),
})

/** What became of one note of a file. */
export const takenOverNote = z.object({
  conversationName: z.string(),
  accountLabel: z.string(),
  outcome: z.enum(['imported', 'already_here', 'account_not_connected']),
  /** False: the conversation is not on this computer yet; the note is sent to it all the same. */
  isConversationHere: z.boolean(),
})

/** Why a note could not go into a file. */
export const leftOutNote = z.object({
  conversationName: z.string(),
  /**
   * `taken_over`: it came from another machine's file, and is that machine's to hand on. `edit`: a change of a note that the CRM has.
   * `file_missing`: a file of it is gone from this machine. `file_unreadable`: another program holds it, or the disk cannot read it.
   * `files_too_large`: its files do not fit into what one file carries.
   */
  reason: z.enum(['taken_over', 'edit', 'file_missing', 'file_unreadable', 'files_too_large']),
})

/** What keeps a form from being saved, by field. */
export const formProblem = z.object({
  /** The provider's own name of the field. */
  fieldName: z.string(),
  problem: z.enum(['missing', 'too_long', 'not_a_number', 'not_a_date', 'not_an_option']),
})

/** A file that could not be added, and why. */
export const refusedFile = z.object({
  fileName: z.string(),
  problem: z.enum(['too_large', 'type_not_allowed', 'empty', 'unreadable', 'too_many']),
})

/** How much of a file has reached its CRM. */
export const uploadProgress = z.object({
  entryId: z.string(),
  contentHash: z.string(),
  sentBytes: z.number(),
  totalBytes: z.number(),
})

export type NoteForm = z.infer<typeof noteForm>
export type NoteCapabilities = z.infer<typeof noteCapabilities>
export type ActivityType = z.infer<typeof activityType>
export type NoteState = z.infer<typeof noteState>
export type NoteTrouble = z.infer<typeof noteTrouble>
export type Attachment = z.infer<typeof attachment>
export type OutboxNote = z.infer<typeof outboxNote>
export type EditSubject = z.infer<typeof editSubject>
export type KeptEdit = z.infer<typeof noteEdit>
export type TakenOverNote = z.infer<typeof takenOverNote>
export type LeftOutNote = z.infer<typeof leftOutNote>
export type FormProblem = z.infer<typeof formProblem>
export type RefusedFile = z.infer<typeof refusedFile>
export type UploadProgress = z.infer<typeof uploadProgress>
