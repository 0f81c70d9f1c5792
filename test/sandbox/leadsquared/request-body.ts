import { BadBody, invalidInput } from './answers.ts'
import { parseStamp } from './stamps.ts'

export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that is an object; an absent one is empty. @throws BadBody */
export function part(body: Json, name: string): Json {
  const value = body[name]
  if (value === undefined || value === null) return {}
  if (!isObject(value)) throw new BadBody(`${name} has to be an object.`)
  return value
}

/** A text member; null where it is absent or empty. @throws BadBody */
export function text(body: Json, name: string): string | null {
  const value = body[name]
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw new BadBody(`${name} has to be text.`)
  return value
}

/** A whole number, as a number or as text. Null where absent. @throws BadBody */
export function whole(body: Json, name: string): number | null {
  const value = body[name]
  if (value === undefined || value === null || value === '') return null
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) throw new BadBody(`${name} has to be a whole number.`)
  return number
}

/** A flag, as a boolean, 0 or 1, or either as text. False where absent. @throws BadBody */
export function flag(body: Json, name: string): boolean {
  const value = body[name]
  if (value === undefined || value === null || value === '') return false
  const words = String(value).toLowerCase()
  if (words === 'true' || words === '1') return true
  if (words === 'false' || words === '0') return false
  throw new BadBody(`${name} has to be true or false.`)
}

/** A list of texts. @throws BadBody */
export function texts(body: Json, name: string): readonly string[] | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  const isAllText = (list: readonly unknown[]): list is readonly string[] =>
    list.every((one) => typeof one === 'string')
  if (!Array.isArray(value) || !isAllText(value)) throw new BadBody(`${name} has to be a list of texts.`)
  return value
}

export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** FromDate and ToDate, both compulsory, UTC. @throws Refusal */
export function windowOf(parameter: Json): Window {
  const read = (name: string): number => {
    const given = text(parameter, name)
    const atMs = given === null ? null : parseStamp(given)
    if (atMs === null) throw invalidInput(`${name} value is not correct.`)
    return atMs
  }
  const window = { fromMs: read('FromDate'), toMs: read('ToDate') }
  if (window.fromMs > window.toMs) throw invalidInput("FromDate can't be greater than ToDate.")
  return window
}

export interface PageWish {
  readonly index: number
  readonly size: number
}

export interface PageRules {
  readonly defaultSize: number
  readonly maxSize: number
  readonly aboveMax: 'reject' | 'cut'
}

/** `Paging{PageIndex, PageSize}`, the first page is 1. @throws Refusal */
export function pageOf(body: Json, rules: PageRules): PageWish {
  const paging = part(body, 'Paging')
  const index = whole(paging, 'PageIndex') ?? 1
  const size = whole(paging, 'PageSize') ?? rules.defaultSize
  if (index < 1) throw invalidInput('PageIndex has to be 1 or more.')
  if (size < 1) throw invalidInput('PageSize has to be 1 or more.')
  if (size > rules.maxSize && rules.aboveMax === 'reject') {
    throw invalidInput(`PageSize can not be more than ${rules.maxSize}.`)
  }
  return { index, size: Math.min(size, rules.maxSize) }
}

export interface SortWish {
  readonly column: string
  readonly isDescending: boolean
}

/** `Sorting{ColumnName, Direction}`: 1 descending, 0 ascending. @throws Refusal */
export function sortOf(body: Json, columns: readonly string[], fallback: SortWish): SortWish {
  const sorting = part(body, 'Sorting')
  const column = text(sorting, 'ColumnName') ?? fallback.column
  if (!columns.includes(column)) throw invalidInput(`ColumnName ${column} can not be sorted by.`)
  const direction = whole(sorting, 'Direction') ?? (fallback.isDescending ? 1 : 0)
  if (direction !== 0 && direction !== 1) throw invalidInput('Direction has to be 0 or 1.')
  return { column, isDescending: direction === 1 }
}
