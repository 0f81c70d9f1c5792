import { expect, it } from 'vitest'
import { FakeCrm } from '../../support/fake-crm.ts'
import { FakeWorkspace } from './fake-workspace.ts'

it('an engine that stops while an account gets a new key starts nothing on files that are about to be closed', async () => {
  const crm = new FakeCrm()
  const space = new FakeWorkspace(crm)
  await space.pass()
  const connections = () => crm.connections
  expect(connections()).toBe(1)
  space.signInAgain()
  const stopping = space.stopEngine()
  await space.clock.advance(10_000)
  await stopping
  expect(connections()).toBe(1)
  space.signInAgain()
  expect(connections()).toBe(1)
  await space.close()
})
