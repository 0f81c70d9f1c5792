import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parsedJson } from './parsed-json.ts'

/** Everything of a note that decides what is sent, and where, as it is stored. */
export interface WrittenNote {
  readonly accountId: number
  readonly conversationRemoteId: string
  readonly text: string
  /** JSON; null: a plain note. */
  readonly form: string | null
  readonly editsRemoteId: string | null
  readonly editBase: string | null
  /** Content hashes of its files, in the user's order. */
  readonly files: readonly string[]
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

function digestOf({
  accountId,
  conversationRemoteId,
  text,
  form,
  editsRemoteId,
  editBase,
  files,
}: WrittenNote): string {
  const plain = [accountId, conversationRemoteId, text]
  // A plain note's digest is the one that the first versions wrote.
  const isPlain = form === null && editsRemoteId === null && files.length === 0
  const content = isPlain ? plain : [...plain, form, editsRemoteId, editBase, files]
  const hash = createHash('sha256').update(JSON.stringify(content))
  return hash.digest('base64url').slice(0, 22)
}
