import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Journal } from './connection.ts'
import { orm } from './journal/orm.ts'
import { noteClaims } from './journal/schema.ts'
import { parsedJson } from './parsed-json.ts'

/** Under whom a note may stand in the CRM, as far as it is known. */
interface ClaimAuthor {
  readonly remoteId: string | null
  readonly name: string | null
}

/**
 * This machine's part in a note that a file carries to another: `origin` wrote the file, `importer` took the note over from
 * it. Both may send the note, each in its own turn.
 */
export interface NoteClaim {
  readonly noteId: string
  /** The same on both machines. */
  readonly claimToken: string
  readonly role: 'origin' | 'importer'
  /** When the file was written, or read, ms UTC by our clock. */
  readonly claimedAtMs: number
  /** First moment at which the CRM may have created the note, ms UTC by the CRM's clock. */
  readonly sinceServerMs: number
  /** Whose notes the look-up takes for this one besides our own. */
  readonly authors: readonly ClaimAuthor[]
  /** Activities that are known not to be this note, beyond those that this journal has matched. */
  readonly excludedRemoteIds: readonly string[]
  /** The CRM cannot be read back, and the user was asked: what is sent after that is sent on the user's word. */
  readonly isVouchedAbsent: boolean
}

const authorsSchema = z.array(z.object({ remoteId: z.string().nullable(), name: z.string().nullable() }))
const idsSchema = z.array(z.string())

/** Stores a claim. A note has one: a second is not stored, and the first stays as it is. */
export function insertClaim(journal: Journal, claim: NoteClaim): void {
  const { authors, excludedRemoteIds, ...columns } = claim
  const row = { ...columns, authors: JSON.stringify(authors), excludedRemoteIds: JSON.stringify(excludedRemoteIds) }
  journal.write(() => orm(journal).insert(noteClaims).values(row).onConflictDoNothing().run())
}

export function readClaim(journal: Journal, noteId: string): NoteClaim | null {
  const row = orm(journal).select().from(noteClaims).where(eq(noteClaims.noteId, noteId)).get()
  return row === undefined ? null : claimOf(row)
}

/** The claims on an account's open notes, by note id. */
export function claimsOfOpenNotes(journal: Journal, accountId: number): Map<string, NoteClaim> {
  const rows = journal
    .prepare<[number], Omit<typeof noteClaims.$inferSelect, 'isVouchedAbsent'> & { isVouchedAbsent: number }>(
      `SELECT c.note_id AS noteId, c.claim_token AS claimToken, c.role, c.claimed_at_ms AS claimedAtMs,
         c.since_server_ms AS sinceServerMs, c.authors, c.excluded_remote_ids AS excludedRemoteIds,
         c.is_vouched_absent AS isVouchedAbsent
       FROM notes_outbox AS n INDEXED BY notes_outbox_lanes CROSS JOIN note_claims AS c ON c.note_id = n.note_id
       WHERE n.is_open = 1 AND n.account_id = ?`,
    )
    .all(accountId)
  return new Map(rows.map((row) => [row.noteId, claimOf({ ...row, isVouchedAbsent: row.isVouchedAbsent === 1 })]))
}

/** From now on these activities are not taken for the note: the user was shown them and decides. */
export function excludeFromClaim(journal: Journal, claim: NoteClaim, remoteIds: readonly string[]): void {
  const excluded = JSON.stringify([...new Set([...claim.excludedRemoteIds, ...remoteIds])])
  const { noteId } = claim
  journal.write(() =>
    orm(journal).update(noteClaims).set({ excludedRemoteIds: excluded }).where(eq(noteClaims.noteId, noteId)).run(),
  )
}

/**
 * The CRM cannot be read back for this note: if the user says "send again", that is its proof of absence. False: the user's word is spent
 * on an attempt, and says nothing of what happens after it.
 */
export function vouchAbsence(journal: Journal, noteId: string, isVouchedAbsent: boolean): void {
  journal.write(() =>
    orm(journal).update(noteClaims).set({ isVouchedAbsent }).where(eq(noteClaims.noteId, noteId)).run(),
  )
}

function claimOf(row: typeof noteClaims.$inferSelect): NoteClaim {
  return {
    ...row,
    role: row.role === 'importer' ? 'importer' : 'origin',
    authors: authorsSchema.catch([]).parse(parsedJson(row.authors)),
    excludedRemoteIds: idsSchema.catch([]).parse(parsedJson(row.excludedRemoteIds)),
  }
}
