import { acquireFolderLock } from '../../../db/folder-lock.ts'

/** Takes the lock of a folder, says so on stdout, and keeps it until it is killed. */
const [folder = ''] = process.argv.slice(2)
const result = acquireFolderLock(folder, { pid: process.pid, program: 'fieldpost sync', sinceMs: 1_000 })
console.log(result.ok ? 'held' : result.error.kind)
setInterval(() => undefined, 60_000)
