import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * Writes each database's migrations as a module beside the SQL files, so that they travel inside a bundle. Run it after
 * drizzle-kit: `npx node db/embed-migrations.ts`. A test compares the copies with the files.
 */

const drizzleJournal = z.object({ entries: z.array(z.object({ idx: z.int(), tag: z.string() })) })

/** The source text of `migrations/embedded.ts` for the database in `folder` (db/replica or db/journal). */
export function embeddedSource(folder: string): string {
  const migrations = join(folder, 'migrations')
  const { entries } = drizzleJournal.parse(JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')))
  const items = entries.map(({ tag }) => {
    const file = readFileSync(join(migrations, `${tag}.sql`), 'utf8').replaceAll('\r\n', '\n')
    const statements = file.split('--> statement-breakpoint').map((statement) => statement.trim())
    const checksum = createHash('sha256').update(file).digest('hex')
    return { tag, checksum, statements: statements.filter((statement) => statement !== '') }
  })
  return [
    '// Written by db/embed-migrations.ts from the .sql files beside it. Do not edit.',
    "import type { Migration } from '../../migrate.ts'",
    '',
    `export const migrations: readonly Migration[] = ${JSON.stringify(items, null, 2)}`,
    '',
  ].join('\n')
}

if (import.meta.main) {
  for (const folder of ['replica', 'journal']) {
    const path = join(import.meta.dirname, folder)
    writeFileSync(join(path, 'migrations/embedded.ts'), embeddedSource(path))
  }
}
