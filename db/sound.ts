import { existsSync } from 'node:fs'
import { type Connection, connect } from './connection.ts'
import { hasPossibleHeader } from './file-header.ts'
import { isMalformed } from './storage-error.ts'

type File = 'replica' | 'journal'

/** A table that the file has from its first version on. */
const ownTable: Readonly<Record<File, string>> = { replica: 'activities', journal: 'notes_outbox' }

/** Without any table a file is `empty` (its first start was interrupted, or it was cut to nothing); with strange ones only, `foreign`. */
export type FileKind = 'missing' | 'empty' | 'own' | 'foreign' | 'unreadable'

export function fileKind(file: File, path: string): FileKind {
  if (!existsSync(path)) return 'missing'
  if (!hasPossibleHeader(path)) return 'unreadable'
  return looked(file, path, (database) => {
    const tables = database.raw
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
    if (tables.length === 0) return 'empty'
    return tables.some(({ name }) => name === ownTable[file]) ? 'own' : 'foreign'
  })
}

/** `thorough` compares indexes with their tables as well. */
export function isSound(file: File, path: string, check: 'quick' | 'thorough'): boolean {
  const pragma = check === 'quick' ? 'quick_check(1)' : 'integrity_check(1)'
  return looked(file, path, (database) => database.raw.pragma(pragma, { simple: true }) === 'ok') === true
}

function looked<T>(file: File, path: string, look: (database: Connection<File>) => T): T | 'unreadable' {
  let database: Connection<File> | null = null
  try {
    database = connect(file, path, { use: 'interactive', mustExist: true })
    return look(database)
  } catch (error) {
    if (!isMalformed(error)) throw error
    return 'unreadable'
  } finally {
    database?.raw.close()
  }
}
