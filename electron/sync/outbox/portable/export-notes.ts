import { v4 as uuidV4 } from 'uuid'
import { type AccountRow, listAccounts, readAccount } from '../../../../db/accounts.ts'
import type { AttachmentStore } from '../../../../db/attachment-store.ts'
import { type Attachment, listAttachments } from '../../../../db/attachments.ts'
import type { Journal } from '../../../../db/connection.ts'
import { insertClaim, type NoteClaim, readClaim } from '../../../../db/note-claims.ts'
import { insertReceipt, matchedRemoteIds, moveNote, type OutboxRow, openNotesOfAccount } from '../../../../db/outbox.ts'
import { readServerClock } from '../../../../db/server-clocks.ts'
import { isRefusedBySystem } from '../../../../db/storage-error.ts'
import { isMadeUp } from '../../../connectors/descriptions.ts'
import type { Clock } from '../../clock.ts'
import { encodeContents, mostFileBytes, type PortableAccount, type PortableNote } from './contents.ts'
import { type KeyCost, seal, sealedBytes } from './file-format.ts'

export interface ExportSurroundings {
  readonly journal: Journal
  readonly clock: Pick<Clock, 'nowMs'>
  /** Where the notes' files are. */
  readonly attachments: Pick<AttachmentStore, 'read'>
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  /** Shortest passphrase, in characters as people count them. */
  readonly minPassphraseCharacters: number
  /** Makes room for a file of this size, in bytes. Throws where there is none: then nothing has changed. Without it nobody asks. */
  readonly reserve?: (bytes: number) => void
  /** Of the key derivation; the usual one by default. */
  readonly cost?: KeyCost
}

export interface ExportRequest {
  /** Null: the notes of all accounts. */
  readonly accountId: number | null
  readonly passphrase: string
}

export type ExportResult =
  | {
      readonly ok: true
      readonly file: Buffer
      /** How many notes are in the file. */
      readonly notes: number
      /** Unsent notes that are not in the file, and stay here as they were. */
      readonly leftOut: readonly LeftOutNote[]
    }
  | { readonly ok: false; readonly problem: 'passphrase_too_short' }
  | { readonly ok: false; readonly problem: 'nothing_to_save'; readonly leftOut: readonly LeftOutNote[] }

interface LeftOutNote {
  readonly noteId: string
  readonly conversationName: string
  /**
   * `taken_over`: it came here from another machine's file, and is that machine's to hand on. `edit`: a change of a note that the CRM has.
   * `file_missing`: a file of it is gone from this machine. `file_unreadable`: another program holds it, or the disk cannot read it.
   * `files_too_large`: its files do not fit into what one file carries.
   */
  readonly reason: 'taken_over' | 'edit' | 'file_missing' | 'file_unreadable' | 'files_too_large'
}

/** A clock that no CRM has been compared with yet may be this wrong. */
const unknownClockMs = 24 * 3_600_000

/**
 * Puts the unsent notes of one account, or of all, into an encrypted file for one other machine. The notes stay here and are still sent
 * from here, but from now on only in this machine's turns: that is durable in the journal before the file exists. The caller writes the
 * file (readable by the user alone, flushed, renamed into place), refreshes the journal's backup and wakes the outbox.
 */
export async function exportNotes(
  surroundings: ExportSurroundings,
  { accountId, passphrase }: ExportRequest,
): Promise<ExportResult> {
  const { journal, clock, randomBytes, cost, minPassphraseCharacters } = surroundings
  if ([...passphrase].length < minPassphraseCharacters) return { ok: false, problem: 'passphrase_too_short' }
  const only = accountId === null ? null : readAccount(journal, accountId)
  const chosen = accountId === null ? listAccounts(journal) : only === null ? [] : [only]
  // The sample workspace is another one on every machine.
  const portable = chosen.filter((account) => !isMadeUp(account.provider))
  const exportedAtMs = clock.nowMs()
  const files = new CarriedFiles(surroundings.attachments)
  const { saved, accounts, contents } = journal.write(() => {
    const saved = portable.map((account) => claimNotes(surroundings, account, files, exportedAtMs))
    const accounts = saved.map((each) => each.account).filter((account) => account.notes.length > 0)
    const contents = encodeContents({ exportedAtMs, accounts, files: files.encoded() })
    if (accounts.length > 0) surroundings.reserve?.(sealedBytes(contents.length))
    return { saved, accounts, contents }
  })
  const notes = accounts.reduce((sum, account) => sum + account.notes.length, 0)
  const leftOut = saved.flatMap((each) => each.leftOut)
  if (notes === 0) return { ok: false, problem: 'nothing_to_save', leftOut }
  const options = { passphrase, randomBytes, ...(cost === undefined ? {} : { cost }) }
  const file = await seal(contents, options)
  return { ok: true, file, notes, leftOut }
}

/** What of the notes' files goes into the file, each once. */
class CarriedFiles {
  readonly #store: Pick<AttachmentStore, 'read'>
  readonly #contents = new Map<string, Uint8Array>()
  #bytes = 0

