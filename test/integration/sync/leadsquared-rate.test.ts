import { afterEach, describe, expect, it } from 'vitest'
import { LeadsquaredLaptop, type Met } from './leadsquared-laptop.ts'

const minuteMs = 60_000
const windowMs = 5_000

let laptop: LeadsquaredLaptop | null = null

afterEach(async () => {
  await laptop?.close()
  laptop = null
})

function started(options: ConstructorParameters<typeof LeadsquaredLaptop>[0] = {}): LeadsquaredLaptop {
  laptop = new LeadsquaredLaptop(options)
  return laptop
}

/** Most requests that the CRM met in any five seconds. */
function busiest(met: readonly Met[]): number {
  return Math.max(...met.map(({ atMs }) => met.filter((one) => one.atMs > atMs - windowMs && one.atMs <= atMs).length))
}

/** Writes a note after the other, for one lead after the other; tells what each lead is to have, and whether all are delivered. */
function writeNotes(mine: LeadsquaredLaptop, count: number, leads: number) {
  const targets = [...mine.model.state.leads.keys()].slice(0, leads)
  const written = Array.from({ length: count }, (_, at) => {
    const [lead, text] = [targets[at % leads] ?? '', `Visit ${at + 1}`]
    return { lead, text, noteId: mine.write(lead, text) }
  })
  return {
    isDelivered: () => written.every(({ noteId }) => mine.state(noteId) === 'delivered'),
    expected: targets.map((lead) => written.filter((note) => note.lead === lead).map(({ text }) => text)),
    inCrm: () => targets.map((lead) => mine.notesOf(lead)),
  }
}

describe('a LeadSquared of 25 calls in 5 seconds', () => {
  it.each([1, 5, 26])(
    'gets 26 notes that were written offline for %i of its leads in order, while lists are read, and refuses nothing',
    async (leads) => {
      const mine = started()
      await mine.until('the account is read', () => mine.status?.freshAsOfMs != null, 10 * minuteMs)
      mine.setOnline(false)
      await mine.clock.advance(minuteMs)
      const notes = writeNotes(mine, 26, leads)
      await mine.clock.advance(minuteMs)
      expect(mine.model.state.activitiesFromApi()).toEqual([])

      const before = mine.met.length
      mine.setOnline(true)
      await mine.until('all are delivered', notes.isDelivered, minuteMs)
      const meanwhile = mine.met.slice(before)
      await mine.clock.advance(2 * minuteMs)

      expect(notes.inCrm()).toEqual(notes.expected)
      expect(mine.model.state.activitiesFromApi()).toHaveLength(26)
      expect(mine.throttled).toEqual([])
      // The limit was met, and it held both up: the notes and the lists that were read beside them.
      expect(busiest(meanwhile)).toBe(25)
      expect(meanwhile.filter(({ isWrite }) => isWrite)).toHaveLength(26)
      expect(meanwhile.filter(({ path }) => /RecentlyModified|ByActivityEvent/.test(path)).length).toBeGreaterThan(2)
      expect(busiest(mine.met)).toBe(25)
    },
  )
})

/** Plans of 2 to 25 calls are sold, and no answer says which it is: what is refused is all there is to learn from. */
describe('a LeadSquared whose plan allows less than the documents say', () => {
  const large = { leads: 300, activities: 8_000 }

  it.each([429, 200] as const)(
    'refuses hardly anything after the first minute, is read to the end, and gets every note once (throttling under %i)',
    async (throttleStatus) => {
      const mine = started({ ...large, rateLimit: { requests: 10, windowMs }, throttleStatus })
      await mine.clock.advance(minuteMs)
      const [met, throttled] = [mine.met.length, mine.throttled.length]
      expect(throttled).toBeGreaterThan(0)
      expect(throttled).toBeLessThan(met * 0.1)
      await mine.until('the account is read', () => mine.status?.freshAsOfMs != null, 10 * minuteMs)
      await mine.clock.advance(10 * minuteMs)
      expect(mine.met.length - met).toBeGreaterThan(200)
      expect((mine.throttled.length - throttled) / (mine.met.length - met)).toBeLessThan(0.01)

      // Notes go ahead of what was learnt: some may be refused, and are sent again.
      const notes = writeNotes(mine, 26, 13)
      await mine.until('all are delivered', notes.isDelivered, 5 * minuteMs)
      expect(notes.inCrm()).toEqual(notes.expected)
      expect(mine.model.state.activitiesFromApi()).toHaveLength(26)
    },
  )

  it('and counts lists of one type among bulk calls: the one share that is learnt covers both limits', async () => {
    const mine = started({ ...large, sweepsCountAsBulk: true, bulkRateLimit: { requests: 5, windowMs } })
    await mine.clock.advance(minuteMs)
    const [met, throttled] = [mine.met.length, mine.throttled.length]
    expect(mine.throttled.some(({ path }) => path.endsWith('/RetrieveByActivityEvent'))).toBe(true)
    await mine.until('the account is read', () => mine.status?.freshAsOfMs != null, 15 * minuteMs)
    await mine.clock.advance(10 * minuteMs)
    expect(mine.met.length - met).toBeGreaterThan(200)
    expect((mine.throttled.length - throttled) / (mine.met.length - met)).toBeLessThan(0.01)

    // A note is no bulk call: nothing that was learnt about those holds it up.
    const beforeNotes = mine.throttled.length
    const notes = writeNotes(mine, 20, 20)
    await mine.until('all are delivered', notes.isDelivered, 10_000)
    expect(notes.inCrm()).toEqual(notes.expected)
    expect(mine.throttled.slice(beforeNotes).filter(({ isWrite }) => isWrite)).toEqual([])
  })
})
