import { z } from 'zod'
import { noteTrouble } from '../../db/queries/note-trouble.ts'
import { exitCodes } from './exit-codes.ts'

/**
 * What `--json` prints, one shape a command: docs/command-line.md shows each. Stable: a name keeps its meaning, and only
 * new ones are added. Times are ISO 8601 in UTC.
 */

const moment = z.iso.datetime()
const text = z.string()
const localId = z.int().nonnegative()

const coverage = z.object({ isComplete: z.boolean(), completeSince: moment.nullable() })

export const failureShape = z.object({
  error: z.object({
    kind: z.enum(Object.keys(exitCodes).filter((kind) => kind !== 'ok')),
    exitCode: z.int(),
    message: text,
  }),
})

export const helpShape = z.object({
  commands: z.array(z.object({ name: text, usage: text, summary: text })),
})

export const accountShape = z.object({
  id: localId,
  provider: text,
  label: text,
  baseUrl: text,
  userName: text,
  organizationName: text.nullable(),
  isPaused: z.boolean(),
  /** Where its secret is: in the data folder, in a keychain that only the app opens, or with whoever runs the command. */
  secret: z.enum(['data_folder', 'app_keychain', 'not_kept']),
})
export const accountAddShape = z.object({ account: accountShape, isNew: z.boolean() })
export const accountListShape = z.object({ accounts: z.array(accountShape) })
export const accountChangeShape = z.object({ account: accountShape })
export const accountRemoveShape = z.object({ id: localId, discardedNotes: z.int() })

export const noteShape = z.object({
  id: text,
  accountId: localId,
  conversationId: localId.nullable(),
  conversationName: text,
  text,
  state: z.enum(['held', 'queued', 'sending', 'in_doubt', 'rejected', 'delivered', 'discarded']),
  trouble: noteTrouble.nullable(),
  attempts: z.int(),
  writtenAt: moment,
  nextTryAt: moment.nullable(),
  needsAnswer: z.boolean(),
})
export const noteResultShape = z.object({ note: noteShape })
export const outboxListShape = z.object({ notes: z.array(noteShape) })
export const outboxShowShape = z.object({
  note: noteShape,
  receipts: z.array(z.object({ at: moment, from: text.nullable(), to: text, cause: z.record(z.string(), z.json()) })),
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

const conversationShape = conversationRow.extend({
  email: text.nullable(),
  accountLabel: text,
  stage: text.nullable(),
  source: text.nullable(),
})
const activityShape = z.object({
  kind: z.literal('activity'),
  id: localId,
  at: moment,
  type: text,
  direction: text.nullable(),
  status: text.nullable(),
  author: text.nullable(),
  text: text.nullable(),
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
  settings: z.object({ theme: text, undoHoldMs: z.int() }),
  files: z.array(z.object({ file: z.enum(['journal', 'replica']), condition: text, bytes: z.int().nullable() })),
  accounts: z.array(
    z.object({
      id: localId,
      provider: text,
      host: text,
      isPaused: z.boolean(),
      secret: accountShape.shape.secret,
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
      needsAnswer: z.boolean(),
      receipts: z.array(z.object({ at: moment, from: text.nullable(), to: text, cause: text })),
    }),
  ),
})
