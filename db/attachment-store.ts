import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** What a file came to that was taken in. */
interface StoredFile {
  readonly contentHash: string
  readonly bytes: number
}

type TakenIn =
  | { readonly ok: true; readonly file: StoredFile }
  | { readonly ok: false; readonly problem: 'too_large' | 'empty' | 'unreadable' }

/** Files that notes carry, each under the SHA-256 of its content (hex): the same file twice is kept once. */
export interface AttachmentStore {
  /** The content; null: it is not there, or not what it was. */
  read(contentHash: string): Uint8Array | null
  has(contentHash: string): boolean
  /** Copies the file at `path`, durable when it returns. What the disk refuses is thrown; a path that cannot be read is a value. */
  addFile(path: string, maxBytes: number): TakenIn
  addBytes(bytes: Uint8Array): StoredFile
  remove(contentHash: string): void
  /** What is there and when it was written last, ms UTC by the disk; leftovers of copies that were interrupted among it. */
  list(): readonly { readonly name: string; readonly writtenAtMs: number }[]
  /** Removes what `list` named. */
  drop(name: string): void
}

/** Bytes copied at a time. */
const chunkBytes = 1024 * 1024

/** The store in the data folder. The folder is made when the first file comes. */
export function openAttachmentStore(dataFolder: string): AttachmentStore {
  const folder = join(dataFolder, 'attachments')
  let copies = 0
  const pathOf = (contentHash: string) => {
    if (!/^[0-9a-f]{64}$/.test(contentHash)) throw new Error('Not a content hash')
    return join(folder, contentHash)
  }
  /** Writes what `next` yields to a file of its own, and moves it to its name once it is on the disk. */
  const takeIn = (next: () => Uint8Array | null): StoredFile => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    copies += 1
    const unfinished = join(folder, `${process.pid}-${copies}.part`)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      const file = openSync(unfinished, 'w', 0o600)
      try {
        for (let chunk = next(); chunk !== null; chunk = next()) {
          hash.update(chunk)
          for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written)
          bytes += chunk.length
        }
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      const contentHash = hash.digest('hex')
      // Also over one of that name: what lies there may be damaged.
      renameSync(unfinished, pathOf(contentHash))
      return { contentHash, bytes }
    } catch (error) {
      rmSync(unfinished, { force: true })
      throw error
    }
  }
  return {
    read(contentHash) {
      const path = pathOf(contentHash)
      if (!existsSync(path)) return null
      const bytes = readFileSync(path)
      return createHash('sha256').update(bytes).digest('hex') === contentHash ? bytes : null
    },
    has: (contentHash) => existsSync(pathOf(contentHash)),
    addFile(path, maxBytes) {
      const source = openForReading(path)
      if (source === null) return { ok: false, problem: 'unreadable' }
      try {
        let left = maxBytes
        const file = takeIn(() => {
          const chunk = Buffer.alloc(chunkBytes)
          const read = readSync(source, chunk, 0, chunkBytes, null)
          left -= read
          if (left < 0) throw new TooLarge()
          return read === 0 ? null : chunk.subarray(0, read)
        })
        if (file.bytes > 0) return { ok: true, file }
        rmSync(pathOf(file.contentHash), { force: true })
        return { ok: false, problem: 'empty' }
      } catch (error) {
        if (error instanceof TooLarge) return { ok: false, problem: 'too_large' }
        throw error
      } finally {
        closeSync(source)
      }
    },
    addBytes(bytes) {
      let isGiven = false
      return takeIn(() => {
        if (isGiven || bytes.length === 0) return null
        isGiven = true
        return bytes
      })
    },
    remove: (contentHash) => rmSync(pathOf(contentHash), { force: true }),
    list() {
      if (!existsSync(folder)) return []
      return readdirSync(folder).map((name) => ({ name, writtenAtMs: statSync(join(folder, name)).mtimeMs }))
    },
    drop(name) {
      rmSync(join(folder, name), { force: true })
    },
  }
}

class TooLarge extends Error {}

/** Null: there is no file there that can be read. */
function openForReading(path: string): number | null {
  try {
    const file = openSync(path, 'r')
    if (fstatSync(file).isFile()) return file
    closeSync(file)
    return null
  } catch {
    return null
  }
}
