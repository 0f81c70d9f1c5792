import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { databaseFiles } from '../../db/files.ts'
import { closeDatabases, openDatabases } from '../../db/open.ts'

const made = new Map<string, string>()

/** A data folder as the first start of the app leaves it, made once a thread under `parent`: migrating two databases anew for each run would be most of its time. */
export function emptyFolder(parent: string): string {
  const known = made.get(parent)
  if (known !== undefined) return known
  const folder = join(parent, `template-${process.pid}-${threadId}`)
  const opened = openDatabases(folder, { role: 'owner', nowMs: 0 })
  if (!opened.ok) throw new Error(`${opened.error.kind}: ${opened.error.detail}`)
  closeDatabases(opened.value, { role: 'owner' })
  // The first life of a simulated app skips the checks of a start, and with them the taking of this record.
  rmSync(databaseFiles(folder).closeRecord)
  made.set(parent, folder)
  return folder
}
