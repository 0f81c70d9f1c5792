// Written by db/embed-migrations.ts from the .sql files beside it. Do not edit.
import type { Migration } from '../../migrate.ts'

export const migrations: readonly Migration[] = [
  {
    "tag": "0000_initial",
    "checksum": "ed12f0f1dc79b3c1a1d5e6e09b79e56220614170c127e3a1ef3fe12ca59f8916",
    "statements": [
      "CREATE TABLE `activities` (\n\t`activity_key` integer PRIMARY KEY NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`remote_id` text NOT NULL,\n\t`remote_hash` integer NOT NULL,\n\t`conversation_id` integer,\n\t`lead_id` integer,\n\t`type` text NOT NULL,\n\t`category` text,\n\t`direction` text,\n\t`status` text,\n\t`status_reason` text,\n\t`summary` text,\n\t`description` text,\n\t`author_id` text,\n\t`author_name` text,\n\t`traffic_type` text,\n\t`scheduled_for_ms` integer,\n\t`canceled_at_ms` integer,\n\t`created_at_ms` integer NOT NULL,\n\t`extra` text,\n\t`note_id` text,\n\t`removed_at_ms` integer,\n\tFOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE set null\n);",
      "CREATE INDEX `activities_remote` ON `activities` (`account_id`,`remote_hash`);",
      "CREATE INDEX `activities_timeline` ON `activities` (`conversation_id`);",
      "CREATE UNIQUE INDEX `activities_note` ON `activities` (`note_id`) WHERE note_id IS NOT NULL;",
      "CREATE INDEX `activities_removed` ON `activities` (`account_id`,`removed_at_ms`) WHERE removed_at_ms IS NOT NULL;",
      "CREATE TABLE `conversations` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`remote_id` text NOT NULL,\n\t`recency_key` integer NOT NULL,\n\t`lead_id` integer,\n\t`first_name` text,\n\t`last_name` text,\n\t`phone` text,\n\t`email` text,\n\t`snippet` text,\n\t`last_event_at_ms` integer,\n\t`status` text,\n\t`status_reason` text,\n\t`outcome` text,\n\t`next_step` text,\n\t`is_unread` integer DEFAULT 0 NOT NULL,\n\t`is_archived` integer DEFAULT 0 NOT NULL,\n\t`archived_at_ms` integer,\n\t`extra` text,\n\t`is_placeholder` integer DEFAULT 0 NOT NULL,\n\t`removed_at_ms` integer,\n\t`text_hash` integer,\n\t`read_up_to_ms` integer,\n\t`is_marked_unread` integer DEFAULT 0 NOT NULL,\n\t`is_starred` integer DEFAULT 0 NOT NULL,\n\t`list_state` integer GENERATED ALWAYS AS (CASE WHEN removed_at_ms IS NOT NULL OR is_placeholder = 1 THEN 0 WHEN is_archived = 1 THEN 2 ELSE 1 END) VIRTUAL,\n\t`is_shown_unread` integer GENERATED ALWAYS AS (is_marked_unread = 1 OR (is_unread = 1 AND (read_up_to_ms IS NULL OR coalesce(last_event_at_ms, 0) > read_up_to_ms))) VIRTUAL,\n\tFOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE set null\n);",
      "CREATE UNIQUE INDEX `conversations_remote` ON `conversations` (`account_id`,`remote_id`);",
      "CREATE UNIQUE INDEX `conversations_recency` ON `conversations` (`recency_key`);",
      "CREATE INDEX `conversations_list` ON `conversations` (`list_state`,`recency_key`);",
      "CREATE INDEX `conversations_account_list` ON `conversations` (`account_id`,`list_state`,`recency_key`);",
      "CREATE INDEX `conversations_unread` ON `conversations` (`recency_key`) WHERE list_state = 1 AND is_shown_unread = 1;",
      "CREATE INDEX `conversations_account_unread` ON `conversations` (`account_id`,`recency_key`) WHERE list_state = 1 AND is_shown_unread = 1;",
      "CREATE INDEX `conversations_starred` ON `conversations` (`account_id`,`recency_key`) WHERE list_state = 1 AND is_starred = 1;",
      "CREATE INDEX `conversations_lead` ON `conversations` (`lead_id`);",
      "CREATE INDEX `conversations_removed` ON `conversations` (`account_id`,`removed_at_ms`) WHERE removed_at_ms IS NOT NULL;",
      "CREATE TABLE `event_details` (\n\t`activity_key` integer PRIMARY KEY NOT NULL,\n\t`event_type` text,\n\t`secondary_event_type` text,\n\t`description` text,\n\t`summary` text,\n\t`status` text,\n\t`status_reason` text,\n\t`direction` text,\n\t`author_name` text,\n\t`created_at_ms` integer,\n\t`modified_at_ms` integer,\n\t`extra` text,\n\t`kept_at_ms` integer NOT NULL,\n\tFOREIGN KEY (`activity_key`) REFERENCES `activities`(`activity_key`) ON UPDATE cascade ON DELETE cascade\n);",
      "CREATE TABLE `leads` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`remote_id` text NOT NULL,\n\t`recency_key` integer NOT NULL,\n\t`first_name` text,\n\t`last_name` text,\n\t`email` text,\n\t`phone` text,\n\t`stage` text,\n\t`source` text,\n\t`is_archived` integer DEFAULT 0 NOT NULL,\n\t`created_at_ms` integer,\n\t`updated_at_ms` integer,\n\t`extra` text,\n\t`is_placeholder` integer DEFAULT 0 NOT NULL,\n\t`removed_at_ms` integer,\n\t`text_hash` integer\n);",
      "CREATE UNIQUE INDEX `leads_remote` ON `leads` (`account_id`,`remote_id`);",
      "CREATE UNIQUE INDEX `leads_recency` ON `leads` (`recency_key`);",
      "CREATE INDEX `leads_removed` ON `leads` (`account_id`,`removed_at_ms`) WHERE removed_at_ms IS NOT NULL;",
      "CREATE TABLE `quarantine` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`stream` text NOT NULL,\n\t`item_key` text NOT NULL,\n\t`remote_id` text,\n\t`issues` text NOT NULL,\n\t`payload` text NOT NULL,\n\t`first_seen_at_ms` integer NOT NULL,\n\t`last_seen_at_ms` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `quarantine_item` ON `quarantine` (`account_id`,`stream`,`item_key`);",
      "CREATE TABLE `sweep_missed` (\n\t`account_id` integer NOT NULL,\n\t`stream_code` integer NOT NULL,\n\t`row_key` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `stream_code`, `row_key`)\n);",
      "CREATE TABLE `sweep_seen` (\n\t`account_id` integer NOT NULL,\n\t`stream_code` integer NOT NULL,\n\t`row_key` integer NOT NULL,\n\t`generation` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `stream_code`, `row_key`)\n);",
      "CREATE TABLE `sync_runs` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`stream` text NOT NULL,\n\t`mode` text NOT NULL,\n\t`started_at_ms` integer NOT NULL,\n\t`ended_at_ms` integer NOT NULL,\n\t`pages` integer NOT NULL,\n\t`rows` integer NOT NULL,\n\t`failure` text\n);",
      "CREATE INDEX `sync_runs_account` ON `sync_runs` (`account_id`,`id`);",
      "CREATE TABLE `sync_streams` (\n\t`account_id` integer NOT NULL,\n\t`stream` text NOT NULL,\n\t`backfill` text NOT NULL,\n\t`backfill_cursor` text,\n\t`watermark_ms` integer,\n\t`covered_from_ms` integer,\n\t`fresh_as_of_ms` integer,\n\t`have` integer NOT NULL,\n\t`total` integer,\n\t`running_sweep_generation` integer,\n\t`running_sweep_cursor` text,\n\t`running_sweep_started_at_ms` integer,\n\t`running_sweep_seen` integer,\n\t`last_sweep_at_ms` integer,\n\t`sweep_generation` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `stream`)\n);"
    ]
  },
  {
    "tag": "0001_full_text",
    "checksum": "f80a52e6dcde373a26a345edacf2740ee6a8c2390884ff724a7256fdd856d062",
    "statements": [
      "-- Full text, written by the application after a transaction's rows: triggers would make FTS5 flush at every statement.\n-- Contentless with deletes: the text itself stays in the rows. The rowid is the row's recency key, newest smallest, so\n-- that the newest hits are the first that the index yields. Prefix indexes serve search as you type.\nCREATE VIRTUAL TABLE `activity_text` USING fts5(summary, description, detail, author, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');",
      "CREATE VIRTUAL TABLE `conversation_text` USING fts5(name, contact, snippet, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');",
      "CREATE VIRTUAL TABLE `lead_text` USING fts5(name, contact, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');",
      "-- Measured on 200,000 activities: a buffer that holds a whole transaction, and merging more segments at a time, bring\n-- half again as many rows a second and leave search as fast. FTS5 keeps these settings in the file.\nINSERT INTO `activity_text`(`activity_text`, rank) VALUES ('hashsize', 16777216);",
      "INSERT INTO `activity_text`(`activity_text`, rank) VALUES ('automerge', 16);",
      "INSERT INTO `activity_text`(`activity_text`, rank) VALUES ('crisismerge', 32);",
      "INSERT INTO `conversation_text`(`conversation_text`, rank) VALUES ('hashsize', 16777216);",
      "INSERT INTO `conversation_text`(`conversation_text`, rank) VALUES ('automerge', 16);",
      "INSERT INTO `conversation_text`(`conversation_text`, rank) VALUES ('crisismerge', 32);",
      "INSERT INTO `lead_text`(`lead_text`, rank) VALUES ('hashsize', 16777216);",
      "INSERT INTO `lead_text`(`lead_text`, rank) VALUES ('automerge', 16);",
      "INSERT INTO `lead_text`(`lead_text`, rank) VALUES ('crisismerge', 32);",
      "-- The marks of a sweep are one narrow b-tree each; drizzle cannot declare WITHOUT ROWID.\nDROP TABLE `sweep_seen`;",
      "CREATE TABLE `sweep_seen` (\n\t`account_id` integer NOT NULL,\n\t`stream_code` integer NOT NULL,\n\t`row_key` integer NOT NULL,\n\t`generation` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `stream_code`, `row_key`)\n) WITHOUT ROWID;",
      "DROP TABLE `sweep_missed`;",
      "CREATE TABLE `sweep_missed` (\n\t`account_id` integer NOT NULL,\n\t`stream_code` integer NOT NULL,\n\t`row_key` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `stream_code`, `row_key`)\n) WITHOUT ROWID;"
    ]
  },
  {
    "tag": "0002_three_crms",
    "checksum": "1d2530151229feda640c28e487ca6938ab4b8f57fe8e02b11ee99e97890d2061",
    "statements": [
      "CREATE TABLE `activity_types` (\n\t`account_id` integer NOT NULL,\n\t`code` text NOT NULL,\n\t`name` text NOT NULL,\n\t`is_writable` integer NOT NULL,\n\t`fields` text NOT NULL,\n\t`position` integer NOT NULL,\n\t`kept_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `code`)\n);",
      "ALTER TABLE `activities` ADD `is_html` integer DEFAULT 0 NOT NULL;",
      "ALTER TABLE `activities` ADD `swept_by` integer DEFAULT 1 NOT NULL;",
      "ALTER TABLE `conversations` ADD `swept_by` integer DEFAULT 0 NOT NULL;",
      "ALTER TABLE `conversations` ADD `derives_last_event` integer DEFAULT 0 NOT NULL;",
      "ALTER TABLE `conversations` ADD `given_event_at_ms` integer;",
      "ALTER TABLE `conversations` ADD `given_snippet` text;",
      "ALTER TABLE `conversations` ADD `takes_notes` integer DEFAULT 1 NOT NULL;",
      "ALTER TABLE `conversations` ADD `email_key` text;",
      "ALTER TABLE `conversations` ADD `phone_key` text;",
      "CREATE INDEX `conversations_email` ON `conversations` (`email_key`) WHERE email_key IS NOT NULL;",
      "CREATE INDEX `conversations_phone` ON `conversations` (`phone_key`) WHERE phone_key IS NOT NULL;",
      "ALTER TABLE `leads` ADD `score` integer;",
      "ALTER TABLE `leads` ADD `email_key` text;",
      "ALTER TABLE `leads` ADD `phone_key` text;",
      "CREATE INDEX `leads_email` ON `leads` (`email_key`) WHERE email_key IS NOT NULL;",
      "CREATE INDEX `leads_phone` ON `leads` (`phone_key`) WHERE phone_key IS NOT NULL;"
    ]
  },
  {
    "tag": "0003_swept_elsewhere",
    "checksum": "d1fd7d38e3f3e116636348928c81ab5426940429e9b83b02fb126e66023d03ae",
    "statements": [
      "CREATE INDEX `activities_swept_elsewhere` ON `activities` (`account_id`,`swept_by`,`removed_at_ms`) WHERE swept_by <> 1;",
      "CREATE INDEX `conversations_swept_elsewhere` ON `conversations` (`account_id`,`swept_by`,`removed_at_ms`) WHERE swept_by <> 0;"
    ]
  },
  {
    "tag": "0004_sweep_held",
    "checksum": "0fdc5fa4ad286328147ac49d08c8840debe88682cc4dae53dbf4ea8341c82123",
    "statements": [
      "CREATE TABLE `sweep_held` (\n\t`account_id` integer NOT NULL,\n\t`stream_code` integer NOT NULL,\n\t`row_key` integer NOT NULL,\n\t`times` integer NOT NULL,\n\t`is_kept` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `stream_code`, `row_key`)\n);"
    ]
  }
]
