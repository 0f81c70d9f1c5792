import { describe, expect, it } from 'vitest'
import { classifyStorageError, isMalformed } from '../../../db/storage-error.ts'

const failing = (code: string) => Object.assign(new Error('it failed'), { code })

describe('errors of the disk', () => {
  it.each(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'])(
    '%s says that it is full',
    (code) => {
      expect(classifyStorageError(failing(code))).toBe('storage_full')
    },
  )

  it.each([
    'SQLITE_READONLY',
    'SQLITE_READONLY_DIRECTORY',
    'SQLITE_CANTOPEN',
    'SQLITE_CANTOPEN_ISDIR',
    'EACCES',
    'EROFS',
  ])('%s says that it cannot be written', (code) => {
    expect(classifyStorageError(failing(code))).toBe('storage_read_only')
  })

  it('say nothing about the disk when they are bugs or damage', () => {
    for (const error of [
      failing('SQLITE_CONSTRAINT_UNIQUE'),
      failing('SQLITE_CORRUPT'),
      new Error('x'),
      'text',
      null,
    ]) {
      expect(classifyStorageError(error)).toBeNull()
    }
  })

  it('tell damage from the rest', () => {
    expect(isMalformed(failing('SQLITE_CORRUPT_VTAB'))).toBe(true)
    expect(isMalformed(failing('SQLITE_NOTADB'))).toBe(true)
    expect(isMalformed(failing('SQLITE_BUSY'))).toBe(false)
  })
})
