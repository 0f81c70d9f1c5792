import { asc, eq, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Journal } from './connection.ts'
import { orm } from './journal/orm.ts'
import {
  accounts,
  credentials,
  editDrafts,
  noteDrafts,
  rateStates,
  readMarks,
  separatedPeople,
  stars,
} from './journal/schema.ts'
import { parsedJson } from './parsed-json.ts'

/** A CRM account as it was connected. `memory` is what its connector learnt. */
export interface AccountRow {
  readonly accountId: number
  readonly provider: string
  readonly label: string
  readonly baseUrl: string
  readonly userRemoteId: string
  readonly userName: string
  readonly userEmail: string | null
  readonly organizationName: string | null
  readonly memory: Record<string, string>
  /** What its credential was found to allow; null: never asked. */
  readonly abilities: readonly AccountAbility[] | null
  readonly isPaused: boolean
  readonly createdAtMs: number
}

export type AccountAbility = z.infer<typeof abilitySchema>
export type NewAccount = Omit<AccountRow, 'accountId' | 'memory' | 'abilities' | 'isPaused'>

/** The rate limiter's knowledge of one account, on the machine's monotonic scale: requests answered, and those still on their way. */
export interface RateState {
  readonly stamps: readonly number[]
  readonly inFlight: readonly number[]
  readonly learnedLimit: number | null
  readonly blockedUntilMs: number | null
}

const memorySchema = z.record(z.string(), z.string())
const abilitySchema = z.object({
  what: z.enum(['read_people', 'read_conversations', 'read_activities', 'write_notes', 'see_colleagues_records']),
  answer: z.enum(['yes', 'no', 'not_known']),
  detail: z.string().nullable(),
})
/** The column held a list of stamps alone at first. */
const stampsSchema = z.union([
  z.array(z.number()).transform((stamps) => ({ stamps, inFlight: [] })),
  z.object({ stamps: z.array(z.number()), inFlight: z.array(z.number()) }),
])

/** All accounts, in the order in which they were connected. */
export function listAccounts(journal: Journal): AccountRow[] {
  return orm(journal).select().from(accounts).orderBy(asc(accounts.accountId)).all().map(accountOf)
}

export function readAccount(journal: Journal, accountId: number): AccountRow | null {
  const row = orm(journal).select().from(accounts).where(eq(accounts.accountId, accountId)).get()
  return row ? accountOf(row) : null
}

/** Returns the new account's id, which no other account ever had. */
export function insertAccount(journal: Journal, account: NewAccount): number {
  return journal.write(
    () => orm(journal).insert(accounts).values(account).returning({ accountId: accounts.accountId }).get().accountId,
  )
}

/** What the CRM says anew about the account's user. */
export function updateAccount(journal: Journal, accountId: number, change: Partial<NewAccount>): void {
  if (Object.keys(change).length === 0) return
  journal.write(() => orm(journal).update(accounts).set(change).where(eq(accounts.accountId, accountId)).run())
}

export function setAccountPaused(journal: Journal, accountId: number, isPaused: boolean): void {
  journal.write(() => orm(journal).update(accounts).set({ isPaused }).where(eq(accounts.accountId, accountId)).run())
}

export function saveConnectorMemory(
  journal: Journal,
  accountId: number,
  memory: Readonly<Record<string, string>>,
): void {
  const change = { memory: JSON.stringify(memory) }
  journal.write(() => orm(journal).update(accounts).set(change).where(eq(accounts.accountId, accountId)).run())
}

/** What the credential was found to allow, for the account's card. An account that is gone meanwhile keeps nothing. */
export function saveAbilities(journal: Journal, accountId: number, abilities: readonly AccountAbility[]): void {
  const change = { abilities: JSON.stringify(abilities) }
  journal.write(() => orm(journal).update(accounts).set(change).where(eq(accounts.accountId, accountId)).run())
}

