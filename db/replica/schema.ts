import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

/**
 * replica.db: everything here can be fetched again. What only exists on this machine lives in the journal.
 *
 * Rows that lists show newest first carry a recency key (db/recency-key.ts): one integer that orders them, pages them and
 * is the rowid of their full text. The full-text tables cannot be declared here; a custom migration makes them.
 */

export const leads = sqliteTable(
  'leads',
  {
    // Never reused: activities remember a lead by this number without a foreign key.
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: integer('account_id').notNull(),
    remoteId: text('remote_id').notNull(),
    recencyKey: integer('recency_key').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    phone: text('phone'),
    stage: text('stage'),
    source: text('source'),
    score: integer('score'),
    // By which records of one person find each other, in one CRM or several; null: nothing to go by.
    emailKey: text('email_key'),
    phoneKey: text('phone_key'),
    isArchived: integer('is_archived').notNull().default(0),
    createdAtMs: integer('created_at_ms'),
    updatedAtMs: integer('updated_at_ms'),
    extra: text('extra'),
    // Known by reference only, until a page brings the row itself.
    isPlaceholder: integer('is_placeholder').notNull().default(0),
    removedAtMs: integer('removed_at_ms'),
    // Of the text under which full text holds this row; null: it holds none.
    textHash: integer('text_hash'),
  },
  (table) => [
    uniqueIndex('leads_remote').on(table.accountId, table.remoteId),
    uniqueIndex('leads_recency').on(table.recencyKey),
    index('leads_email').on(table.emailKey).where(sql`email_key IS NOT NULL`),
    index('leads_phone').on(table.phoneKey).where(sql`phone_key IS NOT NULL`),
    index('leads_removed').on(table.accountId, table.removedAtMs).where(sql`removed_at_ms IS NOT NULL`),
  ],
)

export const conversations = sqliteTable(
  'conversations',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: integer('account_id').notNull(),
    remoteId: text('remote_id').notNull(),
    recencyKey: integer('recency_key').notNull(),
    leadId: integer('lead_id').references(() => leads.id, { onDelete: 'set null' }),
    firstName: text('first_name'),
    lastName: text('last_name'),
    phone: text('phone'),
    email: text('email'),
    snippet: text('snippet'),
    lastEventAtMs: integer('last_event_at_ms'),
    status: text('status'),
    statusReason: text('status_reason'),
    outcome: text('outcome'),
    nextStep: text('next_step'),
    isUnread: integer('is_unread').notNull().default(0),
    isArchived: integer('is_archived').notNull().default(0),
    archivedAtMs: integer('archived_at_ms'),
    extra: text('extra'),
    // The stream whose sweeps decide over it: 0 conversations, 1 activities, 2 leads.
    sweptBy: integer('swept_by').notNull().default(0),
    // Its last event is its newest activity, where that is newer than what the CRM gave: kept beside the derived value.
    derivesLastEvent: integer('derives_last_event').notNull().default(0),
    givenEventAtMs: integer('given_event_at_ms'),
    givenSnippet: text('given_snippet'),
    takesNotes: integer('takes_notes').notNull().default(1),
    emailKey: text('email_key'),
    phoneKey: text('phone_key'),
    isPlaceholder: integer('is_placeholder').notNull().default(0),
    removedAtMs: integer('removed_at_ms'),
    // Of the text under which full text holds this row; null: it holds none.
    textHash: integer('text_hash'),
    // Mirrors of the journal's marks, so that filters are served by an index.
    readUpToMs: integer('read_up_to_ms'),
    isMarkedUnread: integer('is_marked_unread').notNull().default(0),
    isStarred: integer('is_starred').notNull().default(0),
    // 0 hidden, 1 active, 2 archived. Generated, so that no write can forget it.
    listState: integer('list_state').generatedAlwaysAs(
      sql`CASE WHEN removed_at_ms IS NOT NULL OR is_placeholder = 1 THEN 0 WHEN is_archived = 1 THEN 2 ELSE 1 END`,
      { mode: 'virtual' },
    ),
    isShownUnread: integer('is_shown_unread').generatedAlwaysAs(
      sql`is_marked_unread = 1 OR (is_unread = 1 AND (read_up_to_ms IS NULL OR coalesce(last_event_at_ms, 0) > read_up_to_ms))`,
      { mode: 'virtual' },
    ),
  },
  (table) => [
    uniqueIndex('conversations_remote').on(table.accountId, table.remoteId),
    uniqueIndex('conversations_recency').on(table.recencyKey),
    index('conversations_list').on(table.listState, table.recencyKey),
    index('conversations_account_list').on(table.accountId, table.listState, table.recencyKey),
    index('conversations_unread').on(table.recencyKey).where(sql`list_state = 1 AND is_shown_unread = 1`),
    index('conversations_account_unread')
      .on(table.accountId, table.recencyKey)
      .where(sql`list_state = 1 AND is_shown_unread = 1`),
    index('conversations_starred').on(table.accountId, table.recencyKey).where(sql`list_state = 1 AND is_starred = 1`),
    index('conversations_lead').on(table.leadId),
    index('conversations_email').on(table.emailKey).where(sql`email_key IS NOT NULL`),
    index('conversations_phone').on(table.phoneKey).where(sql`phone_key IS NOT NULL`),
    index('conversations_removed').on(table.accountId, table.removedAtMs).where(sql`removed_at_ms IS NOT NULL`),
    // Rows that another stream than their own kind's decides over: a sweep finds them without looking through the table.
    index('conversations_swept_elsewhere')
      .on(table.accountId, table.sweptBy, table.removedAtMs)
      .where(sql`swept_by <> 0`),
  ],
)

