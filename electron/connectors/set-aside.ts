import type { z } from 'zod'
import type { QuarantinedItem, StreamName } from './connector.ts'

/** The rows of an answer that parsed, and those that did not with the reasons. */
export interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly quarantined: readonly QuarantinedItem[]
}

/** One bad row must not cost the others of its page: `idOf` says by what it is known again, null where nothing does. */
export function readRows<Row>(
  items: readonly unknown[],
  stream: StreamName,
  schema: z.ZodType<Row>,
  idOf: (item: unknown) => string | null,
): Rows<Row> {
  const rows: Row[] = []
  const quarantined: QuarantinedItem[] = []
  for (const item of items) {
    const parsed = schema.safeParse(item)
    if (parsed.success) rows.push(parsed.data)
    else quarantined.push(setAside(stream, idOf(item), item, issuesOf(parsed.error)))
  }
  return { rows, quarantined }
}

/** What a support engineer needs of an item; longer ones are cut, in UTF-16 units. */
const longestPayload = 65_536

/** What could not be read, with the reasons, for whoever looks into it. */
export function setAside(
  stream: StreamName,
  remoteId: string | null,
  item: unknown,
  issues: readonly string[],
): QuarantinedItem {
  return { stream, remoteId, issues, payload: (JSON.stringify(item) ?? '').slice(0, longestPayload) }
}

/** Where in the data, and what was expected there; never the data itself. */
export function issuesOf(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`)
}
