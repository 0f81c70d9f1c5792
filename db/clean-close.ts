import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { databaseFiles } from './files.ts'

/**
 * How the next start knows that nothing happened to the replica since it was closed, without reading all of it: a clean end writes down
 * what the file looked like. Killed, changed by somebody else, or brought back from a copy: the note is missing or wrong.
 */
export function recordClose(folder: string): void {
  const { replica, closeRecord } = databaseFiles(folder)
  const state = stateOf(replica)
  if (state !== null) writeDurably(closeRecord, state)
}

/** Whether the replica is as a clean end left it. The record holds for one start only. */
export function takeCloseRecord(folder: string): boolean {
  const { replica, closeRecord } = databaseFiles(folder)
  const recorded = existsSync(closeRecord) ? readFileSync(closeRecord, 'utf8') : null
  rmSync(closeRecord, { force: true })
  return recorded !== null && recorded === stateOf(replica)
}

/** Remembers that a statement met damage, so that the next opening, also by another process, does not trust a check that missed it. */
export function recordDamage(folder: string): void {
  writeDurably(databaseFiles(folder).damageRecord, '')
}

export function hasDamageRecord(folder: string): boolean {
  return existsSync(databaseFiles(folder).damageRecord)
}

export function clearDamageRecord(folder: string): void {
  rmSync(databaseFiles(folder).damageRecord, { force: true })
}

function stateOf(path: string): string | null {
  if (!existsSync(path) || existsSync(`${path}-wal`)) return null
  const { size, mtimeNs } = statSync(path, { bigint: true })
  return `${size} bytes, changed at ${mtimeNs} ns\n`
}

function writeDurably(path: string, text: string): void {
  writeFileSync(path, text)
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
