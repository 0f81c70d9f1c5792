import { isFields } from './payload.ts'

/** Deeper than any answer that was seen. */
const deepest = 4

/**
 * The new attachment's id in an upload's answer, whose shape is not documented: what is called an attachment's id wherever
 * it stands, else a plain id, nearest to the top first. Null: none.
 */
export function attachmentIdIn(body: unknown): string | null {
  return (
    find(body, ['attachmentId', 'attachment_id', 'attachmentIds']) ??
    find(body, ['id', '_id', 'fileId', 'ids']) ??
    bareId(body)
  )
}

function find(body: unknown, names: readonly string[]): string | null {
  let level: readonly unknown[] = [body]
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    for (const place of level) {
      if (!isFields(place)) continue
      for (const name of names) {
        const id = asId(place[name])
        if (id !== null) return id
      }
    }
    level = level.flatMap((place) => (Array.isArray(place) ? place : isFields(place) ? Object.values(place) : []))
  }
  return null
}

/** `payload` or its only element is the id itself. */
function bareId(body: unknown): string | null {
  return isFields(body) ? (asId(body.payload) ?? asId(body.data)) : null
}

function asId(value: unknown): string | null {
  if (Array.isArray(value)) return asId(value[0])
  if (typeof value === 'number' && Number.isInteger(value)) return String(value)
  return typeof value === 'string' && /^\S{1,200}$/.test(value) ? value : null
}
