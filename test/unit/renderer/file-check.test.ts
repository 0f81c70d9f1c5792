import { describe, expect, it } from 'vitest'
import { fileProblem } from '../../../renderer/file-check.ts'

const limits = { maxBytes: 20_000_000, mediaTypes: ['application/pdf', 'image/*'] }
const file = { fileName: 'roof.png', mediaType: 'image/png', bytes: 20_000_000 }

describe('a file that is added to a note', () => {
  it('is taken up to the very limit', () => {
    expect(fileProblem(file, limits)).toBeNull()
    expect(fileProblem({ ...file, bytes: 20_000_001 }, limits)).toEqual({
      kind: 'too_large',
      fileName: 'roof.png',
      bytes: 20_000_001,
      maxBytes: 20_000_000,
    })
  })

  it('is refused where the CRM says which types it takes, and this is none of them', () => {
    expect(fileProblem({ ...file, mediaType: 'Application/PDF' }, limits)).toBeNull()
    expect(fileProblem({ ...file, mediaType: 'application/zip' }, limits)).toMatchObject({ kind: 'wrong_type' })
    expect(fileProblem({ ...file, mediaType: '' }, limits)).toMatchObject({ kind: 'wrong_type' })
  })

  it('is taken whatever its type where the CRM does not say', () => {
    expect(fileProblem({ ...file, mediaType: 'application/zip' }, { ...limits, mediaTypes: null })).toBeNull()
  })

  it('has something in it', () => {
    expect(fileProblem({ ...file, bytes: 0 }, limits)).toMatchObject({ kind: 'empty' })
  })
})
