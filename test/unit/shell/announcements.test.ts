import { describe, expect, it } from 'vitest'
import { Announcements, type Emit } from '../../../electron/main/announcements.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

function setUp() {
  const clock = new VirtualClock()
  const sent: { event: string; payload: unknown }[] = []
  const emit: Emit = (event, payload) => sent.push({ event, payload })
  let reads = 0
  const announcements = new Announcements(clock, emit, () => {
    reads += 1
    return []
  })
  return { clock, sent, announcements, reads: () => reads }
}

describe('announcements', () => {
  it('sends what is announced within one turn together, each topic once', async () => {
    const { clock, sent, announcements } = setUp()
    announcements.announce([{ kind: 'inbox', accountId: 1 }, { kind: 'outbox' }])
    announcements.announce([
      { kind: 'inbox', accountId: 1 },
      { kind: 'inbox', accountId: 2 },
      { kind: 'conversation', accountId: 1, conversationId: 7 },
    ])
    expect(sent).toEqual([])
    await clock.advance(0)
    expect(sent).toEqual([
      {
        event: 'changed',
        payload: {
          topics: [
            { kind: 'inbox', accountId: 1 },
            { kind: 'outbox' },
            { kind: 'inbox', accountId: 2 },
            { kind: 'conversation', accountId: 1, conversationId: 7 },
          ],
        },
      },
    ])
  })

  it('says only "everything" where everything changed', async () => {
    const { clock, sent, announcements } = setUp()
    announcements.announce([{ kind: 'outbox' }, { kind: 'everything' }, { kind: 'settings' }])
    await clock.advance(0)
    expect(sent).toEqual([{ event: 'changed', payload: { topics: [{ kind: 'everything' }] } }])
  })

  it('stays silent where nothing changed', async () => {
    const { clock, sent, announcements } = setUp()
    announcements.announce([])
    await clock.advance(1_000)
    expect(sent).toEqual([])
  })

  it('reads the statuses once for a burst of changes, and again for the next', async () => {
    const { clock, sent, announcements, reads } = setUp()
    for (let change = 0; change < 20; change += 1) announcements.statusChanged()
    await clock.advance(100)
    expect(reads()).toBe(1)
    announcements.statusChanged()
    await clock.advance(100)
    expect(reads()).toBe(2)
    expect(sent.map(({ event }) => event)).toEqual(['status', 'status'])
  })

  it('sends nothing any more once stopped', async () => {
    const { clock, sent, announcements } = setUp()
    announcements.announce([{ kind: 'outbox' }])
    announcements.statusChanged()
    announcements.stop()
    await clock.advance(1_000)
    expect(sent).toEqual([])
  })
})
