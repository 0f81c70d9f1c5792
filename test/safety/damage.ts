import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { removeDatabase } from '../../db/files.ts'
import type { SeededRandom } from '../sandbox/random.ts'

export interface Damage {
  readonly kind: string
  readonly description: string
  /** Nothing of a page is left: SQLite's checks can see it. Bytes changed inside a text they cannot. */
  readonly isCoarse: boolean
}

const pageBytes = 4096

/** How a database file and its companions come to harm. `pass` goes up by one a trial: the systematic kind takes one range after another. */
const kinds = {
  pages: 5,
  zeroed_pages: 2,
  range: 6,
  few_bytes: 3,
  header: 2,
  truncated: 3,
  removed: 2,
  emptied: 1,
  garbage: 1,
  foreign: 1,
  log_overwritten: 4,
  log_truncated: 2,
  log_removed: 2,
  log_garbage: 1,
  log_and_shared_memory_removed: 1,
} as const
type Kind = keyof typeof kinds

/** The passes over a file in ranges have this many ranges. */
const ranges = 64

export function damageDatabase(path: string, random: SeededRandom, pass: number): Damage {
  const log = `${path}-wal`
  const possible = Object.entries(kinds).filter(([kind]) => !kind.startsWith('log') || hasContent(log))
  const kind = random.weighted(possible.map(([name, weight]) => [name, weight] as const))
  const size = statSync(path).size
  const done = (description: string, isCoarse = true): Damage => ({ kind, description, isCoarse })
  switch (kind as Kind) {
    case 'pages': {
      const pages = somePages(random, size)
      for (const page of pages) overwrite(path, page * pageBytes, noise(random, pageBytes))
      return done(`pages ${pages.map((page) => page + 1).join(', ')} of ${size / pageBytes} overwritten`)
    }
    case 'zeroed_pages': {
      const pages = somePages(random, size)
      for (const page of pages) overwrite(path, page * pageBytes, Buffer.alloc(pageBytes))
      return done(`pages ${pages.map((page) => page + 1).join(', ')} of ${size / pageBytes} zeroed`)
    }
    case 'range': {
      const length = Math.ceil(size / ranges)
      const from = (pass % ranges) * length
      const bytes = Math.max(1, Math.min(length, size - from))
      overwrite(path, from, noise(random, bytes))
      return done(`bytes ${from} to ${from + bytes} of ${size} overwritten`, false)
    }
    case 'few_bytes': {
      const bytes = random.int(1, 300)
      const from = random.int(0, Math.max(0, size - bytes))
      overwrite(path, from, noise(random, bytes))
      return done(`${bytes} bytes from ${from} of ${size} overwritten`, false)
    }
    case 'header': {
      const from = random.int(0, 60)
      overwrite(path, from, noise(random, random.int(1, 100 - from)))
      return done(`the header from byte ${from}`, false)
    }
    case 'truncated': {
      const bytes = random.int(1, size - 1)
      truncateSync(path, bytes)
      return done(`cut to ${bytes} of ${size} bytes`)
    }
    case 'removed':
      rmSync(path)
      return done('removed')
    case 'emptied':
      truncateSync(path, 0)
      return done('emptied')
    case 'garbage':
      writeFileSync(path, noise(random, size))
      return done('garbage in its place')
    case 'foreign':
      replaceByForeign(path)
      return done("another program's database in its place")
    case 'log_overwritten': {
      const bytes = statSync(log).size
      const length = random.chance(0.5) ? random.int(1, 200) : random.int(200, 8_000)
      const from = random.int(0, Math.max(0, bytes - length))
      overwrite(log, from, noise(random, Math.min(length, bytes - from)))
      return done(`${length} bytes of the log from ${from} of ${bytes} overwritten`)
    }
    case 'log_truncated': {
      const bytes = statSync(log).size
      const left = random.int(1, bytes - 1)
      truncateSync(log, left)
      return done(`the log cut to ${left} of ${bytes} bytes`)
    }
    case 'log_removed':
      rmSync(log)
      return done('the log removed')
    case 'log_garbage':
      writeFileSync(log, noise(random, statSync(log).size))
      return done('garbage in place of the log')
    case 'log_and_shared_memory_removed':
      rmSync(log)
      rmSync(`${path}-shm`, { force: true })
      return done('the log and the shared memory removed')
  }
}

function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 1_000
}

function somePages(random: SeededRandom, size: number): number[] {
  const last = Math.max(0, Math.floor(size / pageBytes) - 1)
  return Array.from({ length: random.int(1, 6) }, () => random.int(0, last))
}

function noise(random: SeededRandom, bytes: number): Buffer {
  const words = new Uint32Array(Math.ceil(bytes / 4)).map(() => Math.floor(random.next() * 2 ** 32))
  return Buffer.from(words.buffer).subarray(0, bytes)
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const handle = openSync(path, 'r+')
  try {
    writeSync(handle, bytes, 0, bytes.length, at)
  } finally {
    closeSync(handle)
  }
}

function replaceByForeign(path: string): void {
  removeDatabase(path)
  const foreign = `${path}.foreign`
  const database = new SqliteDatabase(foreign)
  database.exec("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')")
  database.close()
  writeFileSync(path, readFileSync(foreign))
  rmSync(foreign)
}
