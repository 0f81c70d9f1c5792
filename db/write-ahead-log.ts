import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * SQLite's write-ahead log, read as bytes before SQLite opens it (https://sqlite.org/fileformat2.html#walformat and
 * https://sqlite.org/walformat.html). SQLite takes the first frame that does not add up for the log's end: damage in it looks like an
 * older database that is perfectly sound. The commits behind it are gone without a word, a delivered note is `queued` once more. The
 * shared-memory file that a killed process leaves tells how long the log had been.
 */

const logHeaderBytes = 32
const frameHeaderBytes = 24
/** SQLite's default, which both our files have. */
const ownPageBytes = 4096
const frameBytes = frameHeaderBytes + ownPageBytes
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
  readonly salts: Buffer
  readonly isHeaderSound: boolean
  /** Up to the last one of this log's generation; what follows is left over from an earlier one. */
  readonly frames: readonly Frame[]
}

/** What the log of the database at `path` still holds of what was in it. Call before anything opens the database. */
export function examineLog(path: string): LogState {
  const bytes = readIfThere(`${path}-wal`)
  const log = bytes === null ? null : parseLog(bytes)
  const frames = log?.isHeaderSound === true ? log.frames : []
  const firstBad = frames.findIndex((frame) => !frame.isSound)
  // SQLite reads nothing of a log whose header does not add up.
  const isDamaged = firstBad !== -1 || log?.isHeaderSound === false
  const soundFrames = firstBad === -1 ? frames.length : firstBad
  const expected = readExpectation(`${path}-shm`)
  // Nothing to go by: only damage in the midst of the log shows.
  if (expected === null) return { hasLostCommits: isDamaged, isMixed: isDamaged }
  const found = log?.salts.equals(expected.salts) === true ? soundFrames : 0
  const wasMoved = found === 0 && expected.moved === expected.frames
  return {
    hasLostCommits: isDamaged || (found < expected.frames && !wasMoved),
    isMixed: found === 0 ? expected.isMoving : found < expected.moved,
  }
}

/**
 * Writes the pages of the log of the database at `path` into `copy`, a copy of that database or nothing yet: each committed frame that adds
 * up, also behind damage and where the database itself is gone. Pages of the lost frames stay as they were before; the result is for
 * reading rows out of, not for going on with.
 */
export function applyLog(path: string, copy: string): void {
  const bytes = readIfThere(`${path}-wal`)
  const log = bytes === null ? null : parseLog(bytes)
  if (log === null) return
  const expected = readExpectation(`${path}-shm`)
  // What was moved already is in the database, in its last version; an earlier frame of such a page would take it back.
  const isThatLog = expected !== null && log.salts.equals(expected.salts)
  const from = existsSync(path) && isThatLog ? expected.moved : 0
  const lastCommit = log.frames.findLastIndex((frame) => frame.isSound && frame.bytes.readUInt32BE(4) > 0)
  const handle = openSync(copy, existsSync(copy) ? 'r+' : 'w+')
  try {
    for (const { bytes: frame, isSound } of log.frames.slice(from, lastCommit + 1)) {
      const at = (frame.readUInt32BE(0) - 1) * ownPageBytes
      if (isSound) writeSync(handle, frame, frameHeaderBytes, ownPageBytes, at)
    }
  } finally {
    closeSync(handle)
  }
}

function readIfThere(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null
}

/** Null: it holds no frame. With a damaged header the frames are read as we write them; the first one cannot be told sound. */
function parseLog(bytes: Buffer): Log | null {
  if (bytes.length < logHeaderBytes + frameHeaderBytes + ownPageBytes) return null
  const header = bytes.subarray(0, logHeaderBytes)
  const order = (header.readUInt32BE(0) & 1) === 1 ? 'big' : 'little'
  const sums = checksum(order, header.subarray(0, 24), [0, 0])
  const isHeaderSound =
    (header.readUInt32BE(0) & ~1) >>> 0 === 0x377f0682 &&
    header.readUInt32BE(4) === formatVersion &&
    header.readUInt32BE(8) === ownPageBytes &&
    hasSums(header, 24, sums)
  const firstFrame = bytes.subarray(logHeaderBytes)
  const salts = isHeaderSound ? header.subarray(16, 24) : firstFrame.subarray(8, 16)
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
  return { salts, isHeaderSound, frames: frames.slice(0, lastOfThisLog + 1) }
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
