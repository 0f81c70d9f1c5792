import type { z } from 'zod'
import type { QuarantinedItem, StreamName } from '../connector.ts'
import { type Rows, readRows as readRowsBy, setAside } from '../set-aside.ts'

/** What an answer's body was read as, or what was expected in it instead. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly string[] }

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The envelope's content: documented as `payload`, and in live answers seen nested otherwise (saleshandy.md section 1). */
export function payloadOf(body: unknown): unknown {
  if (!isFields(body)) return body
  return body.payload ?? body.data ?? body
}

/** The list in an answer: the payload itself, or its first member of these names that is a list. */
export function listIn(body: unknown, names: readonly string[]): Read<readonly unknown[]> {
  const payload = payloadOf(body)
  for (const place of [payload, payloadOf(payload), body]) {
    if (Array.isArray(place)) return { ok: true, value: place }
    if (!isFields(place)) continue
    for (const name of names) {
      const list = place[name]
      if (Array.isArray(list)) return { ok: true, value: list }
    }
  }
  return { ok: false, issues: [`payload: expected a list (${names.join(', ')})`] }
}

export function readRows<Row>(items: readonly unknown[], stream: StreamName, schema: z.ZodType<Row>): Rows<Row> {
  return readRowsBy(items, stream, schema, idOf)
}

export function quarantine(stream: StreamName, item: unknown, issues: readonly string[]): QuarantinedItem {
  return setAside(stream, idOf(item), item, issues)
}

function idOf(item: unknown): string | null {
  return isFields(item) && typeof item.id === 'string' ? item.id : null
}

/** The first of these fields that holds some text. */
export function textIn(fields: Fields, names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

export function filled(value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : value
}

/** Fields without the named ones, and without nulls: null and missing mean the same here. */
export function fieldsWithout(fields: Fields, names: readonly string[]): Fields {
  const left = new Set(names)
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !left.has(name) && value !== null && value !== undefined),
  )
}
