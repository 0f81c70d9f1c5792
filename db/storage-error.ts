export type StorageTrouble = 'storage_full' | 'storage_read_only'

/** SQLite's codes (extended ones by prefix) and Node's, as https://sqlite.org/rescode.html and errno(3) name them. */
const troubleOfCode: readonly (readonly [RegExp, StorageTrouble])[] = [
  // A write that the disk refused half-way is, on a laptop, a disk or quota that is full.
  [/^(SQLITE_FULL|SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE|SHMMAP|COMMIT_ATOMIC))$/, 'storage_full'],
  [/^(ENOSPC|EDQUOT|EFBIG)$/, 'storage_full'],
  [/^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM)(_|$)/, 'storage_read_only'],
  [/^SQLITE_IOERR_(SHMOPEN|ACCESS|DELETE)$/, 'storage_read_only'],
  [/^(EACCES|EPERM|EROFS)$/, 'storage_read_only'],
]

/** What an error of SQLite or of the file system says about the disk; null where it says nothing, and is a bug. */
export function classifyStorageError(error: unknown): StorageTrouble | null {
  const code = errorCode(error)
  if (code === null) return null
  return troubleOfCode.find(([pattern]) => pattern.test(code))?.[1] ?? null
}

/** Whether the system refused something to do with a file (errno(3)): another program holds it, permissions, a bad sector. */
export function isRefusedBySystem(error: unknown): boolean {
  return errorCode(error) !== null && error instanceof Error && 'syscall' in error
}

/** Whether the file itself is damaged, or is no database at all. */
export function isMalformed(error: unknown): boolean {
  const code = errorCode(error)
  return code !== null && /^(SQLITE_CORRUPT|SQLITE_NOTADB)(_|$)/.test(code)
}

function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}
