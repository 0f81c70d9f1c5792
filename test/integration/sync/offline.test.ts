import { expect, it } from 'vitest'
import { receiptsOf } from '../../../db/outbox.ts'
import { World } from './machines.ts'

const hourMs = 3_600_000

it('notes that wait for a network for long are told of in a few receipts, and leave when it is back', async () => {
  const world = new World({ seed: 1 })
  const machine = world.machine()
  await world.clock.advance(90_000)
  machine.isOnline = false
  const conversations = [0, 1, 2, 3, 4, 5].map((index) => world.conversation(index))
  const notes = conversations.map((conversation) => machine.write(conversation, 'From the cellar.'))
  await world.clock.advance(hourMs)
  const { journal } = machine.databases
  for (const note of notes) {
    expect(machine.state(note)).toBe('queued')
    expect(receiptsOf(journal, note).length).toBeLessThan(8)
  }
  machine.isOnline = true
  await world.until('all are delivered', () => notes.every((note) => machine.state(note) === 'delivered'), 2 * 60_000)
  for (const conversation of conversations) expect(world.notesIn(conversation)).toEqual(['From the cellar.'])
  await world.close()
})
