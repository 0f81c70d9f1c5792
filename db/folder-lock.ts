import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { z } from 'zod'
import { runtimeProblem } from './runtime.ts'
import { classifyStorageError, isMalformed, type StorageTrouble } from './storage-error.ts'

const holderSchema = z.object({
  pid: z.int(),
  /** Which of our programs it is: `app`, or the command line's command. */
  program: z.string(),
  sinceMs: z.number(),
})

/** Who works on a data folder. `sinceMs` is ms UTC. */
export type LockHolder = z.infer<typeof holderSchema>

export type LockFailure =
  /** `holder` null: it has the lock, but what it says of itself cannot be read. */
  | { readonly kind: 'held'; readonly holder: LockHolder | null }
  | { readonly kind: 'old_runtime' | StorageTrouble; readonly detail: string }

export interface FolderLock {
  release(): void
}

export type LockResult =
  | { readonly ok: true; readonly lock: FolderLock }
  | { readonly ok: false; readonly error: LockFailure }

/**
 * Makes this process the only one that writes to `folder`, until it releases the lock or ends, however it ends: the lock
 * is an exclusive transaction on a file of its own, and so the operating system's. Creates the folder where
 * it is missing. Throws only on bugs.
 */
export function acquireFolderLock(folder: string, holder: LockHolder): LockResult {
  const problem = runtimeProblem(process.versions)
  if (problem !== null) return { ok: false, error: { kind: 'old_runtime', detail: problem } }
  try {
    makeFolder(folder)
    const database = lockedDatabase(lockFiles(folder).lock)
    if (database === null) return { ok: false, error: { kind: 'held', holder: readLockHolder(folder) } }
    introduce(folder, holder)
    return { ok: true, lock: { release: () => database.close() } }
  } catch (error) {
    const kind = classifyStorageError(error) ?? notAFolder(error)
    if (kind === null) throw error
    return { ok: false, error: { kind, detail: error instanceof Error ? error.message : folder } }
  }
}

/** Whether a process has the folder's lock now, and who it says it is. Changes nothing, and keeps nobody out. */
export function folderLockState(folder: string): { readonly isHeld: boolean; readonly holder: LockHolder | null } {
  const free = { isHeld: false, holder: null }
  const path = lockFiles(folder).lock
  if (!existsSync(path)) return free
  const database = new SqliteDatabase(path, { timeout: 0, fileMustExist: true })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return free
  } catch (error) {
    if (isBusy(error)) return { isHeld: true, holder: readLockHolder(folder) }
    // Nobody holds a lock whose file can be read as far as its damage.
    if (isMalformed(error) || classifyStorageError(error) !== null) return free
    throw error
  } finally {
    database.close()
  }
}

/** Who said last that it works on this folder: worth showing only while the lock is held. */
function readLockHolder(folder: string): LockHolder | null {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(lockFiles(folder).holder, 'utf8'))).data ?? null
  } catch {
    // It is for a message only, and the message can do without.
    return null
  }
}

function lockFiles(folder: string) {
  return { lock: join(folder, 'folder.lock'), holder: join(folder, 'folder.lock.json') }
}

/** Node's own recursive mkdir never returns where a file system takes no folders, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder)
}

/** Null: another process holds it. A lock file that something overwrote holds nothing of worth and is made anew. */
function lockedDatabase(path: string): SqliteDatabase.Database | null {
  try {
    return begin(path)
  } catch (error) {
    if (!isMalformed(error)) throw error
    // Nobody holds it: a holder keeps everybody else from reading as far as the damage.
    rmSync(path, { force: true })
    return begin(path)
  }
}

function begin(path: string): SqliteDatabase.Database | null {
  // Long enough to outlast somebody who only looks whether it is held.
  const database = new SqliteDatabase(path, { timeout: 200 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** A disk that does not take this line must not keep the user from notes that are here: the lock holds without it. */
function introduce(folder: string, holder: LockHolder): void {
  const path = lockFiles(folder).holder
  try {
    writeFileSync(`${path}.part`, JSON.stringify(holder))
    renameSync(`${path}.part`, path)
  } catch (error) {
    if (classifyStorageError(error) === null) throw error
  }
}

/** A path that leads through a file, or to one: nothing can be written there. */
function notAFolder(error: unknown): StorageTrouble | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOENT' ? 'storage_read_only' : null
}
