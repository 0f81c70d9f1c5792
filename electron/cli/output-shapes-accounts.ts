import { z } from 'zod'
import { localId, text } from './output-shapes-basics.ts'

/** What `--json` prints of accounts. */

const noteCapabilities = z.object({
  formats: z.array(z.enum(['plain', 'html'])),
  visibilities: z.array(z.enum(['public', 'private'])),
  drafts: z.boolean(),
  manyTargets: z.boolean(),
  attachments: z.object({ maxBytes: z.int(), mediaTypes: z.array(text).nullable() }).nullable(),
  activityTypes: z.boolean(),
  edits: z.boolean(),
})

export const accountShape = z.object({
  id: localId,
  provider: text,
  /** The CRM's own name. */
  providerName: text,
  label: text,
  baseUrl: text,
  userName: text,
  userEmail: text.nullable(),
  organizationName: text.nullable(),
  isPaused: z.boolean(),
  /** Where its secret is: in the data folder, in a keychain that only the app opens, or with whoever runs the command. */
  secret: z.enum(['data_folder', 'app_keychain', 'not_kept']),
  /** What the key was found to allow; null: never asked. */
  abilities: z
    .array(
      z.object({
        what: z.enum(['read_people', 'read_conversations', 'read_activities', 'write_notes', 'see_colleagues_records']),
        answer: z.enum(['yes', 'no', 'not_known']),
        detail: text.nullable(),
      }),
    )
    .nullable(),
  /** What notes of it may be. */
  note: noteCapabilities,
})
export const accountAddShape = z.object({
  account: accountShape,
  isNew: z.boolean(),
  /** The address that was asked, where the account lives at another one. */
  askedBaseUrl: text.nullable(),
})
export const accountCheckShape = z.object({ account: accountShape })
export const accountListShape = z.object({ accounts: z.array(accountShape) })
export const accountChangeShape = z.object({ account: accountShape })
export const missingShape = z.object({ stream: text, rows: z.int(), of: z.int() })
export const accountMissingShape = z.object({
  id: localId,
  missing: z.array(missingShape),
  answer: z.enum(['hide', 'keep']).nullable(),
})
export const accountRemoveShape = z.object({ id: localId, discardedNotes: z.int(), discardedDrafts: z.int() })
