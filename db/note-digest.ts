import { createHash } from 'node:crypto'
import { z } from 'zod'

interface WrittenNote {
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly text: string
}

const anyCause = z.record(z.string(), z.unknown())
const causeWithDigest = z.object({ digest: z.string() })

/**
 * A receipt's cause with what tells the note from a damaged one. SQLite's checks see a page that does not add up, but not a byte that
 * changed inside a text; a note with such a text, or for another conversation, must never be sent.
 */
export function withDigest(cause: string, note: WrittenNote): string {
  return JSON.stringify({ ...anyCause.parse(JSON.parse(cause)), digest: digestOf(note) })
}

/** False: it is not the note of which `causes` (oldest first) tell. Notes of before there were digests are taken for true. */
export function isAsWritten(note: WrittenNote, causes: readonly string[]): boolean {
  const digest = causes.findLast((cause) => cause.includes('"digest"'))
  const parsed = digest === undefined ? null : causeWithDigest.safeParse(parsedJson(digest))
  return parsed === null || !parsed.success || parsed.data.digest === digestOf(note)
}

function digestOf({ accountId, conversationRemoteId, text }: WrittenNote): string {
  const hash = createHash('sha256').update(JSON.stringify([accountId, conversationRemoteId, text]))
  return hash.digest('base64url').slice(0, 22)
}

/** Damage may have left anything. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
