// Written by db/embed-migrations.ts from the .sql files beside it. Do not edit.
import type { Migration } from '../../migrate.ts'

export const migrations: readonly Migration[] = [
  {
    "tag": "0000_initial",
    "checksum": "dc9c0469e08c4d64970f23c640ed28c97a437b6e1ef346d8b1abd01f3307af51",
    "statements": [
      "CREATE TABLE `accounts` (\n\t`account_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`provider` text NOT NULL,\n\t`label` text NOT NULL,\n\t`base_url` text NOT NULL,\n\t`user_remote_id` text NOT NULL,\n\t`user_name` text NOT NULL,\n\t`user_email` text,\n\t`organization_name` text,\n\t`memory` text DEFAULT '{}' NOT NULL,\n\t`is_paused` integer DEFAULT false NOT NULL,\n\t`created_at_ms` integer NOT NULL\n);",
      "CREATE TABLE `credentials` (\n\t`account_id` integer PRIMARY KEY NOT NULL,\n\t`cipher` blob NOT NULL,\n\t`is_plain_text` integer NOT NULL,\n\tFOREIGN KEY (`account_id`) REFERENCES `accounts`(`account_id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE TABLE `note_drafts` (\n\t`account_id` integer NOT NULL,\n\t`conversation_remote_id` text NOT NULL,\n\t`text` text NOT NULL,\n\t`updated_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `conversation_remote_id`)\n);",
      "CREATE TABLE `note_receipts` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`note_id` text NOT NULL,\n\t`at_ms` integer NOT NULL,\n\t`from_state` text,\n\t`to_state` text NOT NULL,\n\t`cause` text NOT NULL\n);",
      "CREATE INDEX `note_receipts_note` ON `note_receipts` (`note_id`,`id`);",
      "CREATE TABLE `notes_outbox` (\n\t`lane_sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`note_id` text NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`conversation_remote_id` text NOT NULL,\n\t`lead_remote_id` text,\n\t`conversation_name` text NOT NULL,\n\t`text` text NOT NULL,\n\t`state` text NOT NULL,\n\t`attempts` integer NOT NULL,\n\t`created_at_ms` integer NOT NULL,\n\t`held_until_ms` integer,\n\t`not_before_ms` integer,\n\t`sent_at_ms` integer,\n\t`gave_up_at_ms` integer,\n\t`trouble` text,\n\t`needs_answer` integer NOT NULL,\n\t`remote_activity_id` text,\n\t`revision` integer NOT NULL,\n\t`is_open` integer GENERATED ALWAYS AS (state NOT IN ('delivered', 'discarded')) VIRTUAL\n);",
      "CREATE UNIQUE INDEX `notes_outbox_note` ON `notes_outbox` (`note_id`);",
      "CREATE INDEX `notes_outbox_open` ON `notes_outbox` (`lane_sequence`) WHERE is_open = 1;",
      "CREATE INDEX `notes_outbox_lanes` ON `notes_outbox` (`account_id`,`conversation_remote_id`,`lane_sequence`) WHERE is_open = 1;",
      "CREATE INDEX `notes_outbox_matched` ON `notes_outbox` (`account_id`,`conversation_remote_id`,`remote_activity_id`) WHERE remote_activity_id IS NOT NULL;",
      "CREATE TABLE `rate_states` (\n\t`account_id` integer PRIMARY KEY NOT NULL,\n\t`stamps` text NOT NULL,\n\t`learned_limit` integer,\n\t`blocked_until_ms` integer,\n\tFOREIGN KEY (`account_id`) REFERENCES `accounts`(`account_id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE TABLE `read_marks` (\n\t`account_id` integer NOT NULL,\n\t`conversation_remote_id` text NOT NULL,\n\t`read_up_to_ms` integer,\n\t`is_marked_unread` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `conversation_remote_id`)\n);",
      "CREATE TABLE `settings` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`value` text NOT NULL\n);",
      "CREATE TABLE `stars` (\n\t`account_id` integer NOT NULL,\n\t`conversation_remote_id` text NOT NULL,\n\t`starred_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `conversation_remote_id`)\n);"
    ]
  },
  {
    "tag": "0001_handed_over_notes",
    "checksum": "8695d1bd939d4019520dac11aaee8cf0a9021801329b7e810b2b87035e744d9a",
    "statements": [
      "CREATE TABLE `note_claims` (\n\t`note_id` text PRIMARY KEY NOT NULL,\n\t`claim_token` text NOT NULL,\n\t`role` text NOT NULL,\n\t`claimed_at_ms` integer NOT NULL,\n\t`since_server_ms` integer NOT NULL,\n\t`authors` text NOT NULL,\n\t`excluded_remote_ids` text NOT NULL,\n\t`is_vouched_absent` integer DEFAULT false NOT NULL\n);",
      "CREATE TABLE `server_clocks` (\n\t`account_id` integer PRIMARY KEY NOT NULL,\n\t`offset_ms` integer NOT NULL,\n\t`learnt_at_ms` integer NOT NULL\n);"
    ]
  },
  {
    "tag": "0002_entries_and_attachments",
    "checksum": "eae532481b9342111b685d22c6d27431a0262a7dc413bab277a433f5c6e15c87",
    "statements": [
      "CREATE TABLE `attachment_uploads` (\n\t`entry_id` text NOT NULL,\n\t`account_id` integer NOT NULL,\n\t`content_hash` text NOT NULL,\n\t`remote_id` text NOT NULL,\n\t`uploaded_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`entry_id`, `account_id`, `content_hash`)\n);",
      "CREATE TABLE `note_attachments` (\n\t`entry_id` text NOT NULL,\n\t`position` integer NOT NULL,\n\t`file_name` text NOT NULL,\n\t`media_type` text NOT NULL,\n\t`bytes` integer NOT NULL,\n\t`content_hash` text NOT NULL,\n\t`added_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`entry_id`, `position`)\n);",
      "CREATE INDEX `note_attachments_content` ON `note_attachments` (`content_hash`);",
      "CREATE TABLE `separated_people` (\n\t`left_account_id` integer NOT NULL,\n\t`left_remote_id` text NOT NULL,\n\t`right_account_id` integer NOT NULL,\n\t`right_remote_id` text NOT NULL,\n\t`separated_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`left_account_id`, `left_remote_id`, `right_account_id`, `right_remote_id`)\n);",
      "ALTER TABLE `accounts` ADD `abilities` text;",
      "ALTER TABLE `note_drafts` ADD `form` text;",
      "ALTER TABLE `note_drafts` ADD `entry_id` text;",
      "ALTER TABLE `notes_outbox` ADD `entry_id` text DEFAULT '' NOT NULL;",
      "ALTER TABLE `notes_outbox` ADD `kind` text DEFAULT 'create' NOT NULL;",
      "ALTER TABLE `notes_outbox` ADD `form` text;",
      "ALTER TABLE `notes_outbox` ADD `snapshot` text;",
      "ALTER TABLE `notes_outbox` ADD `edits_remote_id` text;",
      "ALTER TABLE `notes_outbox` ADD `edit_base` text;",
      "CREATE INDEX `notes_outbox_entry` ON `notes_outbox` (`entry_id`,`lane_sequence`);",
      "-- Notes of earlier versions are entries of one record each.\nUPDATE `notes_outbox` SET `entry_id` = `note_id` WHERE `entry_id` = '';"
    ]
  },
  {
    "tag": "0003_edit_drafts",
    "checksum": "e931f38b38cdf386849a0c0a87d080a5f6e67e43baf6a2b217be36e275dc3355",
    "statements": [
      "CREATE TABLE `edit_drafts` (\n\t`account_id` integer NOT NULL,\n\t`subject` text NOT NULL,\n\t`edit` text NOT NULL,\n\t`updated_at_ms` integer NOT NULL,\n\tPRIMARY KEY(`account_id`, `subject`)\n);",
      "ALTER TABLE `note_drafts` ADD `also_to` text;"
    ]
  }
]
