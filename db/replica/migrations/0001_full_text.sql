-- Full text, written by the application after a transaction's rows: triggers would make FTS5 flush at every statement.
-- Contentless with deletes: the text itself stays in the rows. The rowid is the row's recency key, newest smallest, so
-- that the newest hits are the first that the index yields. Prefix indexes serve search as you type.
CREATE VIRTUAL TABLE `activity_text` USING fts5(summary, description, detail, author, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
CREATE VIRTUAL TABLE `conversation_text` USING fts5(name, contact, snippet, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
CREATE VIRTUAL TABLE `lead_text` USING fts5(name, contact, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
-- Measured on 200,000 activities: a buffer that holds a whole transaction, and merging more segments at a time, bring
-- half again as many rows a second and leave search as fast. FTS5 keeps these settings in the file.
INSERT INTO `activity_text`(`activity_text`, rank) VALUES ('hashsize', 16777216);
--> statement-breakpoint
INSERT INTO `activity_text`(`activity_text`, rank) VALUES ('automerge', 16);
--> statement-breakpoint
INSERT INTO `activity_text`(`activity_text`, rank) VALUES ('crisismerge', 32);
--> statement-breakpoint
INSERT INTO `conversation_text`(`conversation_text`, rank) VALUES ('hashsize', 16777216);
--> statement-breakpoint
INSERT INTO `conversation_text`(`conversation_text`, rank) VALUES ('automerge', 16);
--> statement-breakpoint
INSERT INTO `conversation_text`(`conversation_text`, rank) VALUES ('crisismerge', 32);
--> statement-breakpoint
INSERT INTO `lead_text`(`lead_text`, rank) VALUES ('hashsize', 16777216);
--> statement-breakpoint
INSERT INTO `lead_text`(`lead_text`, rank) VALUES ('automerge', 16);
--> statement-breakpoint
INSERT INTO `lead_text`(`lead_text`, rank) VALUES ('crisismerge', 32);
--> statement-breakpoint
-- The marks of a sweep are one narrow b-tree each; drizzle cannot declare WITHOUT ROWID.
DROP TABLE `sweep_seen`;
--> statement-breakpoint
CREATE TABLE `sweep_seen` (
	`account_id` integer NOT NULL,
	`stream_code` integer NOT NULL,
	`row_key` integer NOT NULL,
	`generation` integer NOT NULL,
	PRIMARY KEY(`account_id`, `stream_code`, `row_key`)
) WITHOUT ROWID;
--> statement-breakpoint
DROP TABLE `sweep_missed`;
--> statement-breakpoint
CREATE TABLE `sweep_missed` (
	`account_id` integer NOT NULL,
	`stream_code` integer NOT NULL,
	`row_key` integer NOT NULL,
	PRIMARY KEY(`account_id`, `stream_code`, `row_key`)
) WITHOUT ROWID;
