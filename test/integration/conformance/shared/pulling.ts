import { expect } from 'vitest'
import type { StreamDeclaration } from '../../../../electron/connectors/connector.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject, ExpectedRows } from '../subject.ts'
import {
  ask,
  expectRows,
  failureOf,
  inWorld,
  newestStampMs,
  successOf,
  type Walked,
  type World,
  walk,
} from '../world.ts'

const walks = ['backfill', 'sweep'] as const
const hourMs = 3_600_000

async function eachStream(
  subject: ConformanceSubject,
  prove: (stream: StreamDeclaration) => Promise<void>,
  concerns: (stream: StreamDeclaration) => boolean = () => true,
): Promise<void> {
  for (const stream of subject.capabilities.streams.filter(concerns)) await prove(stream)
}

const hasNews = (stream: StreamDeclaration) => stream.hasWatermark

/** The items of the CRM's list whose rows are missing. */
function missingItems(walked: Walked, expected: ExpectedRows): ReadonlySet<string> {
  return new Set([...expected].filter(([key]) => !walked.rows.has(key)).map(([, row]) => row.item))
}

async function newsSince(world: World, stream: StreamDeclaration, sinceMs: number): Promise<Walked> {
  return walk(world, ask(stream.name, 'incremental', { sinceMs, priority: 'incremental' }))
}

const eventfulPages = 3

/** A walk during which something happens after each of the first pages, and then a look for news, as the engine looks. */
async function walkWhile(
  subject: ConformanceSubject,
  stream: StreamDeclaration,
  happen: (world: World) => void,
  shifted = 0,
): Promise<void> {
  for (const mode of walks) {
    await inWorld(subject, { people: 45, activities: 90 }, async (world) => {
      const before = world.crm.rows(stream.name)
      const startedMs = world.clock.nowMs()
      const walked = await walk(world, ask(stream.name, mode), {
        onPage: (page) => {
          if (page <= eventfulPages) happen(world)
        },
      })
      const after = world.crm.rows(stream.name)
      const news = stream.hasWatermark ? await newsSince(world, stream, startedMs - stream.overlapMs) : null
      const seen = new Set([...walked.rows.keys(), ...(news?.rows.keys() ?? [])])
      const slipped = [...before].filter(([key]) => after.has(key) && !seen.has(key))
      const mostSlips = subject.pagedByNumber?.includes(stream.name) === true ? shifted : 0
      expect(new Set(slipped.map(([, row]) => row.item)).size).toBeLessThanOrEqual(mostSlips)
      if (slipped.length > 0) expectRows(await walk(world, ask(stream.name, 'sweep')), after)
      expect([...seen].filter((key) => !before.has(key) && !after.has(key))).toEqual([])
      const isAdded = (key: string) => !before.has(key)
      if (news !== null) expect([...after.keys()].filter((key) => isAdded(key) && !seen.has(key))).toEqual([])
    })
  }
}

