import { z } from 'zod'
import type { NoteReceipt } from '../../../db/outbox.ts'
import { parsedJson } from '../../../db/parsed-json.ts'

const toldCause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('attempt_begins') }),
  z.object({ kind: z.literal('preparation_failed') }),
  z.object({ kind: z.literal('attachment_failed') }),
  z.object({
    kind: z.literal('attempt_failed'),
    failure: z.object({ kind: z.literal('server'), status: z.number() }),
  }),
])

export interface Refusals {
  /** The CRM's last one, an HTTP status. */
  readonly status: number
  readonly times: number
}

/**
 * How often in a row a note, which has just been proved absent, was sent, answered with an error of the CRM's own, and not taken. Null: its last
 * attempt ended otherwise. Told by its receipts (oldest first), so that a restart forgets nothing; what the user does with it begins a new
 * count, and so does an answer that was lost, which may be the network's doing.
 */
export function refusalsInARow(receipts: readonly NoteReceipt[]): Refusals | null {
  const statuses: number[] = []
  let isProvedAbsent = true
  for (const { cause } of receipts.toReversed()) {
    const told = toldCause.safeParse(parsedJson(cause)).data
    if (told === undefined) break
    if (told.kind === 'absent') isProvedAbsent = true
    if (told.kind !== 'attempt_failed') continue
    // Without the proof it was sent again because the error was the CRM's word that nothing was written: it asked for a pause.
    if (isProvedAbsent) statuses.push(told.failure.status)
    isProvedAbsent = false
  }
  const [status] = statuses
  return status === undefined ? null : { status, times: statuses.length }
}

const kindOfCause = z.object({ kind: z.string() })

/** What has come of a note with files. */
export function refusedUploads(receipts: readonly NoteReceipt[]): {
  /** How often the CRM has refused it for its uploads since the user last had to do with it. */
  readonly refusals: number
  /** Ever: that its text was changed since, or that it was not to wait, is no word of the user's on whether it arrived. */
  readonly wasInDoubt: boolean
} {
  const kinds = receipts.map(({ cause }) => kindOfCause.safeParse(parsedJson(cause)).data?.kind)
  const sinceUser = kinds.slice(kinds.lastIndexOf('user') + 1)
  return {
    refusals: sinceUser.filter((kind) => kind === 'uploads_refused').length,
    wasInDoubt: receipts.some(({ to }) => to === 'in_doubt'),
  }
}