export const activities = sqliteTable(
  'activities',
  {
    activityKey: integer('activity_key').primaryKey(),
    accountId: integer('account_id').notNull(),
    remoteId: text('remote_id').notNull(),
    // 32 bits of (account, remote id). A narrow index in place of one over long random ids: half the bytes written a row.
    remoteHash: integer('remote_hash').notNull(),
    conversationId: integer('conversation_id').references((): AnySQLiteColumn => conversations.id, {
      onDelete: 'set null',
    }),
    // No foreign key: it would need an index of its own on the largest table, and lead ids are never reused.
    leadId: integer('lead_id'),
    type: text('type').notNull(),
    category: text('category'),
    direction: text('direction'),
    status: text('status'),
    statusReason: text('status_reason'),
    summary: text('summary'),
    description: text('description'),
    authorId: text('author_id'),
    authorName: text('author_name'),
    trafficType: text('traffic_type'),
    scheduledForMs: integer('scheduled_for_ms'),
    canceledAtMs: integer('canceled_at_ms'),
    createdAtMs: integer('created_at_ms').notNull(),
    extra: text('extra'),
    isHtml: integer('is_html').notNull().default(0),
    // The stream whose sweeps decide over it: 0 conversations, 1 activities, 2 leads.
    sweptBy: integer('swept_by').notNull().default(1),
    // Set where this activity is a note written here.
    noteId: text('note_id'),
    removedAtMs: integer('removed_at_ms'),
  },
  (table) => [
    index('activities_remote').on(table.accountId, table.remoteHash),
    // The rowid, here the recency key, is the last column of every index: this one serves the timeline in order.
    index('activities_timeline').on(table.conversationId),
    uniqueIndex('activities_note').on(table.noteId).where(sql`note_id IS NOT NULL`),
    index('activities_removed').on(table.accountId, table.removedAtMs).where(sql`removed_at_ms IS NOT NULL`),
    index('activities_swept_elsewhere').on(table.accountId, table.sweptBy, table.removedAtMs).where(sql`swept_by <> 1`),
  ],
)

export const eventDetails = sqliteTable('event_details', {
  activityKey: integer('activity_key')
    .primaryKey()
    .references(() => activities.activityKey, { onDelete: 'cascade', onUpdate: 'cascade' }),
  eventType: text('event_type'),
  secondaryEventType: text('secondary_event_type'),
  description: text('description'),
  summary: text('summary'),
  status: text('status'),
  statusReason: text('status_reason'),
  direction: text('direction'),
  authorName: text('author_name'),
  createdAtMs: integer('created_at_ms'),
  modifiedAtMs: integer('modified_at_ms'),
  extra: text('extra'),
  keptAtMs: integer('kept_at_ms').notNull(),
})

