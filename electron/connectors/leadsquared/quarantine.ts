import { z } from 'zod'
import type { QuarantinedItem, StreamName } from '../connector.ts'

const longestPayload = 65_536
const idMembers = ['ProspectActivityId', 'ProspectID', 'Id', 'ActivityEvent'] as const
const identified = z.record(z.string(), z.unknown())

/** What did not parse, with the reasons, for whoever looks into it. */
export function quarantined(stream: StreamName, item: unknown, issues: readonly string[]): QuarantinedItem {
  const row = identified.safeParse(item)
  const found = row.success ? idMembers.map((name) => row.data[name]).find((value) => typeof value === 'string') : null
  const remoteId = typeof found === 'string' ? found : null
  return { stream, remoteId, issues, payload: (JSON.stringify(item) ?? '').slice(0, longestPayload) }
}
