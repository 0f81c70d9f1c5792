import { z } from 'zod'
import type { ConnectOptions } from '../connector.ts'
import { secretMark } from '../secret-mark.ts'
import { createLeadpingClient, type LeadpingClient } from './client.ts'
import { type ArchiveSpelling, archiveSpellings, type Dialect, dialects } from './dialect.ts'

/** What was learnt about this account's server and must outlive the process. */
interface Knowledge {
  readonly dialect: Dialect | null
  readonly archiveSpelling: ArchiveSpelling | null
  /** Whom Leadping named as the author of a note sent with this very credential; under another it may name another. */
  readonly noteAuthor: string | null
}

/** One account as the connector's parts share it. */
export interface Session {
  readonly client: LeadpingClient
  readonly clockSkewMs: number
  /** An organization's key: whom the API names as author of its notes is not documented. */
  readonly isOrganizationKey: boolean
  known(): Knowledge
  /** Keeps it for this process and, through `remember`, for the next. */
  learn(news: Partial<Knowledge>): void
}

const memorySchema = z.object({
  dialect: z.enum(dialects).nullable().catch(null).default(null),
  archiveSpelling: z.enum(archiveSpellings).nullable().catch(null).default(null),
  noteAuthor: z.string().nullable().catch(null).default(null),
  /** The mark of the secret that `noteAuthor` was learnt under. */
  noteAuthorUnder: z.string().nullable().catch(null).default(null),
})

export function openSession(options: ConnectOptions): Session {
  const mark = secretMark(options.secret)
  const { noteAuthorUnder, ...remembered } = memorySchema.parse(options.memory)
  let knowledge: Knowledge = { ...remembered, noteAuthor: noteAuthorUnder === mark ? remembered.noteAuthor : null }
  return {
    client: createLeadpingClient(options),
    clockSkewMs: options.clockSkewMs,
    isOrganizationKey: options.secret.trim().startsWith('sk_'),
    known: () => knowledge,
    learn(news) {
      const next = { ...knowledge, ...news }
      const hasChanged = JSON.stringify(next) !== JSON.stringify(knowledge)
      knowledge = next
      if (!hasChanged) return
      const { dialect, archiveSpelling, noteAuthor } = next
      options.remember({
        ...(dialect === null ? {} : { dialect }),
        ...(archiveSpelling === null ? {} : { archiveSpelling }),
        ...(noteAuthor === null ? {} : { noteAuthor, noteAuthorUnder: mark }),
      })
    },
  }
}
