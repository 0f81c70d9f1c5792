import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/**
 * journal.db: what only exists on this machine. Whatever resets, rebuilds or salvages must treat these tables as
 * irreplaceable. They name records of the CRM by remote id, because the replica's local ids may change.
 */

export const accounts = sqliteTable('accounts', {
  // Never reused: notes and receipts outlive a removed account.
  accountId: integer('account_id').primaryKey({ autoIncrement: true }),
  provider: text('provider').notNull(),
  label: text('label').notNull(),
  baseUrl: text('base_url').notNull(),
  userRemoteId: text('user_remote_id').notNull(),
  userName: text('user_name').notNull(),
  userEmail: text('user_email'),
  organizationName: text('organization_name'),
  memory: text('memory').notNull().default('{}'),
  // JSON of what its credential was found to allow; null: never asked.
  abilities: text('abilities'),
  isPaused: integer('is_paused', { mode: 'boolean' }).notNull().default(false),
  createdAtMs: integer('created_at_ms').notNull(),
})

export const credentials = sqliteTable('credentials', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.accountId, { onDelete: 'cascade' }),
  cipher: blob('cipher', { mode: 'buffer' }).notNull(),
  isPlainText: integer('is_plain_text', { mode: 'boolean' }).notNull(),
})

export const rateStates = sqliteTable('rate_states', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.accountId, { onDelete: 'cascade' }),
  stamps: text('stamps').notNull(),
  learnedLimit: integer('learned_limit'),
  blockedUntilMs: integer('blocked_until_ms'),
})

export const settings = sqliteTable('settings', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
})

export const noteDrafts = sqliteTable(
  'note_drafts',
  {
    accountId: integer('account_id').notNull(),
    conversationRemoteId: text('conversation_remote_id').notNull(),
    text: text('text').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
    // JSON of what the user chose besides the text; null: nothing yet.
    form: text('form'),
    // Under which its files are kept, which the note takes over; null: no file yet.
    entryId: text('entry_id'),
    // JSON list of the records that get the note besides; null: none.
    alsoTo: text('also_to'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.conversationRemoteId] })],
)

/** Changes of notes that the user has begun and neither saved nor given up. */
export const editDrafts = sqliteTable(
  'edit_drafts',
  {
    accountId: integer('account_id').notNull(),
    // `note:` and the id of a note that was written here, or `activity:` and the CRM's id of one that was not.
    subject: text('subject').notNull(),
    // JSON of what was typed, and of what it began from.
    edit: text('edit').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.subject] })],
)

export const readMarks = sqliteTable(
  'read_marks',
  {
    accountId: integer('account_id').notNull(),
    conversationRemoteId: text('conversation_remote_id').notNull(),
    readUpToMs: integer('read_up_to_ms'),
    isMarkedUnread: integer('is_marked_unread').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.conversationRemoteId] })],
)

