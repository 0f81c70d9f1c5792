import type { FaultEffect } from './faults.ts'

type Json = Record<string, unknown>

/** Enum members of the providers' answers, by name; unknown words go into these. */
const enumMembers: readonly string[] = [
  'timelineType',
  'activityType',
  'status',
  'trafficType',
  'processingStatus',
  'direction',
]

/** The answer's JSON as the fault makes it; `sentToken` is the continuation token of the request. Pure. */
export function spoil(effect: FaultEffect, body: unknown, sentToken: string | null): unknown {
  if (!isObject(body)) return body
  const items = Array.isArray(body.items) ? body.items : null
  switch (effect.kind) {
    case 'duplicate_items':
      return items === null
        ? body
        : { ...body, items: items.flatMap((item, at) => (at % 3 === 0 ? [item, item] : [item])) }
    case 'repeat_page':
      return items === null || sentToken === null ? body : { ...body, continuationToken: sentToken }
    case 'reorder_items':
      return items === null ? body : { ...body, items: items.toReversed() }
    case 'drop_item_id': {
      const middle = items === null ? 0 : Math.floor(items.length / 2)
      return changeOne(body, items, middle, ({ id: _id, ...rest }) => rest)
    }
    case 'unknown_enum':
      return changeOne(body, items, 0, withUnknownWords)
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

/** Changes the item at `index` of a page, or the single object. */
function changeOne(body: Json, items: readonly unknown[] | null, index: number, change: (item: Json) => Json): Json {
  if (items === null) return change(body)
  return { ...body, items: items.map((item: unknown, at) => (at === index && isObject(item) ? change(item) : item)) }
}

function withUnknownWords(item: Json): Json {
  const words = enumMembers.filter((name) => name in item).map((name) => [name, 'Hologram'] as const)
  return { ...item, ...Object.fromEntries(words) }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
