import { z } from 'zod'
import { exitCodes } from './exit-codes.ts'
import { accountShape, missingShape } from './output-shapes-accounts.ts'
import { localId, moment, text } from './output-shapes-basics.ts'
import { noteShape } from './output-shapes-notes.ts'

export * from './output-shapes-accounts.ts'
export * from './output-shapes-notes.ts'

/**
 * What `--json` prints, one shape a command: docs/command-line.md shows each. Stable: a name keeps its meaning, and only
 * new ones are added. Times are ISO 8601 in UTC.
 */

const coverage = z.object({ isComplete: z.boolean(), completeSince: moment.nullable() })

export const failureShape = z.object({
  error: z.object({
    kind: z.enum(Object.keys(exitCodes).filter((kind) => kind !== 'ok')),
    exitCode: z.int(),
    message: text,
    /** With `choice_needed`: what may be given, one of them. */
    choices: z.array(z.object({ option: text, name: text, email: text.nullable() })).exactOptional(),
  }),
})

export const helpShape = z.object({
  commands: z.array(z.object({ name: text, usage: text, summary: text })),
})

export const outboxExportShape = z.object({ file: text, notes: z.int(), leftOut: z.int() })
export const outboxImportShape = z.object({
  exportedAt: moment,
  notes: z.array(
    z.object({
      id: text,
      conversationName: text,
      accountLabel: text,
      outcome: z.enum(['imported', 'already_here', 'account_not_connected']),
    }),
  ),
})

export const syncShape = z.object({
  accounts: z.array(
    z.object({
      id: localId,
      label: text,
      outcome: z.enum(['caught_up', 'paused', 'credentials', 'unreachable', 'stopped']),
      message: text,
      freshAsOf: moment.nullable(),
    }),
  ),
  delivered: z.int(),
  waiting: z.array(noteShape),
})

export const statusShape = z.object({
  folder: text,
  inUseBy: z.object({ pid: z.int(), program: text, since: moment }).nullable(),
  accounts: z.array(
    accountShape.extend({
      freshAsOf: moment.nullable(),
      streams: z.array(
        z.object({
          stream: text,
          isComplete: z.boolean(),
          completeSince: moment.nullable(),
          have: z.int(),
          total: z.int().nullable(),
          freshAsOf: moment.nullable(),
        }),
      ),
      lastFailure: z.object({ at: moment, stream: text, kind: text }).nullable(),
      quarantined: z.int(),
      missing: z.array(missingShape),
    }),
  ),
  outbox: z.object({ waiting: z.int(), troubled: z.int() }),
})

const conversationRow = z.object({
  id: localId,
  accountId: localId,
  remoteId: text,
  name: text,
  snippet: text.nullable(),
  lastEventAt: moment.nullable(),
  isUnread: z.boolean(),
  isArchived: z.boolean(),
  isStarred: z.boolean(),
  status: text.nullable(),
  outcome: text.nullable(),
  nextStep: text.nullable(),
  phone: text.nullable(),
  pendingNotes: z.int(),
  troubledNotes: z.int(),
})
export const inboxShape = z.object({
  conversations: z.array(conversationRow),
  next: text.nullable(),
  coverage,
})

const personShape = z.object({
  id: localId,
  accountId: localId,
  accountLabel: text,
  name: text,
  phone: text.nullable(),
  email: text.nullable(),
  stage: text.nullable(),
  lastEventAt: moment.nullable(),
  /** What both records have in common. */
  matchedBy: z.array(z.enum(['email', 'phone'])),
  /** The user said that it is somebody else. */
  isSeparated: z.boolean(),
  takesNotes: z.boolean(),
})
const conversationShape = conversationRow.extend({
  email: text.nullable(),
  accountLabel: text,
  stage: text.nullable(),
  source: text.nullable(),
  /** Null: the CRM keeps none. */
  score: z.number().nullable(),
  /** Where a note for it goes: itself, or the person's conversation; null: nowhere. */
  noteTargetId: localId.nullable(),
  samePerson: z.array(personShape),
})
const activityShape = z.object({
  kind: z.literal('activity'),
  id: localId,
  at: moment,
  type: text,
  direction: text.nullable(),
  status: text.nullable(),
  author: text.nullable(),
  /** Plain, also where the CRM has HTML. */
  text: text.nullable(),
  /** The account's own user made it. */
  isMine: z.boolean(),
  /** `edit-note` can change it. */
  isEditable: z.boolean(),
  /** The change of it that the CRM has not confirmed. */
  pendingEdit: noteShape.nullable(),
  /** The note written here that this activity is. */
  noteId: text.nullable(),
})
const timelineRow = z.discriminatedUnion('kind', [
  activityShape,
  z.object({ kind: z.literal('note'), at: moment, note: noteShape }),
])
export const showShape = z.object({
  conversation: conversationShape,
  timeline: z.array(timelineRow),
  next: text.nullable(),
  coverage,
})
export const exportShape = z.object({
  conversation: conversationShape,
  timeline: z.array(timelineRow),
  coverage,
})

