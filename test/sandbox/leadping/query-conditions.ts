import type { Field, Fields } from './fields.ts'
import { BadRequest } from './problem.ts'
import { parseInstant, type QueryBody } from './query-body.ts'

/** A bound on a field; rows where the field is null lie outside every bound. */
export interface RangeCondition<Row> {
  readonly field: Field<Row>
  readonly side: 'lower' | 'upper'
  readonly holds: (value: string | number) => boolean
}

export interface Conditions<Row> {
  readonly ranges: readonly RangeCondition<Row>[]
  readonly others: readonly ((row: Row) => boolean)[]
}

/** Finds a field by name; null where an unknown one is to be passed over. */
export type FindField<Row> = (name: string) => Field<Row> | null

/** What the client's query asks of a row. @throws BadRequest where a value does not fit its field. */
export function conditionsOf<Row>(query: QueryBody, fields: Fields<Row>, find: FindField<Row>): Conditions<Row> {
  const others: ((row: Row) => boolean)[] = []
  for (const filter of query.filters ?? []) {
    const field = find(filter.field)
    if (field === null) continue
    const wanted = filter.value == null ? null : fittingValue(field, filter.field, filter.value)
    others.push((row) => field.read(row) === wanted)
  }
  const search = searchCondition(query, fields, find)
  if (search !== null) others.push(search)
  return { ranges: rangesOf(query, find), others }
}

function rangesOf<Row>(query: QueryBody, find: FindField<Row>): RangeCondition<Row>[] {
  const ranges: RangeCondition<Row>[] = []
  for (const range of query.rangeFilters ?? []) {
    const field = find(range.field)
    if (field === null) continue
    const add = (
      side: 'lower' | 'upper',
      given: unknown,
      test: (value: string | number, limit: string | number) => boolean,
    ): void => {
      if (given == null) return
      const limit = fittingValue(field, range.field, given)
      if (typeof limit === 'boolean') throw new BadRequest(`The field '${range.field}' has no order.`)
      ranges.push({ field, side, holds: (value) => test(value, limit) })
    }
    add('lower', range.greaterThan, (value, limit) => value > limit)
    add('lower', range.greaterThanOrEqual, (value, limit) => value >= limit)
    add('upper', range.lessThan, (value, limit) => value < limit)
    add('upper', range.lessThanOrEqual, (value, limit) => value <= limit)
  }
  return ranges
}

function searchCondition<Row>(
  query: QueryBody,
  fields: Fields<Row>,
  find: FindField<Row>,
): ((row: Row) => boolean) | null {
  const term = query.search?.trim().toLowerCase() ?? ''
  if (term === '') return null
  const named = (query.searchFields ?? []).flatMap((name) => {
    const field = find(name)
    if (field !== null && field.kind !== 'string') throw new BadRequest(`The field '${name}' is not a string.`)
    return field === null ? [] : [field]
  })
  const searched = named.length > 0 ? named : [...fields.values()].filter((field) => field.kind === 'string')
  return (row) =>
    searched.some((field) =>
      String(field.read(row) ?? '')
        .toLowerCase()
        .includes(term),
    )
}

/** The documents ask that a value's JSON type match its field; this server insists. */
function fittingValue<Row>(field: Field<Row>, name: string, value: unknown): string | number | boolean {
  switch (field.kind) {
    case 'date': {
      const atMs = typeof value === 'string' ? parseInstant(value) : null
      if (atMs === null) throw new BadRequest(`The value for '${name}' is not a date-time.`)
      return atMs
    }
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'number':
      if (typeof value === 'number') return value
      break
    case 'boolean':
      if (typeof value === 'boolean') return value
      break
  }
  throw new BadRequest(`The value for '${name}' must be a ${field.kind}.`)
}

/** Whether a row satisfies all conditions. */
export function accepts<Row>(row: Row, { ranges, others }: Conditions<Row>): boolean {
  for (const { field, holds } of ranges) {
    const value = field.read(row)
    if (value === null || typeof value === 'boolean' || !holds(value)) return false
  }
  return others.every((condition) => condition(row))
}
