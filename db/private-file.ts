import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Writes a file whole or not at all, readable by this user alone and durable when it returns. Replaces what is there. */
export function writePrivateFile(path: string, bytes: Uint8Array): void {
  const unfinished = `${path}.part`
  try {
    const file = openSync(unfinished, 'w', 0o600)
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}
