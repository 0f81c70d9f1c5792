CREATE TABLE `sweep_held` (
	`account_id` integer NOT NULL,
	`stream_code` integer NOT NULL,
	`row_key` integer NOT NULL,
	`times` integer NOT NULL,
	`is_kept` integer NOT NULL,
	PRIMARY KEY(`account_id`, `stream_code`, `row_key`)
);
