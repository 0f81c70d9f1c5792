import type { FaultEffect } from './faults.ts'

type Json = Record<string, unknown>

/** The rows of one answer, and how the answer looks with others in their place. */
interface AnswerRows {
  readonly rows: readonly unknown[]
  /** False for an answer that is one object: it cannot be doubled or put in another order. */
  readonly isPage: boolean
  replace(rows: readonly unknown[]): unknown
}

/** How a provider's answers are built, as far as spoiling them needs to know. */
export interface AnswerShape {
  /** What rows call their ids. */
  readonly idMembers: readonly string[]
  /** Members that hold one of a few documented words. */
  readonly enumMembers: readonly string[]
  /** Null for an answer that has nothing to spoil. */
  rowsOf(body: unknown): AnswerRows | null
}

const itemsShape: AnswerShape = {
  idMembers: ['id'],
  enumMembers: ['timelineType', 'activityType', 'status', 'trafficType', 'processingStatus', 'direction'],
  rowsOf(body) {
    if (!isObject(body)) return null
    if (Array.isArray(body.items)) {
      return { rows: body.items, isPage: true, replace: (items) => ({ ...body, items }) }
    }
    return { rows: [body], isPage: false, replace: ([only]) => only }
  },
}

/** Spoils an answer with `items` and a continuation token; `sentToken` is that of the request. Pure. */
export function spoil(effect: FaultEffect, body: unknown, sentToken: string | null): unknown {
  if (effect.kind !== 'repeat_page') return spoilRows(effect, body, itemsShape)
  return isObject(body) && Array.isArray(body.items) && sentToken !== null
    ? { ...body, continuationToken: sentToken }
    : body
}

/** The answer's JSON as the fault makes it, for any shape of answer. Which page it is, it leaves alone. Pure. */
export function spoilRows(effect: FaultEffect, body: unknown, shape: AnswerShape): unknown {
  const answer = shape.rowsOf(body)
  if (answer === null) return body
  const { rows, isPage } = answer
  switch (effect.kind) {
    case 'duplicate_items':
      return isPage ? answer.replace(rows.flatMap((row, at) => (at % 3 === 0 ? [row, row] : [row]))) : body
    case 'reorder_items':
      return isPage ? answer.replace(rows.toReversed()) : body
    case 'drop_item_id':
      return answer.replace(changeAt(rows, Math.floor(rows.length / 2), (row) => without(row, shape.idMembers)))
    case 'unknown_enum':
      return answer.replace(changeAt(rows, 0, (row) => withUnknownWords(row, shape.enumMembers)))
    case 'repeat_page':
    case 'refuse':
    case 'hang':
    case 'drop_before_commit':
    case 'drop_after_commit':
    case 'status':
    case 'slow':
    case 'truncate':
    case 'malformed_json':
    case 'html':
      return body
  }
}

function changeAt(rows: readonly unknown[], index: number, change: (row: Json) => Json): unknown[] {
  return rows.map((row, at) => (at === index && isObject(row) ? change(row) : row))
}

function without(row: Json, members: readonly string[]): Json {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !members.includes(name)))
}

function withUnknownWords(row: Json, members: readonly string[]): Json {
  const words = members.filter((name) => name in row).map((name) => [name, 'Hologram'] as const)
  return { ...row, ...Object.fromEntries(words) }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
