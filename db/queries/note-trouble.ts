import { z } from 'zod'

/** Why a note is where it is, as the engine stores it. */
export const noteTrouble = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offline') }),
  z.object({ kind: z.literal('timeout') }),
  z.object({ kind: z.literal('server'), status: z.number() }),
  z.object({ kind: z.literal('throttled') }),
  z.object({ kind: z.literal('unauthorized') }),
  z.object({ kind: z.literal('rejected'), status: z.number(), reason: z.string() }),
  z.object({ kind: z.literal('contract'), reason: z.string() }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('ambiguous'), candidates: z.int() }),
  z.object({ kind: z.literal('unverifiable') }),
  z.object({ kind: z.literal('damaged') }),
  z.object({ kind: z.literal('attachment_missing'), fileName: z.string() }),
  z.object({ kind: z.literal('attachment_refused'), fileName: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('attachment_failed'), fileName: z.string(), where: z.enum(['here', 'crm']) }),
  z.object({ kind: z.literal('conflict'), theirs: z.string() }),
  z.object({ kind: z.literal('gone') }),
])

export type NoteTrouble = z.infer<typeof noteTrouble>
