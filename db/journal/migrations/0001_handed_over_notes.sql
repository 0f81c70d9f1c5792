CREATE TABLE `note_claims` (
	`note_id` text PRIMARY KEY NOT NULL,
	`claim_token` text NOT NULL,
	`role` text NOT NULL,
	`claimed_at_ms` integer NOT NULL,
	`since_server_ms` integer NOT NULL,
	`authors` text NOT NULL,
	`excluded_remote_ids` text NOT NULL,
	`is_vouched_absent` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE `server_clocks` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`offset_ms` integer NOT NULL,
	`learnt_at_ms` integer NOT NULL
);
