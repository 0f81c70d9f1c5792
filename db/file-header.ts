import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs'

/**
 * The first bytes of a database (https://sqlite.org/fileformat2.html#the_database_header). SQLite takes some of their damage for a file that is
 * read-only, or of a format that it does not know. In our files most of them are always the same.
 */
const headerBytes = 100

interface Field {
  readonly at: number
  /** What it may hold in a file of ours, the usual first. */
  readonly values: readonly Buffer[]
}

const bytes = (...values: number[]) => Buffer.from(values)

const fields: readonly Field[] = [
  { at: 0, values: [Buffer.from('SQLite format 3\0', 'latin1')] },
  // Pages of 4096 bytes.
  { at: 16, values: [bytes(0x10, 0)] },
  // Written and read with a log, or (a copy) without one.
  { at: 18, values: [bytes(2, 2), bytes(1, 1)] },
  { at: 20, values: [bytes(0, 64, 32, 32)] },
  // Schema format: 0 where nothing was created yet.
  { at: 44, values: [bytes(0, 0, 0, 4), bytes(0, 0, 0, 0)] },
  // UTF-8.
  { at: 56, values: [bytes(0, 0, 0, 1), bytes(0, 0, 0, 0)] },
]

/** Whether the file begins as ours do, or is empty. */
export function hasPossibleHeader(path: string): boolean {
  const header = Buffer.alloc(headerBytes)
  const handle = openSync(path, 'r')
  try {
    const length = readSync(handle, header, 0, headerBytes, 0)
    if (length === 0) return true
    return length === headerBytes && fields.every((field) => isPossible(header, field))
  } finally {
    closeSync(handle)
  }
}

/** Writes what is always the same over what is impossible: for a copy that rows are read out of. */
export function restoreHeader(path: string): void {
  if (!existsSync(path)) return
  const header = Buffer.alloc(headerBytes)
  const handle = openSync(path, 'r+')
  try {
    if (readSync(handle, header, 0, headerBytes, 0) < headerBytes) return
    for (const field of fields) {
      const [usual] = field.values
      if (usual !== undefined && !isPossible(header, field)) writeSync(handle, usual, 0, usual.length, field.at)
    }
  } finally {
    closeSync(handle)
  }
}

function isPossible(header: Buffer, { at, values }: Field): boolean {
  return values.some((value) => header.subarray(at, at + value.length).equals(value))
}
