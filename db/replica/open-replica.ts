import { statSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Replica } from '../connection.ts'
import { databaseFiles, moveDatabase, removeEarlierCopies } from '../files.ts'
import { applyMigrations, planMigration } from '../migrate.ts'
import type { OpenNotice, OpenOptions } from '../open-outcome.ts'
import { hash32 } from '../recency-key.ts'
import { isSound, lookAt } from '../sound.ts'
import { isMalformed } from '../storage-error.ts'
import { migrations } from './migrations/embedded.ts'

/**
 * Comparing the indexes with their tables, and ids with their hashes, finds a row whose CRM id was changed on the disk, and takes two and a
 * half times as long (110 ms instead of 44 at 20 MB and 40,000 activities, timed once): nobody notices it on a small file after a crash,
 * everybody would on a large one.
 */
const thoroughUpToBytes = 64 * 1024 * 1024

/** What is known of the replica before it is opened. */
export interface ReplicaHistory {
  /** As a clean end left it: nothing but its schema is read. */
  readonly isUnchanged: boolean
  /** A statement met damage, or its log mixes moments: no check is asked any more. */
  readonly isDistrusted: boolean
  /** Accounts are connected: where the file is gone, there was an earlier one, and somebody may have its numbers. */
  readonly hasAccounts: boolean
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
      return openAndMigrate(path, options, history.hasAccounts ? options.nowMs : 0)
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
  return openAndMigrate(path, options, options.nowMs)
}

function mayBeOpened(path: string, { isUnchanged, isDistrusted }: ReplicaHistory): boolean {
  const found = lookAt('replica', path, (database, kind) => {
    if (kind !== 'own' || isDistrusted) return kind === 'empty'
    if (isUnchanged) return true
    if (statSync(path).size > thoroughUpToBytes) return isSound(database, 'quick')
    return isSound(database, 'thorough') && !hasFalseActivityId(database)
  })
  return found === true || found === 'missing'
}

/** The CRM's id of an activity stands in no index, only its hash does: a changed one would show a row that the CRM does not have. */
function hasFalseActivityId(replica: Replica): boolean {
  const rows = replica.raw
    .prepare<[], { remote_id: unknown; remote_hash: unknown }>('SELECT remote_id, remote_hash FROM activities')
    .iterate()
  for (const row of rows) {
    if (typeof row.remote_id !== 'string' || hash32(row.remote_id) !== row.remote_hash) return true
  }
  return false
}

function openAndMigrate(path: string, { nowMs, onStatement }: OpenOptions, lastNumber: number): Replica {
  const replica = connect('replica', path, { use: 'interactive', mustExist: false, onStatement })
  try {
    const plan = planMigration(replica, migrations)
    if (plan.kind === 'pending') applyMigrations(replica, plan.pending, nowMs)
    numberOnFrom(replica, lastNumber)
    return replica
  } catch (error) {
    replica.raw.close()
    throw error
  }
}

/** Tables whose rows are called by their number outside of this file: an open page, a draft in the window, a command that is typed. */
const numbered = ['conversations', 'leads'] as const

/**
 * Lets the numbers of a file that never had a row begin after `lastNumber`. A file that follows another begins at its moment in
 * milliseconds, further than the earlier one can have come: its first person must not have the number of somebody else, to whom a note
 * that is being written would then go. The very first file begins at 1, which is easier to type.
 */
function numberOnFrom(replica: Replica, lastNumber: number): void {
  const isCounting = replica.raw.prepare<[string], unknown>('SELECT 1 FROM sqlite_sequence WHERE name = ?')
  const uncounted = numbered.filter((table) => isCounting.get(table) === undefined)
  if (uncounted.length === 0) return
  // The column has no type of its own, and a JavaScript number binds as a real.
  const begin = replica.raw.prepare<[string, number]>(
    'INSERT INTO sqlite_sequence (name, seq) VALUES (?, CAST(? AS INTEGER))',
  )
  replica.write(() => {
    for (const table of uncounted) begin.run(table, lastNumber)
  })
}
