import { expect, it } from 'vitest'
import { runtimeProblem } from '../../../db/runtime.ts'

it('refuses a Node that the SQLite binding would crash, and says which one is needed', () => {
  expect(runtimeProblem({ node: '20.19.2' })).toMatch(/needs Node 24 or newer, and this is Node 20\.19\.2/)
})

it('accepts Node 24 and later, and every Electron', () => {
  expect(runtimeProblem({ node: '24.0.0' })).toBeNull()
  expect(runtimeProblem({ node: '26.1.0' })).toBeNull()
  expect(runtimeProblem({ node: '22.9.0', electron: '45.4.1' })).toBeNull()
})
