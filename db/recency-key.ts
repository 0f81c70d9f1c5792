/**
 * A recency key is one integer made from a time, counting down: the newest row has the smallest key. Rows ordered by key
 * are newest first, a newest-first backfill appends to every index, and full text whose rowid is the key yields its newest
 * hits first.
 *
 * A key is a slot of its moment: 1024 slots a millisecond, so keys stay below 2^53. Where a moment is full (imports stamp
 * thousands of rows with one second) a row takes a slot of the milliseconds just before it; order stays total and stable.
 */

const latestMs = 2 ** 43 - 1
/** Leaves room below the largest integer for the slots that follow a full moment. */
const earliestMs = 2 ** 17
const slotsPerMs = 1024
const widestWindow = slotsPerMs * earliestMs

/** Where a moment's slots begin: every row at or after `atMs` has a key below `firstKeyAt(atMs) + 1024`. */
export function firstKeyAt(atMs: number): number {
  const clamped = Math.min(Math.max(Math.trunc(atMs), earliestMs), latestMs)
  return (latestMs - clamped) * slotsPerMs
}

/** The first of the slots that `seed` prefers for `atMs` which `isTaken` leaves free. Equal seeds prefer equal slots. */
export function freeKey(atMs: number, seed: string, isTaken: (key: number) => boolean): number {
  const first = firstKeyAt(atMs)
  for (let attempt = 0; ; attempt += 1) {
    const window = Math.min(slotsPerMs * 2 ** attempt, widestWindow)
    const key = first + (hash32(seed, attempt) % window)
    if (!isTaken(key)) return key
  }
}

/** A 32-bit hash (FNV-1a with a final avalanche): spreads keys and narrows indexes; no defence against an adversary. */
export function hash32(text: string, variant = 0): number {
  let hash = 0x811c9dc5 ^ variant
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
