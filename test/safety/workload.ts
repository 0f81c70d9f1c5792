import { z } from 'zod'

/** What the process under test is told, as its one argument, and what it says, a JSON line each. */

export const workloadOrders = z.object({
  folder: z.string(),
  url: z.string(),
  key: z.string(),
  seed: z.int(),
  clock: z.object({ factor: z.number(), startMonotonicMs: z.number(), startWallMs: z.number() }),
  timeoutMs: z.number(),
  conversations: z.array(z.string()),
  /** How many notes it writes before it only goes on syncing and sending. */
  notes: z.int(),
  /** True: write nothing, end by itself once every note is settled and the replica has seen it. */
  isLast: z.boolean(),
})
export type WorkloadOrders = z.infer<typeof workloadOrders>

export const workloadWord = z.discriminatedUnion('kind', [
  /** It is about to open the databases. */
  z.object({ kind: z.literal('opening') }),
  z.object({ kind: z.literal('open'), notices: z.array(z.string()) }),
  /** The user was told that this note is saved. */
  z.object({ kind: z.literal('saved'), noteId: z.string(), conversation: z.string(), text: z.string() }),
  z.object({ kind: z.literal('settled') }),
])
export type WorkloadWord = z.infer<typeof workloadWord>

/** A text with this in it is refused by the CRM. */
export const refusedMarker = 'REFUSE-THIS'
