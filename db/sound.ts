import { existsSync } from 'node:fs'
import { type Connection, connect } from './connection.ts'
import { hasPossibleHeader } from './file-header.ts'
import { isMalformed } from './storage-error.ts'

type File = 'replica' | 'journal'

/** A table that the file has from its first version on. */
const ownTable: Readonly<Record<File, string>> = { replica: 'activities', journal: 'notes_outbox' }

/** Without any table a file is `empty` (its first start was interrupted, or it was cut to nothing); with strange ones only, `foreign`. */
export type FileKind = 'empty' | 'own' | 'foreign'

/**
 * What `look` finds in the file at `path`, by one connection that writes nothing. `unreadable`: SQLite, or we, cannot make sense of what is
 * there, which may also show while `look` reads.
 */
export function lookAt<Which extends File, Found>(
  file: Which,
  path: string,
  look: (database: Connection<Which>, kind: FileKind) => Found,
): Found | 'missing' | 'unreadable' {
  if (!existsSync(path)) return 'missing'
  if (!hasPossibleHeader(path)) return 'unreadable'
  let database: Connection<Which> | null = null
  try {
    database = connect(file, path, { use: 'look', mustExist: true })
    return look(database, kindOf(database))
  } catch (error) {
    if (!isMalformed(error)) throw error
    return 'unreadable'
  } finally {
    database?.raw.close()
  }
}

function kindOf(database: Connection<File>): FileKind {
  const tables = database.raw.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  if (tables.length === 0) return 'empty'
  return tables.some(({ name }) => name === ownTable[database.file]) ? 'own' : 'foreign'
}

/** `thorough` compares indexes with their tables as well. */
export function isSound(database: Connection<File>, check: 'quick' | 'thorough'): boolean {
  return database.raw.pragma(check === 'quick' ? 'quick_check(1)' : 'integrity_check(1)', { simple: true }) === 'ok'
}
