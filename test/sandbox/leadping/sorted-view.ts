import type { Field, FieldValue } from './fields.ts'
import type { RangeCondition } from './query-conditions.ts'

export interface Identified {
  readonly id: string
}

export interface SortKey<Row> {
  readonly field: Field<Row>
  readonly name: string
  readonly sign: 1 | -1
}

/** A place between two rows of a sorted list: just behind the row with these keys and this id. */
export interface Position {
  readonly keys: readonly FieldValue[]
  readonly id: string
}

/** By the sort keys, then by id, so that every order is total and a walk never stands still. Nulls come first. */
export function comparator<Row extends Identified>(order: readonly SortKey<Row>[]): (one: Row, other: Row) => number {
  return (one, other) => {
    for (const { field, sign } of order) {
      const compared = compareValues(field.read(one), field.read(other)) * sign
      if (compared !== 0) return compared
    }
    return compareValues(one.id, other.id)
  }
}

function compareValues(one: FieldValue, other: FieldValue): number {
  if (one === other) return 0
  if (one === null) return -1
  if (other === null) return 1
  return one < other ? -1 : 1
}

export function positionOf<Row extends Identified>(row: Row, order: readonly SortKey<Row>[]): Position {
  return { keys: order.map(({ field }) => field.read(row)), id: row.id }
}

/** Index of the first row behind `position`. */
export function firstBehind<Row extends Identified>(
  view: readonly Row[],
  order: readonly SortKey<Row>[],
  position: Position,
): number {
  return partition(view, (row) => {
    for (const [index, { field, sign }] of order.entries()) {
      const compared = compareValues(field.read(row), position.keys[index] ?? null) * sign
      if (compared !== 0) return compared > 0
    }
    return compareValues(row.id, position.id) > 0
  })
}

/** The part of the view outside which no row can satisfy the bounds on its primary sort key. */
export function windowOf<Row>(
  view: readonly Row[],
  order: readonly SortKey<Row>[],
  ranges: readonly RangeCondition<Row>[],
): { readonly from: number; readonly to: number } {
  const primary = order[0]
  const bounds = ranges.filter((range) => range.field === primary?.field)
  if (primary === undefined || bounds.length === 0) return { from: 0, to: view.length }
  const fails = (row: Row, side: 'lower' | 'upper'): boolean => {
    const value = primary.field.read(row)
    if (value === null || typeof value === 'boolean') return side === 'lower'
    return bounds.some((bound) => bound.side === side && !bound.holds(value))
  }
  return primary.sign === 1
    ? { from: partition(view, (row) => !fails(row, 'lower')), to: partition(view, (row) => fails(row, 'upper')) }
    : { from: partition(view, (row) => !fails(row, 'upper')), to: partition(view, (row) => fails(row, 'lower')) }
}

/** Index of the first row for which `isInUpperPart` holds; it must hold for all rows behind that one too. */
function partition<Row>(view: readonly Row[], isInUpperPart: (row: Row) => boolean): number {
  let low = 0
  let high = view.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = view[middle]
    if (row !== undefined && isInUpperPart(row)) high = middle
    else low = middle + 1
  }
  return low
}
