import { accessSync, constants, statfsSync } from 'node:fs'
import { folderLockState } from '../../../db/folder-lock.ts'
import { inspectDatabase } from '../../../db/inspect.ts'
import { megabytes } from '../megabytes.ts'
import { text } from '../text.ts'
import { hasData } from '../workspace.ts'
import { type Check, finding } from './check.ts'

const words = text.doctor
const enoughBytes = 200_000_000

/** What can be said of the folder without asking any CRM, and without changing anything. */
export function folderChecks(folder: string): Check[] {
  if (!hasData(folder)) return [finding('folder', 'wrong', words.noFolder(folder), words.noFolderAdvice)]
  return [
    folderCheck(folder),
    lockCheck(folder),
    fileCheck(folder, 'journal'),
    fileCheck(folder, 'replica'),
    spaceCheck(folder),
  ]
}

function folderCheck(folder: string): Check {
  try {
    accessSync(folder, constants.W_OK)
    return finding('folder', 'ok', words.folder(folder))
  } catch {
    return finding('folder', 'wrong', words.unwritable(folder), words.unwritableAdvice)
  }
}

function lockCheck(folder: string): Check {
  const { isHeld, holder } = folderLockState(folder)
  return isHeld ? finding('lock', 'note', words.inUse(holder), words.inUseAdvice) : finding('lock', 'ok', words.free)
}

function fileCheck(folder: string, file: 'journal' | 'replica'): Check {
  const advice = file === 'journal' ? words.journalAdvice : words.replicaAdvice
  const found = inspectDatabase(folder, file)
  switch (found.kind) {
    case 'missing':
      return finding(file, 'wrong', words.missing(file), advice)
    case 'damaged':
      return finding(file, 'wrong', words.damaged(file, found.detail), advice)
    case 'newer':
      return finding(file, 'wrong', words.newer(file), words.newerAdvice)
    case 'unreadable':
      return finding(file, 'wrong', words.unreadable(file, found.detail), words.unreadableAdvice)
    case 'sound':
      return found.pendingMigrations > 0
        ? finding(file, 'note', words.pending(file), words.pendingAdvice)
        : finding(file, 'ok', words.sound(file, megabytes(found.bytes)))
    default:
      return found satisfies never
  }
}

function spaceCheck(folder: string): Check {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const isEnough = free >= enoughBytes
  return finding(
    'disk_space',
    isEnough ? 'ok' : 'wrong',
    words.space(megabytes(free)),
    isEnough ? null : words.spaceAdvice,
  )
}
