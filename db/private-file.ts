import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'

/** A file for this user alone that is not there yet: made whole and durable, or not at all. Its functions throw what the file system says. */
export interface UnfinishedFile {
  /** Makes sure that `bytes` have room in its place, as far as a file system promises anything. */
  reserve(bytes: number): void
  /** Writes it and lets it appear, in the place of what may be there. */
  finish(bytes: Uint8Array): void
  /** Leaves no trace of it, unless it is finished. */
  abandon(): void
}

const chunkBytes = 1024 * 1024

/** Throws where no such file could be made, before anything depends on it. */
export function beginPrivateFile(path: string): UnfinishedFile {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error(`${path} is a folder`)
  const unfinished = `${path}.part`
  // One that a dead process left behind may be anybody's by now.
  rmSync(unfinished, { force: true })
  let file: number | null = openSync(unfinished, 'wx', 0o600)
  const opened = () => {
    if (file === null) throw new Error(`${unfinished} is closed already`)
    return file
  }
  const close = () => {
    if (file !== null) closeSync(file)
    file = null
  }
  return {
    reserve(bytes) {
      // Not a hole: a file system takes room for one only when it is filled.
      const nothing = new Uint8Array(Math.min(bytes, chunkBytes))
      for (let at = 0; at < bytes; ) at += writeSync(opened(), nothing, 0, Math.min(nothing.length, bytes - at), at)
      fsyncSync(opened())
    },
    finish(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(opened(), bytes, at, bytes.length - at, at)
      ftruncateSync(opened(), bytes.length)
      fsyncSync(opened())
      close()
      renameSync(unfinished, path)
    },
    abandon() {
      close()
      rmSync(unfinished, { force: true })
    },
  }
}
