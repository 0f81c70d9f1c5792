import { z } from 'zod'

const idMembers = ['ProspectActivityId', 'ProspectID', 'Id', 'ActivityEvent'] as const
const identified = z.record(z.string(), z.unknown())

/** By what an item that could not be read is known again; null where nothing does. */
export function idOf(item: unknown): string | null {
  const row = identified.safeParse(item)
  const found = row.success ? idMembers.map((name) => row.data[name]).find((value) => typeof value === 'string') : null
  return typeof found === 'string' ? found : null
}
