import { migrations } from '../../../db/journal/migrations/embedded.ts'
import type { Migration } from '../../../db/migrate.ts'

/** What drizzle-kit writes when a column of `accounts` changes: the table that credentials cascade from is rebuilt. */
const rebuiltAccounts: Migration = {
  tag: '9998_rebuilt_accounts',
  checksum: 'a',
  statements: [
    'CREATE TABLE `__new_accounts` (`account_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `provider` text NOT NULL, `label` text NOT NULL)',
    'INSERT INTO `__new_accounts` SELECT `account_id`, `provider`, `label` FROM `accounts`',
    'DROP TABLE `accounts`',
    'ALTER TABLE `__new_accounts` RENAME TO `accounts`',
  ],
}

export const futureMigrations: readonly Migration[] = [
  ...migrations,
  rebuiltAccounts,
  {
    tag: '9999_colour',
    checksum: 'b',
    statements: ["ALTER TABLE `notes_outbox` ADD COLUMN `colour` text DEFAULT 'blue'"],
  },
]
