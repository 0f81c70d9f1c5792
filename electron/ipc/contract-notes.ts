import { z } from 'zod'
import { done, failure, id, nothing, storeFailure } from './contract-basics.ts'
import { maxAttachmentBytes, maxDraftCharacters } from './limits.ts'
import * as shape from './shapes.ts'

/** The channels of what the user writes: drafts, their files, notes, and their way to the CRM. A part of the contract. */

const passphrase = z.string().max(10_000)
/** Of several files some may be added and others not. */
const filesAdded = z.object({
  ok: z.literal(true),
  added: z.array(shape.attachment),
  refused: z.array(shape.refusedFile),
})
const formIncomplete = z.object({
  ok: z.literal(false),
  error: z.object({ kind: z.literal('form_incomplete'), detail: z.null(), problems: z.array(shape.formProblem) }),
})

export const noteChannels = {
  /**
   * `form` and `alsoTo` absent: as they were. Empty text leaves a draft that has files. Those to whom it goes besides, but who are not here at
   * the moment, stay whatever `alsoTo` says.
   */
  'draft.save': {
    in: z.object({
      conversationId: id,
      text: z.string().max(maxDraftCharacters),
      form: shape.noteForm.nullable().optional(),
      /** Conversations that get the note besides. */
      alsoTo: z.array(id).max(200).optional(),
    }),
    out: z.union([done, storeFailure]),
  },
  /** What was typed, said and added so far. */
  'draft.get': {
    in: z.object({ conversationId: id }),
    out: z.object({
      text: z.string(),
      form: shape.noteForm.nullable(),
      alsoTo: z.array(shape.noteTarget),
      attachments: z.array(shape.attachment),
    }),
  },

  /** The names of those to whom the draft goes besides, but who are not here at the moment: a note goes to none of them. */
  'draft.absent': { in: z.object({ conversationId: id }), out: z.array(z.string()) },
  'draft.leaveOutAbsent': { in: z.object({ conversationId: id }), out: z.union([done, storeFailure]) },

  /** Opens the system's own dialog; nothing is added where the user closes it. Files are the draft's of the conversation. */
  'attachment.choose': {
    in: z.object({ conversationId: id }),
    out: z.union([filesAdded, failure('gone', 'not_supported', 'storage_full', 'storage_read_only')]),
  },
  /** A file that was dropped or pasted. */
  'attachment.add': {
    in: z.object({
      conversationId: id,
      name: z.string().min(1).max(1_000),
      mediaType: z.string().max(300),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= maxAttachmentBytes),
    }),
    out: z.union([filesAdded, failure('gone', 'not_supported', 'storage_full', 'storage_read_only')]),
  },
  'attachment.remove': {
    in: z.object({ conversationId: id, position: z.int().nonnegative() }),
    out: z.union([done, storeFailure]),
  },
  'attachment.list': { in: z.object({ conversationId: id }), out: z.array(shape.attachment) },

  /** The kinds of activity of an account whose notes are such; empty until they were fetched. */
  'activityTypes.list': { in: z.object({ accountId: id }), out: z.array(shape.activityType) },

  /**
   * `ok` means durable on disk: one entry with one note for each target. The draft of `conversationId`, whose files go along, is
   * cleared in the same transaction. `targets` absent: where notes of this conversation go.
   */
  'note.save': {
    in: z.object({
      conversationId: id,
      targets: z.array(id).min(1).max(200).optional(),
      text: z.string().max(maxDraftCharacters),
      /** Absent: as the CRM's notes are unless the user says otherwise. */
      form: shape.noteForm.optional(),
    }),
    out: z.union([
      z.object({
        ok: z.literal(true),
        entryId: z.uuid(),
        /** The first of the entry's notes; undoing it takes all of them back. */
        noteId: z.uuid(),
        notes: z.array(z.object({ noteId: z.uuid(), conversationId: id })),
        heldUntilMs: z.number(),
      }),
      formIncomplete,
      failure('storage_full', 'storage_read_only', 'gone', 'too_long', 'empty', 'takes_no_note', 'not_supported'),
    ]),
  },
  /**
   * Takes a held note back, with all of its entry; text, form, files and to whom it was to go become the draft again. `conversationId`:
   * where it was written; null: the replica does not hold it.
   */
  'note.undo': {
    in: z.object({ noteId: z.uuid() }),
    out: z.union([
      z.object({
        ok: z.literal(true),
        text: z.string(),
        conversationId: id.nullable(),
      }),
      failure('too_late', 'storage_full', 'storage_read_only', 'gone'),
    ]),
  },
  /**
   * Changes a delivered note of one's own; the change goes through the outbox like a note. `base`: the note as the CRM had given it when
   * the user began; what it has become since without their seeing it is a conflict.
   */
  'note.edit': {
    in: z.object({
      activityId: id,
      base: z.string().max(maxDraftCharacters),
      text: z.string().max(maxDraftCharacters),
      /** As what it was kept while it was typed (`edit.keep`), which ends in the same transaction. */
      subject: shape.editSubject.optional(),
    }),
    out: z.union([
      z.object({ ok: z.literal(true), noteId: z.uuid(), heldUntilMs: z.number() }),
      failure('not_editable', 'gone', 'too_long', 'empty', 'storage_full', 'storage_read_only'),
    ]),
  },
  /**
   * Keeps what was typed so far into the editor of a note, until the change is saved (`outbox.edit`, `note.edit`) or given up. Refused with
   * `gone` where the note is not here.
   */
  'edit.keep': { in: shape.noteEdit, out: z.union([done, storeFailure]) },
  'edit.giveUp': { in: z.object({ subject: shape.editSubject }), out: z.union([done, storeFailure]) },
  /** Every change that was begun. One whose note is not here is listed again once it is. */
  'edit.list': { in: nothing, out: z.array(shape.noteEdit) },

  /** In the order of writing. What is delivered of an entry stays listed as long as another of its notes is not. */
  'outbox.list': { in: nothing, out: z.array(shape.outboxNote) },
  /** How many more there are than a list can show. They move up as others are sent. */
  'outbox.notListed': { in: nothing, out: z.int().nonnegative() },
  'outbox.retry': {
    in: z.object({ noteId: z.uuid() }),
    out: z.union([done, failure('wrong_state', 'storage_full', 'storage_read_only', 'gone')]),
  },
  /** `form` absent: as it was. */
  'outbox.edit': {
    in: z.object({ noteId: z.uuid(), text: z.string().max(maxDraftCharacters), form: shape.noteForm.optional() }),
    out: z.union([
      done,
      formIncomplete,
      failure('wrong_state', 'too_long', 'empty', 'not_supported', 'storage_full', 'storage_read_only', 'gone'),
    ]),
  },
  /** Sends a note whose file is gone without it; `position` names the file. */
  'outbox.sendWithoutFile': {
    in: z.object({ noteId: z.uuid(), position: z.int().nonnegative() }),
    out: z.union([done, failure('wrong_state', 'storage_full', 'storage_read_only', 'gone')]),
  },
  'outbox.discard': {
    in: z.object({ noteId: z.uuid() }),
    out: z.union([done, failure('wrong_state', 'storage_full', 'storage_read_only', 'gone')]),
  },
  /** Nothing waits for its undo window or a backoff any longer. Answers when nothing more goes by itself; `unsent`: still here. */
  'outbox.sendNow': {
    in: z.object({ accountId: id.nullable() }),
    out: z.union([z.object({ ok: z.literal(true), unsent: z.int() }), failure('storage_full', 'storage_read_only')]),
  },
  /** The user's answer for a note in doubt that could not be looked up: it is there, or send it again. */
  'outbox.resolve': {
    in: z.object({ noteId: z.uuid(), answer: z.enum(['is_there', 'send_again']) }),
    out: z.union([done, failure('wrong_state', 'storage_full', 'storage_read_only', 'gone')]),
  },

  /** Asks where, then puts the unsent notes into an encrypted file there. Null: of all accounts. `path` null: not now. */
  'outbox.saveToFile': {
    in: z.object({ accountId: id.nullable(), passphrase }),
    out: z.union([
      z.object({
        ok: z.literal(true),
        path: z.string().nullable(),
        notes: z.int(),
        /** Unsent notes that are not in the file, and stay here as they were. */
        leftOut: z.array(shape.leftOutNote),
      }),
      failure('passphrase_too_short', 'nothing_to_save', 'cannot_write', 'storage_full', 'storage_read_only'),
    ]),
  },
  /** Asks which file; main remembers it. `name` null: not now. */
  'outbox.chooseFile': { in: nothing, out: z.object({ name: z.string().nullable() }) },
  /** Takes the notes of the chosen file over. Reading it again adds nothing. */
  'outbox.takeOver': {
    in: z.object({ passphrase }),
    out: z.union([
      z.object({ ok: z.literal(true), exportedAtMs: z.number(), notes: z.array(shape.takenOverNote) }),
      failure(
        'no_file',
        'cannot_read',
        'not_a_notes_file',
        'newer_version',
        'damaged',
        'wrong_passphrase',
        'too_large',
        'storage_full',
        'storage_read_only',
      ),
    ]),
  },
} satisfies Record<string, { in: z.ZodType; out: z.ZodType }>
