import { existsSync } from 'node:fs'
import { attachForReading } from '../../db/attach-for-reading.ts'
import type { Journal, Replica } from '../../db/connection.ts'
import { databaseFiles } from '../../db/files.ts'
import { acquireFolderLock, type FolderLock } from '../../db/folder-lock.ts'
import { refreshJournalBackup } from '../../db/journal/backup.ts'
import {
  classifyStorageError,
  closeDatabases,
  type Databases,
  isMalformed,
  noteDamage,
  openDatabases,
} from '../../db/open.ts'
import { type Failure, failed, type Outcome } from './outcome.ts'
import type { CommandContext } from './surroundings.ts'
import { text } from './text.ts'

/** The open files of a data folder. */
export interface Workspace {
  readonly replica: Replica
  readonly journal: Journal
}

type Result<T> = T | { readonly ok: false; readonly failure: Failure }

/** Runs `task` on the folder's files for reading: also while the app, or another command, works on them. */
export async function whileReading<T>(
  context: CommandContext,
  task: (workspace: Workspace) => T | Promise<T>,
): Promise<Result<T>> {
  if (!hasData(context.folder)) return failed('folder_unusable', text.noData(context.folder))
  const attached = attachForReading(context.folder)
  if (attached === null) return whileOwning(context, task)
  try {
    return await task(attached)
  } catch (error) {
    return taskFailure(error, context.folder)
  } finally {
    attached.close()
  }
}

/** Runs `task` as the only one that writes to the folder, which must hold data already. */
export async function whileWriting<T>(
  context: CommandContext,
  task: (workspace: Workspace) => T | Promise<T>,
): Promise<Result<T>> {
  if (!hasData(context.folder)) return failed('folder_unusable', text.noData(context.folder))
  return whileOwning(context, task)
}

/** Runs `task` as the only one that writes to the folder, which is made where it is missing. */
export async function whileOwning<T>(
  context: CommandContext,
  task: (workspace: Workspace) => T | Promise<T>,
): Promise<Result<T>> {
  const locked = lock(context)
  if (!locked.ok) return locked
  try {
    const opened = open(context)
    if (!opened.ok) return opened
    try {
      const result = await task(opened.value)
      // What was just written must not wait for the next start to have its copy; a disk that refuses one keeps the earlier.
      refreshJournalBackup(opened.value.journal, context.folder)
      return result
    } catch (error) {
      return taskFailure(error, context.folder)
    } finally {
      closeDatabases(opened.value, { role: 'owner' })
    }
  } finally {
    locked.value.release()
  }
}

export function hasData(folder: string): boolean {
  const files = databaseFiles(folder)
  return existsSync(files.journal) || existsSync(files.journalBackup)
}

function lock({ folder, program, pid, clock }: CommandContext): Outcome<FolderLock> {
  const result = acquireFolderLock(folder, { pid, program: `fieldpost ${program}`, sinceMs: clock.nowMs() })
  if (result.ok) return { ok: true, value: result.lock }
  if (result.error.kind === 'held') return failed('folder_in_use', text.folderInUse(folder, result.error.holder))
  return failed('folder_unusable', text.openFailure(folder, result.error))
}

function open(context: CommandContext): Outcome<Databases> {
  const opened = openDatabases(context.folder, { role: 'owner', nowMs: context.clock.nowMs() })
  if (!opened.ok) return failed('folder_unusable', text.openFailure(context.folder, opened.error))
  for (const notice of opened.value.notices) context.say(notice.detail)
  return { ok: true, value: opened.value }
}

/** A disk that did not take a write, and damage that a statement met, are told; anything else is a bug. */
function taskFailure(error: unknown, folder: string) {
  if (isMalformed(error)) {
    noteDamage(folder)
    return failed('folder_unusable', text.damaged(folder))
  }
  const kind = classifyStorageError(error)
  if (kind === null) throw error
  const detail = error instanceof Error ? error.message : ''
  return failed('folder_unusable', text.openFailure(folder, { kind, detail }))
}
