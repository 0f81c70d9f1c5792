import { describe, expect, it } from 'vitest'
import {
  appendPage,
  beginning,
  fits,
  type KeyOf,
  marksWithin,
  type Page,
  type PagedRows,
  replaceWindow,
  startPages,
} from '../../../renderer/paging.ts'

interface Row {
  readonly id: number
}

const keyOf: KeyOf<Row> = ({ id }) => String(id)
const coverage = { isComplete: true, completeSinceMs: null }
const ids = (list: PagedRows<Row>) => list.rows.map(({ id }) => id)

/** A source that pages as main does: newest (highest) first, the cursor is the last id given. */
function pageOf(all: readonly number[], cursor: string | null, limit: number): Page<Row> {
  const following = all.filter((id) => cursor === null || id < Number(cursor)).toSorted((one, other) => other - one)
  const rows = following.slice(0, limit).map((id) => ({ id }))
  return { rows, next: following.length > limit ? String(rows.at(-1)?.id) : null, coverage }
}

function load(all: readonly number[], limit: number, pages: number): PagedRows<Row> {
  let list = startPages(pageOf(all, null, limit))
  for (let page = 1; page < pages && list.next !== null; page += 1) {
    list = appendPage(keyOf, list, pageOf(all, list.next, limit))
  }
  return list
}

describe('pages joined to a list', () => {
  it('follow each other', () => {
    expect(ids(load([9, 8, 7, 6, 5, 4], 2, 2))).toEqual([9, 8, 7, 6])
    expect(load([9, 8, 7], 2, 2).next).toBeNull()
  })

  it('never hold a row twice', () => {
    const list = startPages<Row>({ rows: [{ id: 9 }, { id: 8 }], next: '8', coverage })
    const joined = appendPage(keyOf, list, { rows: [{ id: 8 }, { id: 7 }], next: null, coverage })
    expect(ids(joined)).toEqual([9, 8, 7])
  })

  it('know which of them are on screen', () => {
    const list = load([9, 8, 7, 6, 5, 4], 2, 3)
    expect(marksWithin(keyOf, list, 0, 1)).toEqual([])
    expect(marksWithin(keyOf, list, 1, 2).map(({ cursor }) => cursor)).toEqual(['8'])
    expect(marksWithin(keyOf, list, 2, 5).map(({ cursor }) => cursor)).toEqual(['8', '6'])
  })
})

describe('a window that was read again', () => {
  const again = (list: PagedRows<Row>, page: Page<Row>, mark = beginning) => replaceWindow(keyOf, list, mark, page)

  it('puts a new row on top and keeps what it pushed out of the window', () => {
    const list = load([9, 8, 7, 6, 5, 4], 3, 2)
    expect(ids(again(list, pageOf([10, 9, 8, 7, 6, 5, 4], null, 3)))).toEqual([10, 9, 8, 7, 6, 5, 4])
  })

  it('drops a row that is gone', () => {
    const list = load([9, 8, 7, 6, 5, 4], 3, 2)
    const next = again(list, { rows: [{ id: 9 }, { id: 7 }, { id: 6 }], next: '6', coverage })
    expect(ids(next)).toEqual([9, 7, 6, 5, 4])
  })

  it('moves a row from far below to the top without leaving it twice', () => {
    const list = load([9, 8, 7, 6], 3, 2)
    expect(ids(again(list, { rows: [{ id: 6 }, { id: 9 }, { id: 8 }], next: '8', coverage }))).toEqual([6, 9, 8, 7])
  })

  it('in the middle leaves what stands before and after', () => {
    const list = load([9, 8, 7, 6, 5, 4], 2, 3)
    const mark = list.marks[1] ?? beginning
    expect(ids(again(list, { rows: [{ id: 6 }, { id: 5 }], next: '5', coverage }, mark))).toEqual([9, 8, 6, 5, 4])
  })

  it('that reaches the end ends the list', () => {
    const next = again(load([9, 8, 7, 6], 2, 2), pageOf([9], null, 2))
    expect(ids(next)).toEqual([9])
    expect(next.next).toBeNull()
  })

  it('does not fit when its end is new to the list, for what follows it is unknown', () => {
    const list = load([60, 3, 1], 6, 1)
    const page = pageOf([60, 7, 6, 5, 4, 2, 1], null, 6)
    expect(fits(keyOf, list, beginning, page)).toBe(false)
    expect(ids(again(list, page))).toEqual([60, 7, 6, 5, 4, 2])
    expect(again(list, page).next).toBe('2')
  })

  it('does not fit when its end is a row that moved there', () => {
    const list = load([9, 8, 7, 6, 5, 4], 2, 3)
    expect(fits(keyOf, list, beginning, { rows: [{ id: 9 }, { id: 5 }], next: 'x', coverage })).toBe(false)
    expect(fits(keyOf, list, beginning, { rows: [{ id: 9 }, { id: 8 }], next: 'x', coverage })).toBe(true)
  })

  it('learns of rows behind what was the end', () => {
    const list = load([9, 8], 2, 1)
    expect(list.next).toBeNull()
    expect(again(list, pageOf([9, 8, 7], null, 2)).next).toBe('8')
  })

  it('leaves a mark at its end, so that what follows can be read again too', () => {
    const list = load([9, 8, 7, 6, 5, 4], 3, 2)
    const next = again(list, pageOf([10, 9, 8, 7, 6, 5, 4], null, 3))
    expect(next.marks).toEqual([beginning, { cursor: '8', afterKey: '8' }, { cursor: '7', afterKey: '7' }])
    expect(marksWithin(keyOf, next, 3, 3).map(({ cursor }) => cursor)).toEqual(['8'])
  })
})
