import type { Coverage } from '../electron/ipc/shapes.ts'

/** One answer of a keyset-paged channel. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
  readonly coverage: Coverage
}

/** A place where a page began: `cursor` asks for what follows the row `afterKey`; both null: the beginning. */
export interface Mark {
  readonly cursor: string | null
  readonly afterKey: string | null
}

/**
 * Pages joined to one list. `next` null: the list ended here when it was last asked. Rows keep their place and identity
 * while windows of them are read again.
 */
export interface PagedRows<Row> {
  readonly rows: readonly Row[]
  /** In the order of the rows, the beginning first. */
  readonly marks: readonly Mark[]
  readonly next: string | null
  readonly coverage: Coverage
}

export type KeyOf<Row> = (row: Row) => string

export const beginning: Mark = { cursor: null, afterKey: null }

/** The list after its first page. */
export function startPages<Row>({ rows, next, coverage }: Page<Row>): PagedRows<Row> {
  return { rows, marks: [beginning], next, coverage }
}

/** The list with the page that `list.next` asked for. A row that is there already stays where it is. */
export function appendPage<Row>(keyOf: KeyOf<Row>, list: PagedRows<Row>, page: Page<Row>): PagedRows<Row> {
  const known = new Set(list.rows.map(keyOf))
  const fresh = page.rows.filter((row) => !known.has(keyOf(row)))
  return {
    rows: [...list.rows, ...fresh],
    marks: fresh.length === 0 ? list.marks : [...list.marks, markAfter(keyOf, list.rows, list.next)],
    next: page.next,
    coverage: page.coverage,
  }
}

function markAfter<Row>(keyOf: KeyOf<Row>, rows: readonly Row[], cursor: string | null): Mark {
  const last = rows.at(-1)
  return last === undefined ? beginning : { cursor, afterKey: keyOf(last) }
}

function startOf<Row>(keyOf: KeyOf<Row>, list: PagedRows<Row>, { afterKey }: Mark): number {
  return afterKey === null ? 0 : list.rows.findIndex((row) => keyOf(row) === afterKey) + 1
}

/**
 * Where the list goes on behind a window that was read again; null where that cannot be told from the window alone, for
 * it ends in a row that is new or that moved there. Two neighbours that were neighbours before have not moved.
 */
function tailStart<Row>(keyOf: KeyOf<Row>, list: PagedRows<Row>, start: number, rows: readonly Row[]): number | null {
  const last = rows.at(-1)
  if (last === undefined) return start
  const place = list.rows.findIndex((row, index) => index >= start && keyOf(row) === keyOf(last))
  if (place === -1) return null
  const before = rows.at(-2)
  if (before === undefined) return rows.length === 1 && place === start ? place + 1 : null
  const oldBefore = list.rows[place - 1]
  return oldBefore !== undefined && keyOf(oldBefore) === keyOf(before) ? place + 1 : null
}

/** Whether a window that was read again at `mark` can be put into the list without reading on. */
export function fits<Row>(keyOf: KeyOf<Row>, list: PagedRows<Row>, mark: Mark, page: Page<Row>): boolean {
  return page.next === null || tailStart(keyOf, list, startOf(keyOf, list, mark), page.rows) !== null
}

/**
 * The list after the window at `mark` was read again: rows came, left or moved within it. What follows the window stays
 * where it fits; otherwise it is dropped, to be asked for again.
 */
export function replaceWindow<Row>(
  keyOf: KeyOf<Row>,
  list: PagedRows<Row>,
  mark: Mark,
  page: Page<Row>,
): PagedRows<Row> {
  const start = startOf(keyOf, list, mark)
  const fresh = new Set(page.rows.map(keyOf))
  const isStale = (row: Row) => !fresh.has(keyOf(row))
  const from = page.next === null ? null : tailStart(keyOf, list, start, page.rows)
  const head = list.rows.slice(0, start).filter(isStale)
  const tail = from === null ? [] : list.rows.slice(from).filter(isStale)
  const following = new Set(tail.map(keyOf))
  const preceding = new Set(head.map(keyOf))
  const isBefore = ({ afterKey }: Mark) => afterKey === null || preceding.has(afterKey)
  const marks = [...list.marks.filter((each) => each !== mark && isBefore(each)), mark]
  const window = [...head, ...page.rows]
  if (tail.length > 0) {
    marks.push(markAfter(keyOf, window, page.next))
    marks.push(...list.marks.filter(({ afterKey }) => afterKey !== null && following.has(afterKey)))
  }
  return {
    rows: [...window, ...tail],
    marks,
    next: tail.length === 0 ? page.next : list.next,
    coverage: page.coverage,
  }
}

/** The marks of the pages that hold the rows `first` to `last`, but for the beginning. */
export function marksWithin<Row>(
  keyOf: KeyOf<Row>,
  list: PagedRows<Row>,
  first: number,
  last: number,
): readonly Mark[] {
  const placeOf = new Map(list.rows.map((row, index) => [keyOf(row), index]))
  const starts = list.marks.map(({ afterKey }) => (afterKey === null ? 0 : (placeOf.get(afterKey) ?? -1) + 1))
  return list.marks.filter((mark, index) => {
    const start = starts[index] ?? 0
    const end = starts[index + 1] ?? list.rows.length
    return mark.cursor !== null && start <= last && end > first
  })
}
