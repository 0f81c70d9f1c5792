import { describe, expect, it } from 'vitest'
import { fileProblem } from '../../../renderer/file-check.ts'

const limits = { maxBytes: 20_000_000, mediaTypes: ['application/pdf', 'image/*'] }
const file = { name: 'roof.png', type: 'image/png', size: 20_000_000 }

describe('a file that is added to a note', () => {
  it('is taken up to the very limit', () => {
    expect(fileProblem(file, limits)).toBeNull()
    expect(fileProblem({ ...file, size: 20_000_001 }, limits)).toEqual({ fileName: 'roof.png', problem: 'too_large' })
  })

  it('is refused where the CRM says which types it takes, and this is none of them', () => {
    expect(fileProblem({ ...file, type: 'Application/PDF' }, limits)).toBeNull()
    expect(fileProblem({ ...file, type: 'application/zip' }, limits)).toMatchObject({ problem: 'type_not_allowed' })
    expect(fileProblem({ ...file, type: '' }, limits)).toMatchObject({ problem: 'type_not_allowed' })
  })

  it('is taken whatever its type where the CRM does not say', () => {
    expect(fileProblem({ ...file, type: 'application/zip' }, { ...limits, mediaTypes: null })).toBeNull()
  })

  it('has something in it', () => {
    expect(fileProblem({ ...file, size: 0 }, limits)).toMatchObject({ problem: 'empty' })
  })
})