  constructor(store: Pick<AttachmentStore, 'read'>) {
    this.#store = store
  }

  /** Takes all of them along, or none and says why. */
  take(attachments: readonly Attachment[]): 'file_missing' | 'file_unreadable' | 'files_too_large' | null {
    const added = new Map<string, Uint8Array>()
    for (const { contentHash } of attachments) {
      if (this.#contents.has(contentHash) || added.has(contentHash)) continue
      const content = this.#read(contentHash)
      if (content === null) return 'file_missing'
      if (content === 'unreadable') return 'file_unreadable'
      added.set(contentHash, content)
    }
    const bytes = [...added.values()].reduce((sum, content) => sum + content.length, 0)
    if (this.#bytes + bytes > mostFileBytes) return 'files_too_large'
    this.#bytes += bytes
    for (const [contentHash, content] of added) this.#contents.set(contentHash, content)
    return null
  }

  #read(contentHash: string): Uint8Array | null | 'unreadable' {
    try {
      return this.#store.read(contentHash)
    } catch (error) {
      if (isRefusedBySystem(error)) return 'unreadable'
      throw error
    }
  }

  encoded(): { contentHash: string; base64: string }[] {
    return [...this.#contents].map(([contentHash, content]) => ({
      contentHash,
      base64: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
    }))
  }
}

function claimNotes(
  surroundings: ExportSurroundings,
  account: AccountRow,
  files: CarriedFiles,
  nowMs: number,
): { readonly account: PortableAccount; readonly leftOut: readonly LeftOutNote[] } {
  const rows = openNotesOfAccount(surroundings.journal, account.accountId)
  const notes: PortableNote[] = []
  const leftOut: LeftOutNote[] = []
  for (const row of rows) {
    const result = claimed(surroundings, account, row, files, nowMs)
    const { noteId, conversationName } = row
    if (typeof result === 'string') leftOut.push({ noteId, conversationName, reason: result })
    else if (result !== null) notes.push(result)
  }
  const { provider, baseUrl, label, organizationName, userRemoteId, userName } = account
  return {
    account: { provider, baseUrl, label, organizationName, userRemoteId, userName, notes },
    leftOut,
  }
}

/** The note as the file tells it, with its claim durable here; or why it stays here. Null: it is not unsent. */
function claimed(
  { journal, randomBytes }: ExportSurroundings,
  account: AccountRow,
  row: OutboxRow,
  files: CarriedFiles,
  nowMs: number,
): PortableNote | LeftOutNote['reason'] | null {
  if (row.state === 'delivered' || row.state === 'discarded') return null
  if (row.kind === 'edit') return 'edit'
  const known = readClaim(journal, row.noteId)
  if (known?.role === 'importer') return 'taken_over'
  const attachments = listAttachments(journal, row.entryId)
  const problem = files.take(attachments)
  if (problem !== null) return problem
  const claim = known ?? newClaim(journal, account, row, uuidV4({ random: randomBytes(16) }), nowMs)
  insertClaim(journal, claim)
  const cause = JSON.stringify({ kind: 'exported', claimToken: claim.claimToken })
  // An engine that has read the note, and not yet its claim, must not send it: the change of revision stops it. What is on its way
  // already must still be able to come back.
  if (row.state === 'sending') insertReceipt(journal, row.noteId, nowMs, row.state, row.state, cause)
  else moveNote(journal, row, { state: row.state }, cause, nowMs)
  return {
    noteId: row.noteId,
    entryId: row.entryId,
    form: row.form,
    attachments: attachments.map(({ position: _, ...attachment }) => attachment),
    claimToken: claim.claimToken,
    conversationRemoteId: row.conversationRemoteId,
    leadRemoteId: row.leadRemoteId,
    conversationName: row.conversationName,
    text: row.text,
    createdAtMs: row.createdAtMs,
    sinceServerMs: claim.sinceServerMs,
    state: row.state,
    attempts: row.attempts,
    sentAtMs: row.sentAtMs,
    gaveUpAtMs: row.gaveUpAtMs,
    trouble: row.trouble,
    needsAnswer: row.needsAnswer,
    remoteActivityId: row.remoteActivityId,
    excludedRemoteIds: excludedFor(journal, row, claim),
  }
}

function newClaim(journal: Journal, account: AccountRow, row: OutboxRow, claimToken: string, nowMs: number): NoteClaim {
  const clock = readServerClock(journal, account.accountId)
  return {
    noteId: row.noteId,
    claimToken,
    role: 'origin',
    claimedAtMs: nowMs,
    sinceServerMs: row.createdAtMs + (clock?.offsetMs ?? -unknownClockMs),
    authors: [],
    excludedRemoteIds: [],
    isVouchedAbsent: false,
  }
}

/** Without what the note itself is tied to while its user is being asked. */
function excludedFor(journal: Journal, row: OutboxRow, claim: NoteClaim): string[] {
  const matched = matchedRemoteIds(journal, row.accountId, row.conversationRemoteId)
  if (row.remoteActivityId !== null) matched.delete(row.remoteActivityId)
  return [...new Set([...matched, ...claim.excludedRemoteIds])]
}
