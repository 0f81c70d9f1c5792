CREATE TABLE `accounts` (
	`account_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`provider` text NOT NULL,
	`label` text NOT NULL,
	`base_url` text NOT NULL,
	`user_remote_id` text NOT NULL,
	`user_name` text NOT NULL,
	`user_email` text,
	`organization_name` text,
	`memory` text DEFAULT '{}' NOT NULL,
	`is_paused` integer DEFAULT false NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `credentials` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`cipher` blob NOT NULL,
	`is_plain_text` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`account_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `note_drafts` (
	`account_id` integer NOT NULL,
	`conversation_remote_id` text NOT NULL,
	`text` text NOT NULL,
	`updated_at_ms` integer NOT NULL,
	PRIMARY KEY(`account_id`, `conversation_remote_id`)
);
--> statement-breakpoint
CREATE TABLE `note_receipts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`note_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`cause` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `note_receipts_note` ON `note_receipts` (`note_id`,`id`);--> statement-breakpoint
CREATE TABLE `notes_outbox` (
	`lane_sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`note_id` text NOT NULL,
	`account_id` integer NOT NULL,
	`conversation_remote_id` text NOT NULL,
	`lead_remote_id` text,
	`conversation_name` text NOT NULL,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`held_until_ms` integer,
	`not_before_ms` integer,
	`sent_at_ms` integer,
	`gave_up_at_ms` integer,
	`trouble` text,
	`needs_answer` integer NOT NULL,
	`remote_activity_id` text,
	`revision` integer NOT NULL,
	`is_open` integer GENERATED ALWAYS AS (state NOT IN ('delivered', 'discarded')) VIRTUAL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notes_outbox_note` ON `notes_outbox` (`note_id`);--> statement-breakpoint
CREATE INDEX `notes_outbox_open` ON `notes_outbox` (`lane_sequence`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `notes_outbox_lanes` ON `notes_outbox` (`account_id`,`conversation_remote_id`,`lane_sequence`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `notes_outbox_matched` ON `notes_outbox` (`account_id`,`conversation_remote_id`,`remote_activity_id`) WHERE remote_activity_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `rate_states` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`stamps` text NOT NULL,
	`learned_limit` integer,
	`blocked_until_ms` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`account_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `read_marks` (
	`account_id` integer NOT NULL,
	`conversation_remote_id` text NOT NULL,
	`read_up_to_ms` integer,
	`is_marked_unread` integer NOT NULL,
	PRIMARY KEY(`account_id`, `conversation_remote_id`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stars` (
	`account_id` integer NOT NULL,
	`conversation_remote_id` text NOT NULL,
	`starred_at_ms` integer NOT NULL,
	PRIMARY KEY(`account_id`, `conversation_remote_id`)
);
