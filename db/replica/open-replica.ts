import { statSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Replica } from '../connection.ts'
import { databaseFiles, moveDatabase, removeEarlierCopies } from '../files.ts'
import { applyMigrations, planMigration } from '../migrate.ts'
import type { OpenNotice, OpenOptions } from '../open-outcome.ts'
import { fileKind, isSound } from '../sound.ts'
import { isMalformed } from '../storage-error.ts'
import { migrations } from './migrations/embedded.ts'

/**
 * Comparing the indexes with their tables finds a row whose CRM id was changed on the disk, and takes twice as long (24 ms a MB on a busy
 * machine): nobody notices it on a small file after a crash, everybody would on a large one.
 */
const thoroughUpToBytes = 64 * 1024 * 1024

/** What is known of the replica before it is opened. */
export interface ReplicaHistory {
  /** As a clean end left it: nothing but its schema is read. */
  readonly isUnchanged: boolean
  /** A statement met damage, or its log mixes moments: no check is asked any more. */
  readonly isDistrusted: boolean
}

/** Opens the replica as its owner. One that is damaged, or is something else, is set aside and begun anew: it can be fetched again. */
export function openReplica(
  folder: string,
  history: ReplicaHistory,
  options: OpenOptions,
  notices: OpenNotice[],
): Replica {
  const path = databaseFiles(folder).replica
  if (mayBeOpened(path, history)) {
    try {
      return openAndMigrate(path, options)
    } catch (error) {
      if (!isMalformed(error)) throw error
    }
  }
  const damaged = join(folder, `replica.damaged-${options.nowMs}.db`)
  moveDatabase(path, damaged)
  removeEarlierCopies(folder, 'replica.damaged-', damaged)
  notices.push({
    kind: 'replica_rebuilt',
    detail:
      'The local copy of your CRM was damaged. It was set aside and is being fetched again; your notes are not affected.',
  })
  return openAndMigrate(path, options)
}

function mayBeOpened(path: string, { isUnchanged, isDistrusted }: ReplicaHistory): boolean {
  const kind = fileKind('replica', path)
  if (kind === 'missing' || kind === 'empty') return true
  if (kind !== 'own' || isDistrusted) return false
  return isUnchanged || isSound('replica', path, statSync(path).size <= thoroughUpToBytes ? 'thorough' : 'quick')
}

function openAndMigrate(path: string, { nowMs, onStatement }: OpenOptions): Replica {
  const replica = connect('replica', path, { use: 'interactive', mustExist: false, onStatement })
  try {
    const plan = planMigration(replica, migrations)
    if (plan.kind === 'pending') applyMigrations(replica, plan.pending, nowMs)
    return replica
  } catch (error) {
    replica.raw.close()
    throw error
  }
}
