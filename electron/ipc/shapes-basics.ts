import { z } from 'zod'

/** What every shape is made of. Times are integer ms UTC; ids named `id` are the replica's local integers. */

export const provider = z.enum(['leadping', 'saleshandy', 'leadsquared', 'sample'])
export const localId = z.int().nonnegative()
export const timestampMs = z.number()
export const nullableText = z.string().nullable()

/** How complete a list is. `completeSinceMs` null: nothing is proved yet. `isComplete`: reaches the oldest row there is. */
export const coverage = z.object({
  isComplete: z.boolean(),
  completeSinceMs: timestampMs.nullable(),
})

export type Provider = z.infer<typeof provider>
export type Coverage = z.infer<typeof coverage>