/**
 * Forgets an account with its credential, drafts, marks and what the user said of its people. Its notes and their receipts stay: moving the open ones to
 * where they can end is the caller's, in the same transaction.
 */
export function removeAccount(journal: Journal, accountId: number): void {
  journal.write(() => {
    const database = orm(journal)
    database.delete(noteDrafts).where(eq(noteDrafts.accountId, accountId)).run()
    database.delete(editDrafts).where(eq(editDrafts.accountId, accountId)).run()
    database.delete(readMarks).where(eq(readMarks.accountId, accountId)).run()
    database.delete(stars).where(eq(stars.accountId, accountId)).run()
    const { leftAccountId, rightAccountId } = separatedPeople
    const ofTheAccount = or(eq(leftAccountId, accountId), eq(rightAccountId, accountId))
    database.delete(separatedPeople).where(ofTheAccount).run()
    // Credential and rate state go along by their foreign keys.
    database.delete(accounts).where(eq(accounts.accountId, accountId)).run()
  })
}

/** Keeps a credential as the vault sealed it. `isPlainText`: this machine has no keychain and the user agreed. */
export function saveCredential(journal: Journal, accountId: number, cipher: Buffer, isPlainText: boolean): void {
  journal.write(() =>
    orm(journal)
      .insert(credentials)
      .values({ accountId, cipher, isPlainText })
      .onConflictDoUpdate({ target: credentials.accountId, set: { cipher, isPlainText } })
      .run(),
  )
}

/** Signs the account out of this machine, and keeps everything else of it. */
export function forgetCredential(journal: Journal, accountId: number): void {
  journal.write(() => orm(journal).delete(credentials).where(eq(credentials.accountId, accountId)).run())
}

/** Whether there is a credential, whatever it says. */
export function isSignedIn(journal: Journal, accountId: number): boolean {
  return (
    journal.prepare<[number], unknown>('SELECT 1 FROM credentials WHERE account_id = ?').get(accountId) !== undefined
  )
}

export function readCredential(
  journal: Journal,
  accountId: number,
): { readonly cipher: Buffer; readonly isPlainText: boolean } | null {
  const { cipher, isPlainText } = credentials
  const row = orm(journal).select({ cipher, isPlainText }).from(credentials).where(eq(credentials.accountId, accountId))
  return row.get() ?? null
}

export function readRateState(journal: Journal, accountId: number): RateState | null {
  const row = orm(journal).select().from(rateStates).where(eq(rateStates.accountId, accountId)).get()
  const stamps = stampsSchema.safeParse(row ? parsedJson(row.stamps) : null)
  if (!row || !stamps.success) return null
  return {
    ...stamps.data,
    learnedLimit: row.learnedLimit,
    blockedUntilMs: row.blockedUntilMs,
  }
}

/** An account that is gone meanwhile needs no rate state: nothing is stored for it. */
export function saveRateState(journal: Journal, accountId: number, state: RateState): void {
  const stamps = JSON.stringify({ stamps: state.stamps, inFlight: state.inFlight })
  journal
    .prepare<[number, string, number | null, number | null, number]>(
      `INSERT OR REPLACE INTO rate_states (account_id, stamps, learned_limit, blocked_until_ms)
       SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM accounts WHERE account_id = ?)`,
    )
    .run(accountId, stamps, state.learnedLimit, state.blockedUntilMs, accountId)
}

function accountOf(row: typeof accounts.$inferSelect): AccountRow {
  // What a disk has spoilt of its memory, a connector learns again.
  return { ...row, memory: memorySchema.catch({}).parse(parsedJson(row.memory)), abilities: abilitiesOf(row.abilities) }
}

/** What a later version wrote and this one cannot read counts as never asked: asking again costs little. */
function abilitiesOf(json: string | null): AccountAbility[] | null {
  return json === null ? null : (z.array(abilitySchema).safeParse(parsedJson(json)).data ?? null)
}
