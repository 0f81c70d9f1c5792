CREATE TABLE `activities` (
	`activity_key` integer PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL,
	`remote_id` text NOT NULL,
	`remote_hash` integer NOT NULL,
	`conversation_id` integer,
	`lead_id` integer,
	`type` text NOT NULL,
	`category` text,
	`direction` text,
	`status` text,
	`status_reason` text,
	`summary` text,
	`description` text,
	`author_id` text,
	`author_name` text,
	`traffic_type` text,
	`scheduled_for_ms` integer,
	`canceled_at_ms` integer,
	`created_at_ms` integer NOT NULL,
	`extra` text,
	`note_id` text,
	`removed_at_ms` integer,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `activities_remote` ON `activities` (`account_id`,`remote_hash`);--> statement-breakpoint
CREATE INDEX `activities_timeline` ON `activities` (`conversation_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `activities_note` ON `activities` (`note_id`) WHERE note_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `activities_removed` ON `activities` (`account_id`,`removed_at_ms`) WHERE removed_at_ms IS NOT NULL;--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`remote_id` text NOT NULL,
	`recency_key` integer NOT NULL,
	`lead_id` integer,
	`first_name` text,
	`last_name` text,
	`phone` text,
	`email` text,
	`snippet` text,
	`last_event_at_ms` integer,
	`status` text,
	`status_reason` text,
	`outcome` text,
	`next_step` text,
	`is_unread` integer DEFAULT 0 NOT NULL,
	`is_archived` integer DEFAULT 0 NOT NULL,
	`archived_at_ms` integer,
	`extra` text,
	`is_placeholder` integer DEFAULT 0 NOT NULL,
	`removed_at_ms` integer,
	`text_hash` integer,
	`read_up_to_ms` integer,
	`is_marked_unread` integer DEFAULT 0 NOT NULL,
	`is_starred` integer DEFAULT 0 NOT NULL,
	`list_state` integer GENERATED ALWAYS AS (CASE WHEN removed_at_ms IS NOT NULL OR is_placeholder = 1 THEN 0 WHEN is_archived = 1 THEN 2 ELSE 1 END) VIRTUAL,
	`is_shown_unread` integer GENERATED ALWAYS AS (is_marked_unread = 1 OR (is_unread = 1 AND (read_up_to_ms IS NULL OR coalesce(last_event_at_ms, 0) > read_up_to_ms))) VIRTUAL,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_remote` ON `conversations` (`account_id`,`remote_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_recency` ON `conversations` (`recency_key`);--> statement-breakpoint
CREATE INDEX `conversations_list` ON `conversations` (`list_state`,`recency_key`);--> statement-breakpoint
CREATE INDEX `conversations_account_list` ON `conversations` (`account_id`,`list_state`,`recency_key`);--> statement-breakpoint
CREATE INDEX `conversations_unread` ON `conversations` (`recency_key`) WHERE list_state = 1 AND is_shown_unread = 1;--> statement-breakpoint
CREATE INDEX `conversations_account_unread` ON `conversations` (`account_id`,`recency_key`) WHERE list_state = 1 AND is_shown_unread = 1;--> statement-breakpoint
CREATE INDEX `conversations_starred` ON `conversations` (`account_id`,`recency_key`) WHERE list_state = 1 AND is_starred = 1;--> statement-breakpoint
CREATE INDEX `conversations_lead` ON `conversations` (`lead_id`);--> statement-breakpoint
CREATE INDEX `conversations_removed` ON `conversations` (`account_id`,`removed_at_ms`) WHERE removed_at_ms IS NOT NULL;--> statement-breakpoint
CREATE TABLE `event_details` (
	`activity_key` integer PRIMARY KEY NOT NULL,
	`event_type` text,
	`secondary_event_type` text,
	`description` text,
	`summary` text,
	`status` text,
	`status_reason` text,
	`direction` text,
	`author_name` text,
	`created_at_ms` integer,
	`modified_at_ms` integer,
	`extra` text,
	`kept_at_ms` integer NOT NULL,
	FOREIGN KEY (`activity_key`) REFERENCES `activities`(`activity_key`) ON UPDATE cascade ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `leads` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`remote_id` text NOT NULL,
	`recency_key` integer NOT NULL,
	`first_name` text,
	`last_name` text,
	`email` text,
	`phone` text,
	`stage` text,
	`source` text,
	`is_archived` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer,
	`updated_at_ms` integer,
	`extra` text,
	`is_placeholder` integer DEFAULT 0 NOT NULL,
	`removed_at_ms` integer,
	`text_hash` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `leads_remote` ON `leads` (`account_id`,`remote_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `leads_recency` ON `leads` (`recency_key`);--> statement-breakpoint
CREATE INDEX `leads_removed` ON `leads` (`account_id`,`removed_at_ms`) WHERE removed_at_ms IS NOT NULL;--> statement-breakpoint
CREATE TABLE `quarantine` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`stream` text NOT NULL,
	`item_key` text NOT NULL,
	`remote_id` text,
	`issues` text NOT NULL,
	`payload` text NOT NULL,
	`first_seen_at_ms` integer NOT NULL,
	`last_seen_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_item` ON `quarantine` (`account_id`,`stream`,`item_key`);--> statement-breakpoint
CREATE TABLE `sweep_missed` (
	`account_id` integer NOT NULL,
	`stream_code` integer NOT NULL,
	`row_key` integer NOT NULL,
	PRIMARY KEY(`account_id`, `stream_code`, `row_key`)
);
--> statement-breakpoint
CREATE TABLE `sweep_seen` (
	`account_id` integer NOT NULL,
	`stream_code` integer NOT NULL,
	`row_key` integer NOT NULL,
	`generation` integer NOT NULL,
	PRIMARY KEY(`account_id`, `stream_code`, `row_key`)
);
--> statement-breakpoint
CREATE TABLE `sync_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`stream` text NOT NULL,
	`mode` text NOT NULL,
	`started_at_ms` integer NOT NULL,
	`ended_at_ms` integer NOT NULL,
	`pages` integer NOT NULL,
	`rows` integer NOT NULL,
	`failure` text
);
--> statement-breakpoint
CREATE INDEX `sync_runs_account` ON `sync_runs` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `sync_streams` (
	`account_id` integer NOT NULL,
	`stream` text NOT NULL,
	`backfill` text NOT NULL,
	`backfill_cursor` text,
	`watermark_ms` integer,
	`covered_from_ms` integer,
	`fresh_as_of_ms` integer,
	`have` integer NOT NULL,
	`total` integer,
	`running_sweep_generation` integer,
	`running_sweep_cursor` text,
	`running_sweep_started_at_ms` integer,
	`running_sweep_seen` integer,
	`last_sweep_at_ms` integer,
	`sweep_generation` integer NOT NULL,
	PRIMARY KEY(`account_id`, `stream`)
);