export const personChangeShape = z.object({ id: localId, samePerson: z.array(personShape) })

export const typesShape = z.object({
  types: z.array(
    z.object({
      code: text,
      name: text,
      /** False: the CRM's own kind, which notes cannot be. */
      isWritable: z.boolean(),
      fields: z.array(
        z.object({
          name: text,
          label: text,
          kind: z.enum(['text', 'number', 'date', 'date_time', 'dropdown', 'boolean']),
          options: z.array(text),
          isMandatory: z.boolean(),
          maxCharacters: z.int().nullable(),
          /** Filled in by Fieldpost. */
          isReference: z.boolean(),
        }),
      ),
    }),
  ),
})

export const searchShape = z.object({
  hits: z.array(
    z.object({
      kind: z.enum(['conversation', 'lead', 'activity', 'note']),
      accountId: localId,
      conversationId: localId.nullable(),
      activityId: localId.nullable(),
      title: text,
      body: text,
      at: moment.nullable(),
    }),
  ),
  next: text.nullable(),
  coverage,
})

export const doctorShape = z.object({
  isWell: z.boolean(),
  checks: z.array(
    z.object({
      check: z.enum([
        'folder',
        'lock',
        'journal',
        'replica',
        'disk_space',
        'accounts',
        'address',
        'credentials',
        'clock',
        'outbox',
      ]),
      accountId: localId.nullable(),
      status: z.enum(['ok', 'note', 'wrong']),
      message: text,
      /** What to do. */
      advice: text.nullable(),
    }),
  ),
})

export const supportBundleShape = z.object({
  madeAt: moment,
  versions: z.object({ fieldpost: text, node: text, system: text }),
  settings: z.object({ theme: text, undoHoldMs: z.int(), asksBeforeQuit: z.boolean(), phoneRegion: text }),
  files: z.array(z.object({ file: z.enum(['journal', 'replica']), condition: text, bytes: z.int().nullable() })),
  accounts: z.array(
    z.object({
      id: localId,
      provider: text,
      host: text,
      isPaused: z.boolean(),
      secret: accountShape.shape.secret,
      abilities: z.array(z.object({ what: text, answer: text })).nullable(),
      activityTypes: z.int(),
      connectedAt: moment,
      quarantined: z.int(),
      streams: z.array(
        z.object({
          stream: text,
          backfill: text,
          hasCursor: z.boolean(),
          watermark: moment.nullable(),
          completeSince: moment.nullable(),
          freshAsOf: moment.nullable(),
          have: z.int(),
          total: z.int().nullable(),
          lastSweepAt: moment.nullable(),
        }),
      ),
      runs: z.array(
        z.object({
          stream: text,
          mode: text,
          startedAt: moment,
          endedAt: moment,
          pages: z.int(),
          rows: z.int(),
          failure: text.nullable(),
        }),
      ),
    }),
  ),
  notes: z.array(
    z.object({
      id: text,
      accountId: localId,
      state: text,
      attempts: z.int(),
      writtenAt: moment,
      characters: z.int(),
      entryId: text,
      kind: text,
      format: text,
      hasActivityForm: z.boolean(),
      attachments: z.array(z.object({ mediaType: text, bytes: z.int(), isUploaded: z.boolean() })),
      needsAnswer: z.boolean(),
      receipts: z.array(z.object({ at: moment, from: text.nullable(), to: text, cause: text })),
    }),
  ),
})
