import type { SeededRandom } from '../random.ts'
import type { Window } from './request-body.ts'

export interface Order<Row> {
  /** What the rows are sorted by. */
  readonly key: (row: Row) => number
  readonly isDescending: boolean
}

/**
 * Sorts by the key. No document says what comes first among equals: it is by id, or with `ties` another order with
 * every call.
 */
export function sorted<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { key, isDescending }: Order<Row>,
  ties: SeededRandom | null,
): Row[] {
  const sign = isDescending ? -1 : 1
  const rank = new Map(ties === null ? [] : rows.map((row) => [row.id, ties.next()]))
  return rows.toSorted((one, other) => {
    const difference = (key(one) - key(other)) * sign
    if (difference !== 0) return difference
    if (ties !== null) return (rank.get(one.id) ?? 0) - (rank.get(other.id) ?? 0)
    return one.id < other.id ? -1 : 1
  })
}

export interface Bounds {
  readonly includesFromDate: boolean
  readonly includesToDate: boolean
}

export function isInside(atMs: number, window: Window, bounds: Bounds): boolean {
  const isAfter = bounds.includesFromDate ? atMs >= window.fromMs : atMs > window.fromMs
  return isAfter && (bounds.includesToDate ? atMs <= window.toMs : atMs < window.toMs)
}

export function slice<Row>(rows: readonly Row[], pageIndex: number, pageSize: number): Row[] {
  return rows.slice((pageIndex - 1) * pageSize, pageIndex * pageSize)
}

/** The list under its name; by setting an empty one is left away. */
export function named(name: string, rows: readonly unknown[], omitsEmpty: boolean): Record<string, unknown> {
  return rows.length === 0 && omitsEmpty ? {} : { [name]: rows }
}

const keptViews = 50

/** Sorted lists, kept until what they are made of changes: a walk through many pages sorts once. */
export class SortedViews<Row> {
  readonly #views = new Map<string, { readonly version: number; readonly rows: readonly Row[] }>()

  get(name: string, version: number, build: () => readonly Row[]): readonly Row[] {
    const kept = this.#views.get(name)
    if (kept?.version === version) return kept.rows
    const rows = build()
    if (this.#views.size >= keptViews) this.#views.clear()
    this.#views.set(name, { version, rows })
    return rows
  }
}
