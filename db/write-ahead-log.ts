import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * SQLite's write-ahead log, read as bytes before SQLite opens it (https://sqlite.org/fileformat2.html#walformat and
 * https://sqlite.org/walformat.html). SQLite takes the first frame that does not add up for the log's end: damage in it looks like an
 * older database that is perfectly sound. The commits behind it are gone without a word, a delivered note is `queued` once more. The
 * shared-memory file that a killed process leaves tells how long the log had been.
 */

const logHeaderBytes = 32
const frameHeaderBytes = 24
const formatVersion = 3_007_000
/** Of the shared-memory file: two copies of the header, then how far the log had been moved into the database. */
const sharedHeaderBytes = 48
const sharedBytes = 136

export interface LogState {
  /** Commits that were durable cannot be read any more. */
  readonly hasLostCommits: boolean
  /** What SQLite would read mixes pages of different moments, whatever its checks say. */
  readonly isMixed: boolean
}

interface Frame {
  readonly bytes: Buffer
  readonly isSound: boolean
}

interface Log {
  readonly header: Buffer
  readonly pageBytes: number
  /** Up to the last one of this log's generation; what follows is left over from an earlier one. */
  readonly frames: readonly Frame[]
}

/** What the log of the database at `path` still holds of what was in it. Call before anything opens the database. */
export function examineLog(path: string): LogState {
  const bytes = readIfThere(`${path}-wal`)
  const log = bytes === null ? null : parseLog(bytes)
  const isUnreadable = bytes !== null && bytes.length > logHeaderBytes && log === null
  const frames = log?.frames ?? []
  const firstBad = frames.findIndex((frame) => !frame.isSound)
  const soundFrames = firstBad === -1 ? frames.length : firstBad
  const expected = readExpectation(`${path}-shm`)
  // Nothing to go by: only damage in the midst of the log shows.
  if (expected === null)
    return { hasLostCommits: isUnreadable || firstBad !== -1, isMixed: isUnreadable || firstBad !== -1 }
  const isThatLog = log?.header.subarray(16, 24).equals(expected.salts) === true
  const found = isThatLog ? soundFrames : 0
  const isGone = found === 0 && expected.moved === expected.frames && !isUnreadable
  return {
    hasLostCommits: firstBad !== -1 || (found < expected.frames && !isGone),
    isMixed: found === 0 ? expected.isMoving : found < expected.moved,
  }
}

/**
 * Writes a log with the frames of `from` that add up, one by one, to `to`: what came after a damaged stretch is readable again. Pages
 * of the lost frames stay as they were before; the result is for reading rows out of, not for going on with.
 */
export function mendLog(from: string, to: string): void {
  const bytes = readIfThere(from)
  const log = bytes === null ? null : parseLog(bytes)
  if (log === null) return
  const header = Buffer.from(log.header)
  const order = byteOrderOf(header)
  const sums = checksum(order, header.subarray(0, 24), [0, 0])
  writeSums(header, 24, sums)
  let running = sums
  const kept = log.frames.filter((frame) => frame.isSound).map((frame) => Buffer.from(frame.bytes))
  const mostPages = kept.reduce((most, frame) => Math.max(most, frame.readUInt32BE(0), frame.readUInt32BE(4)), 0)
  const last = kept.at(-1)
  // A transaction without its end is not read at all.
  if (last !== undefined && last.readUInt32BE(4) === 0) last.writeUInt32BE(mostPages, 4)
  for (const frame of kept) {
    running = frameSums(order, frame, running)
    writeSums(frame, 16, running)
  }
  writeFileSync(to, Buffer.concat([header, ...kept]))
}

function readIfThere(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null
}

function parseLog(bytes: Buffer): Log | null {
  if (bytes.length < logHeaderBytes) return null
  const header = bytes.subarray(0, logHeaderBytes)
  const magic = header.readUInt32BE(0)
  if ((magic & ~1) >>> 0 !== 0x377f0682 || header.readUInt32BE(4) !== formatVersion) return null
  const order = byteOrderOf(header)
  const sums = checksum(order, header.subarray(0, 24), [0, 0])
  if (!hasSums(header, 24, sums)) return null
  const pageBytes = header.readUInt32BE(8)
  const frameBytes = frameHeaderBytes + pageBytes
  const salts = header.subarray(16, 24)
  const frames: Frame[] = []
  let lastOfThisLog = -1
  let before: Sums = sums
  for (let at = logHeaderBytes; at + frameBytes <= bytes.length; at += frameBytes) {
    const frame = bytes.subarray(at, at + frameBytes)
    const isOfThisLog = frame.subarray(8, 16).equals(salts)
    frames.push({ bytes: frame, isSound: isOfThisLog && hasSums(frame, 16, frameSums(order, frame, before)) })
    if (isOfThisLog) lastOfThisLog = frames.length - 1
    // Each sum goes on from the one before as it stands there: so one damaged frame does not condemn all that follow.
    before = [frame.readUInt32BE(16), frame.readUInt32BE(20)]
  }
  return { header, pageBytes, frames: frames.slice(0, lastOfThisLog + 1) }
}

interface Expectation {
  readonly salts: Buffer
  /** Committed frames in the log. */
  readonly frames: number
  /** Of those, how many were in the database as well. */
  readonly moved: number
  /** More were on their way into it. */
  readonly isMoving: boolean
}

/** In the machine's byte order; null where the file is missing or its two copies differ. */
function readExpectation(path: string): Expectation | null {
  const bytes = readIfThere(path)
  if (bytes === null || bytes.length < sharedBytes) return null
  const header = bytes.subarray(0, sharedHeaderBytes)
  const isInitialized = header.readUInt8(12) === 1
  const isWhole = header.equals(bytes.subarray(sharedHeaderBytes, 2 * sharedHeaderBytes))
  if (!isInitialized || !isWhole || number(header, 0) !== formatVersion) return null
  if (!hasNativeSums(header, 40, checksum(nativeOrder, header.subarray(0, 40), [0, 0]))) return null
  const moved = number(bytes, 96)
  return {
    salts: header.subarray(32, 40),
    frames: number(header, 16),
    moved,
    isMoving: number(bytes, 128) > moved,
  }
}

type ByteOrder = 'little' | 'big'
type Sums = readonly [number, number]

const nativeOrder: ByteOrder = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 'little' : 'big'

function number(bytes: Buffer, at: number): number {
  return nativeOrder === 'little' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
}

function byteOrderOf(header: Buffer): ByteOrder {
  return (header.readUInt32BE(0) & 1) === 1 ? 'big' : 'little'
}

function frameSums(order: ByteOrder, frame: Buffer, before: Sums): Sums {
  return checksum(order, frame.subarray(frameHeaderBytes), checksum(order, frame.subarray(0, 8), before))
}

/** SQLite's running checksum over 8-byte groups. */
function checksum(order: ByteOrder, bytes: Buffer, before: Sums): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittle = order === 'little'
  let [first, second] = before
  for (let at = 0; at < view.byteLength; at += 8) {
    first = (first + view.getUint32(at, isLittle) + second) >>> 0
    second = (second + view.getUint32(at + 4, isLittle) + first) >>> 0
  }
  return [first, second]
}

function hasSums(bytes: Buffer, at: number, [first, second]: Sums): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second
}

function hasNativeSums(bytes: Buffer, at: number, [first, second]: Sums): boolean {
  return number(bytes, at) === first && number(bytes, at + 4) === second
}

function writeSums(bytes: Buffer, at: number, [first, second]: Sums): void {
  bytes.writeUInt32BE(first, at)
  bytes.writeUInt32BE(second, at + 4)
}