export const pulling = {
  'walks every stream to its end, every row with the values of the CRM, in accounts of any size': {
    run: async (subject: ConformanceSubject) => {
      for (const people of [0, 1, 10, 37]) {
        await inWorld(subject, { people, activities: people * 3 }, async (world) => {
          await eachStream(subject, async ({ name }) => {
            for (const mode of walks) {
              for (const pageSize of people === 37 ? [10, 100] : [10]) {
                const walked = await walk(world, ask(name, mode, { pageSize }))
                expectRows(walked, world.crm.rows(name))
                // Where windows meet, rows may come with both; most come once.
                const again = walked.keys.length - walked.rows.size
                expect(again, `${name}, ${mode}, pages of ${pageSize}`).toBeLessThanOrEqual(walked.rows.size / 2)
                expect(walked.quarantined).toEqual([])
              }
            }
          })
        })
      }
    },
  },
  'goes on in another process where the last one stopped': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 32, activities: 60 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          for (const mode of walks) {
            expectRows(await walk(world, ask(name, mode), { reconnects: true }), world.crm.rows(name))
          }
        })
      })
    },
  },
  'goes on with the same page after one that failed': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 32, activities: 60 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          const pathPattern = world.crm.paths.list[name] ?? ''
          world.crm.faults.add({ kind: 'status', status: 503, match: { pathPattern }, skip: 1, times: 2 })
          expectRows(await walk(world, ask(name, 'backfill'), { retries: 3 }), world.crm.rows(name))
          world.crm.faults.clear()
        })
      })
    },
  },
  'says that a cursor is expired which it does not know, or which is another walk’s': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 32, activities: 60 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          for (const cursor of ['no such cursor', '{"version":0}', '[]', '']) {
            const page = successOf(await world.connector.pull(ask(name, 'backfill', { cursor })))
            expect(page, cursor).toMatchObject({ cursorExpired: true, next: null })
          }
          const { next } = successOf(await world.connector.pull(ask(name, 'backfill')))
          if (next === null) throw new Error(`${name} has one page only`)
          const elsewhere = ask(name, 'sweep', { cursor: next })
          expect(successOf(await world.connector.pull(elsewhere)).cursorExpired).toBe(true)
        })
      })
    },
  },
  'misses no row that was there throughout while others are added': {
    run: (subject: ConformanceSubject) =>
      eachStream(subject, (stream) => walkWhile(subject, stream, ({ crm }) => void crm.add(stream.name))),
  },
  'misses no row that was there throughout while others are removed': {
    maySlip: true,
    run: (subject: ConformanceSubject) =>
      eachStream(subject, (stream) =>
        walkWhile(subject, stream, ({ crm }) => void crm.remove(stream.name), eventfulPages),
      ),
  },
  'misses no row, with the look for news that follows, while rows change their places': {
    maySlip: true,
    run: (subject: ConformanceSubject) =>
      eachStream(
        subject,
        (stream) => walkWhile(subject, stream, ({ crm }) => void crm.touch(stream.name), eventfulPages),
        hasNews,
      ),
  },
  'brings what is new since the watermark, and little else': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 60, activities: 240 }, async (world) => {
        await eachStream(
          subject,
          async (stream) => {
            await world.clock.advance(hourMs)
            const sinceMs = Math.floor(world.clock.nowMs() / 1_000) * 1_000
            const quiet = await newsSince(world, stream, sinceMs)
            expect(quiet.keys.length).toBeLessThan(25)
            const added = [...world.crm.add(stream.name), ...world.crm.add(stream.name)]
            const changed = world.crm.touch(stream.name) ?? []
            const walked = await newsSince(world, stream, sinceMs)
            const expected = world.crm.rows(stream.name)
            for (const key of [...added, ...changed]) {
              expect(walked.rows.get(key), key).toMatchObject(expected.get(key)?.fields ?? { missing: key })
            }
            expect(walked.rows.size).toBeLessThan(added.length + changed.length + 25)
            await world.clock.advance(hourMs)
          },
          hasNews,
        )
      })
    },
  },
  'finds with the overlap what was committed late': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 12, activities: 40 }, async (world) => {
        await eachStream(
          subject,
          async (stream) => {
            await world.clock.advance(2 * hourMs)
            world.crm.add(stream.name)
            const watermarkMs = newestStampMs(world.crm.rows(stream.name))
            await world.clock.advance(1_000)
            world.crm.clock.offsetMs = -stream.overlapMs / 2
            const late = world.crm.add(stream.name)
            world.crm.clock.offsetMs = 0
            const walked = await newsSince(world, stream, watermarkMs - stream.overlapMs)
            expect(late.length).toBeGreaterThan(0)
            expect(late.filter((key) => !walked.rows.has(key))).toEqual([])
          },
          hasNews,
        )
      })
    },
  },
  'finds a second row with the very stamp of the watermark': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 12, activities: 40 }, async (world) => {
        await eachStream(
          subject,
          async (stream) => {
            await world.clock.advance(2 * hourMs)
            const added = world.crm.add(stream.name)
            const rows = world.crm.rows(stream.name)
            const sinceMs = newestStampMs(rows)
            const first = added.filter((key) => rows.get(key)?.stampMs === sinceMs)
            expect(first.length).toBeGreaterThan(0)
            const before = (await newsSince(world, stream, sinceMs)).rows
            expect(first.filter((key) => !before.has(key))).toEqual([])
            const second = world.crm.add(stream.name)
            const found = (await newsSince(world, stream, sinceMs)).rows
            expect([...first, ...second].filter((key) => !found.has(key))).toEqual([])
          },
          hasNews,
        )
      })
    },
  },
  'sees in a sweep what moved no stamp': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 20, activities: 60 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          const changed = world.crm.changeQuietly(name)
          world.crm.remove(name)
          expectRows(await walk(world, ask(name, 'sweep')), world.crm.rows(name))
          if (changed !== null) expect(changed.length).toBeGreaterThan(0)
        })
      })
    },
  },
  'sets a row aside that does not parse, with the reason, and goes on': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 20, activities: 60 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          const expected = world.crm.rows(name)
          let isSpoilt = false
          const spoilNext = () =>
            world.crm.faults.add({ kind: 'drop_item_id', match: { pathPattern: world.crm.paths.list[name] ?? '' } })
          spoilNext()
          const walked = await walk(world, ask(name, 'backfill'), {
            onPage: (_, { quarantined }) => {
              world.crm.faults.clear()
              // A page without rows has none to spoil.
              isSpoilt ||= quarantined.length > 0
              if (!isSpoilt) spoilNext()
            },
          })
          world.crm.faults.clear()
          expect(walked.quarantined).toHaveLength(1)
          const [bad] = walked.quarantined
          expect(bad?.issues[0]).toMatch(/\S+: \S/)
          expect(JSON.parse(bad?.payload ?? '')).toBeTypeOf('object')
          // Where a page is read twice, it may have come the other time.
          expect(missingItems(walked, expected).size).toBeLessThanOrEqual(1)
        })
      })
    },
  },
  'keeps rows with words that no document knows': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 12, activities: 30 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          world.crm.faults.add({
            kind: 'unknown_enum',
            match: { pathPattern: world.crm.paths.list[name] ?? '' },
            times: 'until_cleared',
          })
          const walked = await walk(world, ask(name, 'backfill'))
          world.crm.faults.clear()
          expect([...walked.rows.keys()].sort()).toEqual([...world.crm.rows(name).keys()].sort())
          expect(walked.quarantined).toEqual([])
        })
      })
    },
  },
  'misses nothing where pages hold rows twice, or in another order': {
    run: async (subject: ConformanceSubject) => {
      for (const kind of ['duplicate_items', 'reorder_items'] as const) {
        await inWorld(subject, { people: 32, activities: 60 }, async (world) => {
          await eachStream(subject, async ({ name }) => {
            const match = { pathPattern: world.crm.paths.list[name] ?? '' }
            world.crm.faults.add({ kind, match, times: 'until_cleared' })
            expectRows(await walk(world, ask(name, 'sweep')), world.crm.rows(name))
            world.crm.faults.clear()
          })
        })
      }
    },
  },
  'comes to an end although a page is answered with the one before it': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 32, activities: 60 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          const expected = world.crm.rows(name)
          const pathPattern = world.crm.paths.list[name] ?? ''
          world.crm.faults.add({ kind: 'repeat_page', match: { pathPattern }, skip: 1 })
          const walked = await walk(world, ask(name, 'backfill'))
          world.crm.faults.clear()
          expect([...walked.rows.keys()].filter((key) => !expected.has(key))).toEqual([])
          expect(walked.rows.size).toBeGreaterThan(0)
        })
      })
    },
  },
  'takes no half of a page': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 12, activities: 30 }, async (world) => {
        await eachStream(subject, async ({ name }) => {
          const pathPattern = world.crm.paths.list[name] ?? ''
          world.crm.faults.add({ kind: 'truncate', match: { pathPattern }, times: 'until_cleared' })
          let page = await world.connector.pull(ask(name, 'backfill'))
          // The first pages of some streams are read from other lists.
          while (page.ok && page.value.next !== null) {
            page = await world.connector.pull(ask(name, 'backfill', { cursor: page.value.next }))
          }
          expect(failureOf(page)).toMatchObject({ kind: 'timeout', mayHaveLanded: false })
          world.crm.faults.clear()
        })
      })
    },
  },
} as const satisfies Proofs
