import { z } from 'zod'
import type { Replica } from './connection.ts'
import type { ActivityTypeRecord, ChangedTopic } from './records.ts'

interface TypeRow {
  readonly code: string
  readonly name: string
  readonly is_writable: number
  readonly fields: string
}

const fieldsSchema = z.array(
  z.object({
    name: z.string(),
    label: z.string(),
    kind: z.enum(['text', 'number', 'date', 'date_time', 'dropdown', 'boolean']),
    options: z.array(z.string()),
    isMandatory: z.boolean(),
    maxCharacters: z.number().nullable(),
    isReference: z.boolean(),
  }),
)

/**
 * Keeps the account's kinds of activity as the CRM lists them now; those that it lists no more go. Nothing is announced where they are
 * as they were.
 */
export function saveActivityTypes(
  replica: Replica,
  accountId: number,
  types: readonly ActivityTypeRecord[],
  nowMs: number,
): ChangedTopic[] {
  const wanted = [...new Map(types.map((type) => [type.code, type])).values()].map(rowOf)
  return replica.write(() => {
    const isSame = JSON.stringify(readRows(replica, accountId)) === JSON.stringify(wanted)
    if (isSame) {
      replica
        .prepare<[number, number]>('UPDATE activity_types SET kept_at_ms = ? WHERE account_id = ?')
        .run(nowMs, accountId)
      return []
    }
    replica.prepare<[number]>('DELETE FROM activity_types WHERE account_id = ?').run(accountId)
    const insert = replica.prepare<[number, string, string, number, string, number, number]>(
      `INSERT INTO activity_types (account_id, code, name, is_writable, fields, position, kept_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    for (const [position, { code, name, is_writable, fields }] of wanted.entries())
      insert.run(accountId, code, name, is_writable, fields, position, nowMs)
    return [{ kind: 'accounts' }]
  })
}

/** In the CRM's order; empty until they were fetched once. One that a disk damaged is left out until they are fetched again. */
export function listActivityTypes(replica: Replica, accountId: number): ActivityTypeRecord[] {
  return readRows(replica, accountId).flatMap(({ code, name, is_writable, fields }) => {
    const parsed = fieldsSchema.safeParse(parsedJson(fields))
    return parsed.success ? [{ code, name, isWritable: is_writable === 1, fields: parsed.data }] : []
  })
}

function readRows(replica: Replica, accountId: number): TypeRow[] {
  return replica
    .prepare<[number], TypeRow & { position: number }>(
      'SELECT code, name, is_writable, fields, position FROM activity_types WHERE account_id = ?',
    )
    .all(accountId)
    .sort((left, right) => left.position - right.position)
    .map(({ code, name, is_writable, fields }) => ({ code, name, is_writable, fields }))
}

function rowOf({ code, name, isWritable, fields }: ActivityTypeRecord): TypeRow {
  return { code, name, is_writable: isWritable ? 1 : 0, fields: JSON.stringify(fields) }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
