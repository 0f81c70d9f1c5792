import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterPage,
  boundsOf,
  isInCircle,
  nextLane,
  readCursor,
  startWalk,
  type Walk,
  windowOf,
  writeCursor,
} from '../../../../electron/connectors/leadsquared/walk.ts'

interface Row {
  readonly id: number
  readonly code: number
  /** True moment, ms; the API prints whole seconds. */
  atMs: number
}

interface Server {
  readonly rows: Row[]
  readonly pageCap: number
  readonly includesFrom: boolean
  readonly includesTo: boolean
  readonly hidesFractions: boolean
  readonly ignoresOrder: boolean
  readonly turn: (rows: Row[]) => Row[]
}

const printed = (atMs: number) => Math.floor(atMs / 1_000) * 1_000

/** The window as a server would give it: bounds in whole seconds, rows in its own order among equals. */
function page(server: Server, code: number, from: number, to: number, pageIndex: number, pageSize: number): Row[] {
  const seen = (row: Row) => (server.hidesFractions ? row.atMs : printed(row.atMs))
  const inside = server.rows.filter((row) => {
    const isAfter = server.includesFrom ? seen(row) >= printed(from) : seen(row) > printed(from)
    const isBefore = server.includesTo ? seen(row) <= printed(to) : seen(row) < printed(to)
    return row.code === code && isAfter && isBefore
  })
  const sign = server.ignoresOrder ? 1 : -1
  const sorted = server.turn(inside).toSorted((one, other) => sign * (seen(one) - seen(other)))
  const size = Math.min(pageSize, server.pageCap)
  return sorted.slice((pageIndex - 1) * size, pageIndex * size)
}

const topMs = 2_000_000
const request = { stream: 'activities', mode: 'backfill', cursor: null, sinceMs: null, priority: 'backfill' } as const

/** What the CRM's clock shows at the step of that number. */
const timeOf = (step: number) => 1_000_000 + step * 1_000

/** Walks to the end over the server, through the cursor's text at each step; `between` happens after each page. */
function walkAll(
  server: Server,
  codes: readonly number[],
  pageSize: number,
  widestMs: number | null,
  between: (steps: number) => void,
  mode: 'backfill' | 'incremental' = 'backfill',
) {
  const seen = new Set<number>()
  const asked = { ...request, mode, pageSize }
  let walk: Walk | null = startWalk(asked, {
    codes: codes.map((code) => ({ code, floorMs: null })),
    topMs,
    isFull: false,
  })
  let steps = 0
  for (; walk !== null && steps < 5_000; steps += 1) {
    const lane = nextLane(walk)
    if (lane === null || lane.code === null) throw new Error('a walk without lanes')
    const window = windowOf(lane, widestMs)
    const bounds = boundsOf(window)
    const size = window.isCrowded ? 1_000 : pageSize
    const rows = page(server, lane.code, bounds.fromMs, bounds.toMs, window.pageIndex, size)
    for (const row of rows) seen.add(row.id)
    walk = afterPage(walk, window, {
      stampsMs: rows.map((row) => printed(row.atMs)),
      size: rows.length,
      mayHaveMore: rows.length >= Math.min(size, server.pageCap),
      fingerprint: rows.map((row) => row.id).join(),
      count: null,
      askedMs: timeOf(steps),
    })
    if (walk !== null) {
      expect(isInCircle(walk)).toBe(false)
      walk = readCursor(writeCursor(walk), asked)
    }
    between(steps)
  }
  expect(walk).toBeNull()
  return { seen, steps }
}

const serverOf = (rows: Row[], given: Partial<Server> = {}): Server => ({
  rows,
  pageCap: 1_000,
  includesFrom: true,
  includesTo: true,
  hidesFractions: false,
  ignoresOrder: false,
  turn: (list) => list,
  ...given,
})

const rowsOf = (minLength: number) =>
  fc
    .array(fc.record({ code: fc.constantFrom(1, 21, 200), atMs: fc.integer({ min: 1_000, max: 400_000 }) }), {
      minLength,
      maxLength: 80,
    })
    .map((rows) => rows.map((row, id) => ({ ...row, id })))
const anyRows = rowsOf(0)
const anyServer = fc.record({
  pageCap: fc.integer({ min: 3, max: 40 }),
  includesFrom: fc.boolean(),
  includesTo: fc.boolean(),
  hidesFractions: fc.boolean(),
})
const anyWidth = fc.option(fc.integer({ min: 10_000, max: 500_000 }), { nil: null })