export const stars = sqliteTable(
  'stars',
  {
    accountId: integer('account_id').notNull(),
    conversationRemoteId: text('conversation_remote_id').notNull(),
    starredAtMs: integer('starred_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.conversationRemoteId] })],
)

/** No foreign key to accounts: removing an account must never take a note along. */
export const notesOutbox = sqliteTable(
  'notes_outbox',
  {
    laneSequence: integer('lane_sequence').primaryKey({ autoIncrement: true }),
    noteId: text('note_id').notNull(),
    accountId: integer('account_id').notNull(),
    conversationRemoteId: text('conversation_remote_id').notNull(),
    leadRemoteId: text('lead_remote_id'),
    conversationName: text('conversation_name').notNull(),
    text: text('text').notNull(),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    heldUntilMs: integer('held_until_ms'),
    notBeforeMs: integer('not_before_ms'),
    sentAtMs: integer('sent_at_ms'),
    gaveUpAtMs: integer('gave_up_at_ms'),
    trouble: text('trouble'),
    needsAnswer: integer('needs_answer').notNull(),
    remoteActivityId: text('remote_activity_id'),
    revision: integer('revision').notNull(),
    // What the user saved at once: a note for several records is one row each, of one entry.
    entryId: text('entry_id').notNull().default(''),
    kind: text('kind').notNull().default('create'),
    // JSON of what the user chose besides the text; null: a plain note.
    form: text('form'),
    // JSON list of the target's notes right before the last attempt; null: none was taken.
    snapshot: text('snapshot'),
    // Of an edit: the delivered note that it changes, and what stood there when the user began.
    editsRemoteId: text('edits_remote_id'),
    editBase: text('edit_base'),
    isOpen: integer('is_open').generatedAlwaysAs(sql`state NOT IN ('delivered', 'discarded')`, { mode: 'virtual' }),
  },
  (table) => [
    uniqueIndex('notes_outbox_note').on(table.noteId),
    index('notes_outbox_open').on(table.laneSequence).where(sql`is_open = 1`),
    index('notes_outbox_entry').on(table.entryId, table.laneSequence),
    index('notes_outbox_lanes')
      .on(table.accountId, table.conversationRemoteId, table.laneSequence)
      .where(sql`is_open = 1`),
    index('notes_outbox_matched')
      .on(table.accountId, table.conversationRemoteId, table.remoteActivityId)
      .where(sql`remote_activity_id IS NOT NULL`),
  ],
)

/** Every change of a note with its cause. Kept after delivery: the proof of what happened. */
export const noteReceipts = sqliteTable(
  'note_receipts',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    noteId: text('note_id').notNull(),
    atMs: integer('at_ms').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    cause: text('cause').notNull(),
  },
  (table) => [index('note_receipts_note').on(table.noteId, table.id)],
)

/**
 * Notes that a file carried, or may have carried, to another machine: either may send them, in turns. Kept as long as the
 * note's receipts.
 */
export const noteClaims = sqliteTable('note_claims', {
  noteId: text('note_id').primaryKey(),
  claimToken: text('claim_token').notNull(),
  role: text('role').notNull(),
  claimedAtMs: integer('claimed_at_ms').notNull(),
  sinceServerMs: integer('since_server_ms').notNull(),
  authors: text('authors').notNull(),
  excludedRemoteIds: text('excluded_remote_ids').notNull(),
  isVouchedAbsent: integer('is_vouched_absent', { mode: 'boolean' }).notNull().default(false),
})

/** Files of an entry, in the user's order. Their bytes lie beside the journal, named by their hash. */
export const noteAttachments = sqliteTable(
  'note_attachments',
  {
    entryId: text('entry_id').notNull(),
    position: integer('position').notNull(),
    fileName: text('file_name').notNull(),
    mediaType: text('media_type').notNull(),
    bytes: integer('bytes').notNull(),
    contentHash: text('content_hash').notNull(),
    addedAtMs: integer('added_at_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.entryId, table.position] }),
    index('note_attachments_content').on(table.contentHash),
  ],
)

/** Uploads that a CRM has answered for: a file is not sent to it again for the same entry. */
export const attachmentUploads = sqliteTable(
  'attachment_uploads',
  {
    entryId: text('entry_id').notNull(),
    accountId: integer('account_id').notNull(),
    contentHash: text('content_hash').notNull(),
    remoteId: text('remote_id').notNull(),
    uploadedAtMs: integer('uploaded_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.entryId, table.accountId, table.contentHash] })],
)

/** Two records of which the user said that they are not one person. The smaller (account, remote id) is the left one. */
export const separatedPeople = sqliteTable(
  'separated_people',
  {
    leftAccountId: integer('left_account_id').notNull(),
    leftRemoteId: text('left_remote_id').notNull(),
    rightAccountId: integer('right_account_id').notNull(),
    rightRemoteId: text('right_remote_id').notNull(),
    separatedAtMs: integer('separated_at_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.leftAccountId, table.leftRemoteId, table.rightAccountId, table.rightRemoteId] }),
  ],
)

/** How far each CRM's clock was from ours when last heard. Not worth a foreign key: a stray row is read by nobody. */
export const serverClocks = sqliteTable('server_clocks', {
  accountId: integer('account_id').primaryKey(),
  offsetMs: integer('offset_ms').notNull(),
  learntAtMs: integer('learnt_at_ms').notNull(),
})