/** Kinds of activity as the accounts define them, so that their forms are drawn offline. */
export const activityTypes = sqliteTable(
  'activity_types',
  {
    accountId: integer('account_id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    isWritable: integer('is_writable').notNull(),
    // JSON, as the connector gave them.
    fields: text('fields').notNull(),
    position: integer('position').notNull(),
    keptAtMs: integer('kept_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.code] })],
)

export const syncStreams = sqliteTable(
  'sync_streams',
  {
    accountId: integer('account_id').notNull(),
    stream: text('stream').notNull(),
    backfill: text('backfill').notNull(),
    backfillCursor: text('backfill_cursor'),
    watermarkMs: integer('watermark_ms'),
    coveredFromMs: integer('covered_from_ms'),
    freshAsOfMs: integer('fresh_as_of_ms'),
    have: integer('have').notNull(),
    total: integer('total'),
    runningSweepGeneration: integer('running_sweep_generation'),
    runningSweepCursor: text('running_sweep_cursor'),
    runningSweepStartedAtMs: integer('running_sweep_started_at_ms'),
    runningSweepSeen: integer('running_sweep_seen'),
    lastSweepAtMs: integer('last_sweep_at_ms'),
    sweepGeneration: integer('sweep_generation').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.stream] })],
)

/** Rows that the running sweep has met. Narrow and apart, so that a sweep over unchanged rows rewrites none of them. */
export const sweepSeen = sqliteTable(
  'sweep_seen',
  {
    accountId: integer('account_id').notNull(),
    streamCode: integer('stream_code').notNull(),
    rowKey: integer('row_key').notNull(),
    generation: integer('generation').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.streamCode, table.rowKey] })],
)

/** Rows that the last finished sweep missed; missed once more, they go. */
export const sweepMissed = sqliteTable(
  'sweep_missed',
  {
    accountId: integer('account_id').notNull(),
    streamCode: integer('stream_code').notNull(),
    rowKey: integer('row_key').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.streamCode, table.rowKey] })],
)

/** Rows that a sweep missed which missed so much that it hid nothing: the user says what became of them. */
export const sweepHeld = sqliteTable(
  'sweep_held',
  {
    accountId: integer('account_id').notNull(),
    streamCode: integer('stream_code').notNull(),
    rowKey: integer('row_key').notNull(),
    // Sweeps in a row that missed it, counted to two: it is asked about from then on.
    times: integer('times').notNull(),
    // The user said that it stays.
    isKept: integer('is_kept').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.streamCode, table.rowKey] })],
)

export const syncRuns = sqliteTable(
  'sync_runs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: integer('account_id').notNull(),
    stream: text('stream').notNull(),
    mode: text('mode').notNull(),
    startedAtMs: integer('started_at_ms').notNull(),
    endedAtMs: integer('ended_at_ms').notNull(),
    pages: integer('pages').notNull(),
    rows: integer('rows').notNull(),
    failure: text('failure'),
  },
  (table) => [index('sync_runs_account').on(table.accountId, table.id)],
)

/** Payloads that failed validation, with the reason: one row an item, however often it comes. */
export const quarantine = sqliteTable(
  'quarantine',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: integer('account_id').notNull(),
    stream: text('stream').notNull(),
    // The remote id where one could be read, else a hash of the payload.
    itemKey: text('item_key').notNull(),
    remoteId: text('remote_id'),
    issues: text('issues').notNull(),
    payload: text('payload').notNull(),
    firstSeenAtMs: integer('first_seen_at_ms').notNull(),
    lastSeenAtMs: integer('last_seen_at_ms').notNull(),
  },
  (table) => [uniqueIndex('quarantine_item').on(table.accountId, table.stream, table.itemKey)],
)