describe('a walk by windows', () => {
  it('has every row, whatever the split, the pages and the bounds', () => {
    fc.assert(
      fc.property(anyRows, anyServer, fc.integer({ min: 3, max: 50 }), anyWidth, (rows, given, pageSize, width) => {
        const { seen } = walkAll(serverOf(rows, given), [1, 21, 200], pageSize, width, () => undefined)
        expect(seen.size).toBe(rows.length)
      }),
    )
  })

  it('has every row that stays where it is, while others are edited away, deleted and made', () => {
    fc.assert(
      fc.property(
        anyRows,
        anyServer,
        fc.integer({ min: 3, max: 20 }),
        anyWidth,
        fc.array(fc.nat(), { maxLength: 60 }),
        (rows, given, pageSize, width, touched) => {
          const server = serverOf(
            rows.map((row) => ({ ...row })),
            given,
          )
          const moved = new Set<number>()
          const { seen } = walkAll(server, [1, 21, 200], pageSize, width, (step) => {
            const at = touched[step]
            const row = at === undefined ? undefined : server.rows[at % Math.max(1, server.rows.length)]
            if (row === undefined || at === undefined) return
            moved.add(row.id)
            if (at % 3 === 0) server.rows.splice(server.rows.indexOf(row), 1)
            else row.atMs = timeOf(step)
            if (at % 3 === 2) server.rows.push({ id: 10_000 + step, code: 200, atMs: timeOf(step) + 500 })
          })
          expect(rows.filter((row) => !moved.has(row.id) && !seen.has(row.id))).toEqual([])
        },
      ),
    )
  })

  it('has, as a look for news, every row that was there when it began, though it is edited on the way', () => {
    fc.assert(
      fc.property(
        rowsOf(60),
        anyServer,
        fc.integer({ min: 10, max: 20 }),
        fc.array(fc.nat(), { minLength: 10, maxLength: 30 }),
        (rows, given, pageSize, touched) => {
          const server = serverOf(
            rows.map((row) => ({ ...row })),
            { ...given, pageCap: 1_000 },
          )
          const edit = (step: number) => {
            const row = server.rows[(touched[step] ?? 0) % Math.max(1, server.rows.length)]
            if (row !== undefined && step < touched.length) row.atMs = timeOf(step) + 500
          }
          const { seen } = walkAll(server, [1, 21, 200], pageSize, null, edit, 'incremental')
          expect(rows.filter((row) => !seen.has(row.id))).toEqual([])
        },
      ),
    )
  })

  it('has every row of a server that pays no heed to the order', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 3, max: 20 }), (rows, pageSize) => {
        const server = serverOf(rows, { ignoresOrder: true })
        expect(walkAll(server, [1, 21, 200], pageSize, null, () => undefined).seen.size).toBe(rows.length)
      }),
    )
  })

  it('reads a second that is fuller than a page at once, in whatever order equals come', () => {
    const rows = Array.from({ length: 300 }, (_, id) => ({ id, code: 200, atMs: 60_000 + (id % 900) }))
    let turns = 0
    const turn = (list: Row[]) => {
      turns += 1
      return [...list.slice((turns * 37) % list.length), ...list.slice(0, (turns * 37) % list.length)]
    }
    const { seen, steps } = walkAll(serverOf(rows, { turn }), [200], 25, null, () => undefined)
    expect(seen.size).toBe(300)
    expect(steps).toBeLessThan(5)
  })

  it('takes the lane that is least far back', () => {
    const rows = Array.from({ length: 40 }, (_, id) => ({ id, code: id < 20 ? 1 : 200, atMs: 10_000 + id * 2_000 }))
    const order: number[] = []
    let walk: Walk | null = startWalk(
      { ...request, pageSize: 5 },
      {
        codes: [
          { code: 1, floorMs: null },
          { code: 200, floorMs: null },
        ],
        topMs,
        isFull: false,
      },
    )
    while (walk !== null && order.length < 40) {
      const lane = nextLane(walk)
      if (lane === null) break
      const window = windowOf(lane, null)
      const bounds = boundsOf(window)
      const found = page(serverOf(rows), lane.code ?? 0, bounds.fromMs, bounds.toMs, window.pageIndex, 5)
      order.push(lane.code ?? 0)
      walk = afterPage(walk, window, {
        stampsMs: found.map((row) => row.atMs),
        size: found.length,
        mayHaveMore: found.length >= 5,
        fingerprint: found.map((row) => row.id).join(),
        count: null,
        askedMs: topMs,
      })
    }
    expect(order.slice(0, 2)).toEqual([1, 200])
    expect(order.lastIndexOf(200)).toBeLessThan(order.lastIndexOf(1))
  })

  it('takes no cursor that is not its own', () => {
    for (const cursor of [
      '',
      '{}',
      'null',
      '{"version":2}',
      writeCursor(startWalk({ ...request, pageSize: 5 }, { codes: null, topMs, isFull: false })),
    ]) {
      expect(readCursor(cursor, { ...request, mode: 'sweep', pageSize: 5 })).toBeNull()
    }
  })
})
