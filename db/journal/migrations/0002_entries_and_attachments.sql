CREATE TABLE `attachment_uploads` (
	`entry_id` text NOT NULL,
	`account_id` integer NOT NULL,
	`content_hash` text NOT NULL,
	`remote_id` text NOT NULL,
	`uploaded_at_ms` integer NOT NULL,
	PRIMARY KEY(`entry_id`, `account_id`, `content_hash`)
);
--> statement-breakpoint
CREATE TABLE `note_attachments` (
	`entry_id` text NOT NULL,
	`position` integer NOT NULL,
	`file_name` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer NOT NULL,
	`content_hash` text NOT NULL,
	`added_at_ms` integer NOT NULL,
	PRIMARY KEY(`entry_id`, `position`)
);
--> statement-breakpoint
CREATE INDEX `note_attachments_content` ON `note_attachments` (`content_hash`);--> statement-breakpoint
CREATE TABLE `separated_people` (
	`left_account_id` integer NOT NULL,
	`left_remote_id` text NOT NULL,
	`right_account_id` integer NOT NULL,
	`right_remote_id` text NOT NULL,
	`separated_at_ms` integer NOT NULL,
	PRIMARY KEY(`left_account_id`, `left_remote_id`, `right_account_id`, `right_remote_id`)
);
--> statement-breakpoint
ALTER TABLE `accounts` ADD `abilities` text;--> statement-breakpoint
ALTER TABLE `note_drafts` ADD `form` text;--> statement-breakpoint
ALTER TABLE `note_drafts` ADD `entry_id` text;--> statement-breakpoint
ALTER TABLE `notes_outbox` ADD `entry_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `notes_outbox` ADD `kind` text DEFAULT 'create' NOT NULL;--> statement-breakpoint
ALTER TABLE `notes_outbox` ADD `form` text;--> statement-breakpoint
ALTER TABLE `notes_outbox` ADD `snapshot` text;--> statement-breakpoint
ALTER TABLE `notes_outbox` ADD `edits_remote_id` text;--> statement-breakpoint
ALTER TABLE `notes_outbox` ADD `edit_base` text;--> statement-breakpoint
CREATE INDEX `notes_outbox_entry` ON `notes_outbox` (`entry_id`,`lane_sequence`);--> statement-breakpoint
-- Notes of earlier versions are entries of one record each.
UPDATE `notes_outbox` SET `entry_id` = `note_id` WHERE `entry_id` = '';