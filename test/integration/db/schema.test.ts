import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import * as journalSchema from '../../../db/journal/schema.ts'
import * as replicaSchema from '../../../db/replica/schema.ts'
import { workspace } from './support.ts'

/** Made by custom migrations, or by the migrator itself. */
const undeclared = /^(sqlite_.*|schema_migrations|(activity|conversation|lead)_text(_.*)?)$/

describe.each([
  { file: 'replica' as const, tables: Object.values(replicaSchema) },
  { file: 'journal' as const, tables: Object.values(journalSchema) },
])('the schema of the $file', ({ file, tables }) => {
  it('says what the migrations make: tables, columns, indexes', () => {
    const { raw } = workspace()[file]
    const names = (sql: string, ...parameters: string[]) =>
      raw
        .prepare(sql)
        .pluck()
        .all(...parameters)
        .map(String)
        .sort()
    const declared = tables.map((table) => getTableConfig(table))
    expect(
      names("SELECT name FROM sqlite_schema WHERE type = 'table'").filter((name) => !undeclared.test(name)),
    ).toEqual(declared.map(({ name }) => name).sort())
    for (const { name, columns, indexes } of declared) {
      expect(names('SELECT name FROM pragma_table_xinfo(?)', name)).toEqual(columns.map((column) => column.name).sort())
      expect(
        names("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", name),
      ).toEqual(indexes.map(({ config }) => config.name).sort())
    }
  })
})
