import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chosenDataFolder } from '../../../electron/main/arguments.ts'

describe('the data folder', () => {
  it("is the user's own where the start names none", () => {
    expect(chosenDataFolder(['electron', '.'], {})).toBeNull()
    expect(chosenDataFolder(['electron', '.', '--data-dir='], { FIELDPOST_DATA: '' })).toBeNull()
  })

  it('is what the argument names, before the environment', () => {
    expect(chosenDataFolder(['.', '--data-dir=/a b/c'], { FIELDPOST_DATA: '/x' })).toBe('/a b/c')
    expect(chosenDataFolder(['.'], { FIELDPOST_DATA: 'x' })).toBe(resolve('x'))
  })
})
