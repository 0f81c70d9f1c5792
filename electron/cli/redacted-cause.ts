import { z } from 'zod'

/** A name that the program chose, and not the CRM or the user. */
const name = z.string().regex(/^[a-z_]{1,40}$/)

const causeSchema = z.object({
  kind: name,
  action: name.optional().catch(undefined),
  failure: z
    .object({ kind: name, status: z.int().optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

/** Of a receipt's cause what names no person and quotes no text: `attempt_failed server 503`. */
export function redactedCause(json: string): string {
  const parsed = causeSchema.safeParse(JSON.parse(json))
  if (!parsed.success) return 'unknown'
  const { kind, action, failure } = parsed.data
  return [kind, action, failure?.kind, failure?.status].filter((part) => part !== undefined).join(' ')
}
