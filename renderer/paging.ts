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
  /** Rows that belong to the whole list rather than to a page: they come with its first page only. */
  readonly pinned: readonly Row[]
  readonly marks: readonly Mark[]
  readonly next: string | null
  readonly coverage: Coverage
}

export interface RowKind<Row> {
  readonly keyOf: (row: Row) => string
  readonly isPinned: (row: Row) => boolean
}

const beginning: Mark = { cursor: null, afterKey: null }

/** The list after its first page. */
export function startPages<Row>(kind: RowKind<Row>, page: Page<Row>): PagedRows<Row> {
  return {
    rows: page.rows.filter((row) => !kind.isPinned(row)),
    pinned: page.rows.filter(kind.isPinned),
    marks: [beginning],
    next: page.next,
    coverage: page.coverage,
  }
}

/** The list with the page that `list.next` asked for. A row that is there already stays where it is. */
export function appendPage<Row>(kind: RowKind<Row>, list: PagedRows<Row>, page: Page<Row>): PagedRows<Row> {
  const known = new Set(list.rows.map(kind.keyOf))
  const fresh = page.rows.filter((row) => !kind.isPinned(row) && !known.has(kind.keyOf(row)))
  const last = list.rows.at(-1)
  const mark: Mark = { cursor: list.next, afterKey: last === undefined ? null : kind.keyOf(last) }
  return {
    ...list,
    rows: [...list.rows, ...fresh],
    marks: fresh.length === 0 ? list.marks : [...list.marks, mark],
    next: page.next,
    coverage: page.coverage,
  }
}

/**
 * The list after the window that begins at `mark` was read again. The window may be shorter or longer than what it
 * replaces: rows came, left or moved. It replaces everything up to the last row that it shares with the old list; what
 * follows that row stays. Where nothing is shared the rest is dropped, to be asked for again.
 */
export function replaceWindow<Row>(
  kind: RowKind<Row>,
  list: PagedRows<Row>,
  mark: Mark,
  page: Page<Row>,
): PagedRows<Row> {
  const fresh = page.rows.filter((row) => !kind.isPinned(row))
  const freshKeys = new Set(fresh.map(kind.keyOf))
  const start = mark.afterKey === null ? 0 : list.rows.findIndex((row) => kind.keyOf(row) === mark.afterKey) + 1
  const head = list.rows.slice(0, start).filter((row) => !freshKeys.has(kind.keyOf(row)))
  const old = list.rows.slice(start)
  const lastShared = old.findLastIndex((row) => freshKeys.has(kind.keyOf(row)))
  const isEnd = page.next === null
  const tail = isEnd || lastShared === -1 ? [] : old.slice(lastShared + 1)
  const rows = [...head, ...fresh, ...tail]
  const keys = new Set(rows.map(kind.keyOf))
  return {
    rows,
    pinned: mark.cursor === null ? page.rows.filter(kind.isPinned) : list.pinned,
    marks: list.marks.filter(({ afterKey }) => afterKey === null || keys.has(afterKey)),
    next: tail.length === 0 ? page.next : list.next,
    coverage: page.coverage,
  }
}

/** The marks of the pages that hold the rows `first` to `last`; the beginning aside. */
export function marksWithin<Row>(
  kind: RowKind<Row>,
  list: PagedRows<Row>,
  first: number,
  last: number,
): readonly Mark[] {
  const placeOf = new Map(list.rows.map((row, index) => [kind.keyOf(row), index]))
  const starts = list.marks.map((mark) => (mark.afterKey === null ? 0 : (placeOf.get(mark.afterKey) ?? -1) + 1))
  return list.marks.filter((mark, index) => {
    const start = starts[index] ?? 0
    const end = starts[index + 1] ?? list.rows.length
    return mark.cursor !== null && start <= last && end > first
  })
}
