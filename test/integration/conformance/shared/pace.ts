import { expect } from 'vitest'
import { limitedTransport } from '../../../../electron/sync/limited-transport.ts'
import type { RateState } from '../../../../electron/sync/rate-limiter.ts'
import { RateLimiter } from '../../../../electron/sync/rate-limiter.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { ask, inWorld, moment, networkTransport, successOf, type World, walk } from '../world.ts'
import { noteFor } from './sending.ts'

/** The account's own limiter between the connector and the network, on the world's time. */
function paced(world: World): World {
  const { requests, windowMs } = world.subject.capabilities.rateLimit
  let saved: RateState | null = null
  const limiter = new RateLimiter({
    requests,
    windowMs,
    patienceMs: 30_000,
    clock: world.clock,
    random: () => 0.5,
    saved,
    save: (state) => {
      saved = state
      return true
    },
  })
  const connector = world.connectWith({ transport: limitedTransport(networkTransport(), limiter) })
  return { ...world, connector, reconnect: () => connector }
}

/** Lets virtual time pass while real requests come and go. */
async function inTime<T>({ clock }: World, work: Promise<T>): Promise<T> {
  let isDone = false
  const settled = work.finally(() => {
    isDone = true
  })
  const passing = (async () => {
    while (!isDone) {
      await moment(3)
      await clock.advance(100)
    }
  })()
  const [value] = await Promise.all([settled, passing])
  return value
}

function refused({ crm }: World): number {
  return crm.requests.matching({ status: 429 }).length
}

export const pace = {
  'sends a note more than the limit allows at once, and meets no refusal': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, { people: 4, activities: 8, isLimited: true }, async (plain) => {
        const world = paced(plain)
        const notes = Array.from({ length: subject.capabilities.rateLimit.requests + 1 }, (_, at) =>
          noteFor(world, { text: `Note ${at}` }),
        )
        const outcomes = await inTime(world, Promise.all(notes.map((note) => world.connector.createNote(note))))
        for (const outcome of outcomes) successOf(outcome)
        const texts = world.crm.notes.kept().map((note) => note.text)
        expect(texts.toSorted()).toEqual(notes.map((note) => note.text).toSorted())
        expect(refused(world)).toBe(0)
      }),
  },
  'walks every stream within the limit': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, { people: 40, activities: 120, isLimited: true }, async (plain) => {
        const world = paced(plain)
        for (const { name } of subject.capabilities.streams) {
          await inTime(world, walk(world, ask(name, 'backfill')))
        }
        expect(world.crm.requests.matching().length).toBeGreaterThan(subject.capabilities.streams.length)
        expect(refused(world)).toBe(0)
      }),
  },
} as const satisfies Proofs
