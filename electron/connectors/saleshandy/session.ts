import { z } from 'zod'
import type { ConnectOptions, Outcome, Priority } from '../connector.ts'
import { secretMark } from '../secret-mark.ts'
import { createSaleshandyClient, type SaleshandyClient } from './client.ts'
import { createUnread, type Unread } from './unread.ts'
import type { MemberWire } from './wire.ts'

/** How the inbox wants `owners`, which is declared as required and whose meaning is not documented. */
export const ownerSpellings = ['members', 'empty', 'absent'] as const
export type OwnerSpelling = (typeof ownerSpellings)[number]

/** How the inbox wants `startDate`, whose format is not documented. */
export const dateSpellings = ['instant', 'day', 'absent'] as const
export type DateSpelling = (typeof dateSpellings)[number]

/** What was learnt about this account, or said by its user, and must outlive the process. */
interface Knowledge {
  /** E-mail address of the member whose key this is, as the user chose. */
  readonly member: string | null
  /** The member's id in this team, by which the account is told from the same person's in another; the shells keep it. */
  readonly workspace: string | null
  readonly owners: OwnerSpelling | null
  readonly dates: DateSpelling | null
  /** E-mail address that Saleshandy itself named as the author of a note sent with this very key; another's notes have another. */
  readonly noteAuthor: string | null
  /** A note sent with this key whose author has not been seen yet. */
  readonly unseenNote: string | null
}

/** One account as the connector's parts share it. */
export interface Session {
  readonly client: SaleshandyClient
  readonly clockSkewMs: number
  readonly nowMs: () => number
  known(): Knowledge
  /** Keeps it for this process and, through `remember`, for the next. */
  learn(news: Partial<Knowledge>): void
  readonly unread: Unread
  /** The team, read at most once an hour. */
  members(priority: Priority): Promise<Outcome<readonly MemberWire[]>>
}

const word = z
  .string()
  .trim()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .catch(null)
  .default(null)
const memorySchema = z.object({
  member: word.transform((value) => value?.toLowerCase() ?? null),
  workspace: word,
  owners: z.enum(ownerSpellings).nullable().catch(null).default(null),
  dates: z.enum(dateSpellings).nullable().catch(null).default(null),
  noteAuthor: word,
  unseenNote: word,
  /** The mark of the secret that both were learnt under. */
  learntUnder: word,
})

const membersFreshForMs = 60 * 60 * 1000

export function openSession(options: ConnectOptions): Session {
  const client = createSaleshandyClient(options)
  const mark = secretMark(options.secret)
  const { learntUnder, ...remembered } = memorySchema.parse(options.memory)
  let knowledge: Knowledge = learntUnder === mark ? remembered : { ...remembered, noteAuthor: null, unseenNote: null }
  let team: { readonly members: readonly MemberWire[]; readonly readAtMs: number } | null = null
  return {
    client,
    clockSkewMs: options.clockSkewMs,
    nowMs: options.nowMs,
    unread: createUnread(),
    known: () => knowledge,
    learn(news) {
      const next = { ...knowledge, ...news }
      const hasChanged = JSON.stringify(next) !== JSON.stringify(knowledge)
      knowledge = next
      if (!hasChanged) return
      const isOfKey = next.noteAuthor !== null || next.unseenNote !== null
      const kept = { ...next, learntUnder: isOfKey ? mark : null }
      options.remember(
        Object.fromEntries(Object.entries(kept).flatMap(([name, value]) => (value ? [[name, value]] : []))),
      )
    },
    async members(priority) {
      const ageMs = team === null ? Number.POSITIVE_INFINITY : options.nowMs() - team.readAtMs
      if (team !== null && ageMs >= 0 && ageMs < membersFreshForMs) return { ok: true, value: team.members }
      const answer = await client.members(priority)
      if (answer.ok) team = { members: answer.value, readAtMs: options.nowMs() }
      return answer
    },
  }
}
