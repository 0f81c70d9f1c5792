import { expect, it } from 'vitest'
import { FakeCrm } from '../../support/fake-crm.ts'
import { FakeWorkspace } from './fake-workspace.ts'
import { World } from './machines.ts'

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

it('an account is forgotten once it is known, as far as it can be, what became of a note that is on its way', async () => {
  const world = new World({ seed: 1 })
  const machine = world.machine()
  await world.clock.advance(90_000)
  machine.fates.push('commits_late')
  const note = machine.write(world.conversation(0), 'Signed.')
  await world.until('it is on its way', () => machine.state(note) === 'sending')
  machine.forgetAccount(7)
  const forgotten = () => machine.messages.some((message) => message.kind === 'forgotten' && message.requestId === 7)
  await world.clock.advance(20_000)
  expect([machine.state(note), forgotten()]).toEqual(['sending', false])
  await world.until('it is forgotten', forgotten, 15_000)
  expect(machine.state(note)).toBe('in_doubt')
  machine.forgetAccount(8)
  await world.clock.advance(0)
  expect(machine.messages.at(-1)).toEqual({ kind: 'forgotten', requestId: 8 })
  await world.close()
})
