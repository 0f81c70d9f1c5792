import { z } from 'zod'
import { noteFormSchema } from '../../../../db/note-form.ts'
import { plainNote } from '../../../../db/records.ts'

/** What a file of notes holds once it is open. No credentials: whoever takes the notes over is signed in by themselves. */

const stampMs = z.number().min(-8.64e15).max(8.64e15)
const remoteId = z.string().min(1).max(1_000)
const name = z.string().max(10_000)

const contentHash = z.string().regex(/^[0-9a-f]{64}$/)
/** All the files of all the notes that one file carries, bytes. */
export const mostFileBytes = 64 * 1024 * 1024

const attachment = z.strictObject({
  fileName: z.string().min(1).max(10_000),
  mediaType: z.string().max(1_000),
  bytes: z.int().min(1).max(mostFileBytes),
  contentHash,
  addedAtMs: stampMs,
})

const note = z.strictObject({
  noteId: z.uuid(),
  /** Files of version 1 carried single notes. */
  entryId: z.uuid().nullable().default(null),
  form: noteFormSchema.default(plainNote),
  /** Of its entry, in the user's order. */
  attachments: z.array(attachment).max(1_000).default([]),
  claimToken: z.uuid(),
  conversationRemoteId: remoteId,
  leadRemoteId: remoteId.nullable(),
  conversationName: name,
  text: z.string().min(1).max(32_000_000),
  /** By the clock of the machine that wrote it, ms UTC. */
  createdAtMs: stampMs,
  /** First moment at which the CRM may have created it, by the CRM's clock, ms UTC. */
  sinceServerMs: stampMs,
  state: z.enum(['held', 'queued', 'sending', 'in_doubt', 'rejected']),
  attempts: z.int().min(0),
  sentAtMs: stampMs.nullable(),
  gaveUpAtMs: stampMs.nullable(),
  /** JSON. */
  trouble: z.string().max(100_000).nullable(),
  needsAnswer: z.boolean(),
  remoteActivityId: remoteId.nullable(),
  /** Activities of the conversation that are other notes of the machine that wrote the file, or were ruled out there. */
  excludedRemoteIds: z.array(remoteId).max(1_000_000),
})

const account = z.strictObject({
  provider: z.string().min(1).max(100),
  baseUrl: z.string().min(1).max(2_000),
  label: name,
  organizationName: name.nullable(),
  userRemoteId: remoteId,
  userName: name,
  /** In the order of their lanes. */
  notes: z.array(note).max(100_000),
})

const contents = z.strictObject({
  exportedAtMs: stampMs,
  accounts: z.array(account).max(1_000),
  /** What the attachments hold, each once. */
  files: z
    .array(z.strictObject({ contentHash, base64: z.string().max(Math.ceil(mostFileBytes / 3) * 4) }))
    .max(100_000)
    .default([]),
})

export type PortableNote = z.infer<typeof note>
export type PortableAccount = z.infer<typeof account>
export type PortableContents = z.infer<typeof contents>

export function encodeContents(value: PortableContents): Buffer {
  return Buffer.from(JSON.stringify(contents.parse(value)), 'utf8')
}

/** Null: not what a Fieldpost of this version writes. */
export function decodeContents(bytes: Uint8Array): PortableContents | null {
  try {
    return contents.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).data ?? null
  } catch {
    return null // not UTF-8, or not JSON
  }
}
