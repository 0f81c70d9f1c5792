CREATE TABLE `edit_drafts` (
	`account_id` integer NOT NULL,
	`subject` text NOT NULL,
	`edit` text NOT NULL,
	`updated_at_ms` integer NOT NULL,
	PRIMARY KEY(`account_id`, `subject`)
);
--> statement-breakpoint
ALTER TABLE `note_drafts` ADD `also_to` text;