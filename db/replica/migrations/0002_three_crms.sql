CREATE TABLE `activity_types` (
	`account_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`is_writable` integer NOT NULL,
	`fields` text NOT NULL,
	`position` integer NOT NULL,
	`kept_at_ms` integer NOT NULL,
	PRIMARY KEY(`account_id`, `code`)
);
--> statement-breakpoint
ALTER TABLE `activities` ADD `is_html` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activities` ADD `swept_by` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `swept_by` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `derives_last_event` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `given_event_at_ms` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `given_snippet` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `takes_notes` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `email_key` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `phone_key` text;--> statement-breakpoint
CREATE INDEX `conversations_email` ON `conversations` (`email_key`) WHERE email_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX `conversations_phone` ON `conversations` (`phone_key`) WHERE phone_key IS NOT NULL;--> statement-breakpoint
ALTER TABLE `leads` ADD `score` integer;--> statement-breakpoint
ALTER TABLE `leads` ADD `email_key` text;--> statement-breakpoint
ALTER TABLE `leads` ADD `phone_key` text;--> statement-breakpoint
CREATE INDEX `leads_email` ON `leads` (`email_key`) WHERE email_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX `leads_phone` ON `leads` (`phone_key`) WHERE phone_key IS NOT NULL;