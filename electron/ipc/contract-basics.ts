import { z } from 'zod'

/** What the channels have in common. */

export const nothing = z.null()
export const id = z.int().nonnegative()
export const done = z.object({ ok: z.literal(true) })

export function failure<const K extends readonly [string, ...string[]]>(...kinds: K) {
  return z.object({ ok: z.literal(false), error: z.object({ kind: z.enum(kinds), detail: z.string().nullable() }) })
}

export const storeFailure = failure('storage_full', 'storage_read_only', 'gone')
