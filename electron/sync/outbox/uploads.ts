import { type Attachment, listAttachments, readUpload, recordUpload } from '../../../db/attachments.ts'
import { notesOfEntry, type OutboxRow, receiptsOf } from '../../../db/outbox.ts'
import { isRefusedBySystem } from '../../../db/storage-error.ts'
import type { AttachmentFile, Failure } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { refusedUploads } from './refusals.ts'

/** How often progress is told, ms: a screen cannot show more. */
const toldEveryMs = 100
/** How often a note's files are uploaded anew, beside the times that another note of its entry got what was uploaded. */
const mostRenewals = 3

type Uploaded =
  | { readonly kind: 'uploaded'; readonly remoteId: string }
  | { readonly kind: 'missing'; readonly fileName: string }
  /** The CRM does not take it, however often it is tried. */
  | { readonly kind: 'refused'; readonly fileName: string; readonly reason: string }
  /** `failure` null: it is here, and cannot be read at the moment. */
  | { readonly kind: 'failed'; readonly fileName: string; readonly failure: Failure | null }
  /** The CRM has it, and the disk would not take that. */
  | { readonly kind: 'storage_trouble' }

export type UploadedAll =
  | { readonly kind: 'uploaded'; readonly remoteIds: readonly string[] }
  | Exclude<Uploaded, { kind: 'uploaded' }>

/** Brings files of entries to the CRM, each once an entry: the notes of one entry share what was uploaded. */
export class Uploads {
  readonly #context: AccountContext
  readonly #underway = new Map<string, Promise<Uploaded>>()

  constructor(context: AccountContext) {
    this.#context = context
  }

  /** All files of the note's entry, in the user's order. A file that a note of the entry is uploading now is waited for. */
  async upload(note: OutboxRow): Promise<UploadedAll> {
    const remoteIds: string[] = []
    for (const attachment of listAttachments(this.#context.journal, note.entryId)) {
      const uploaded = await this.#uploadOnce(note.entryId, attachment)
      if (uploaded.kind !== 'uploaded') return uploaded
      remoteIds.push(uploaded.remoteId)
    }
    return { kind: 'uploaded', remoteIds }
  }

  /** Remote ids of what the CRM has already, in the user's order. */
  knownOf(note: OutboxRow): string[] {
    const { journal, accountId } = this.#context
    return listAttachments(journal, note.entryId).flatMap(
      ({ contentHash }) => readUpload(journal, note.entryId, accountId, contentHash) ?? [],
    )
  }

  /**
   * Whether the CRM, which refused the note for its uploaded files, may take it with new uploads: it may have let go of those that were not
   * made for this attempt (`areOld`), and may give each to one note alone. Then every refusal has a winner among the other notes of the
   * entry. A note that was in doubt may be the winner itself, of an earlier attempt: that is for the user to see.
   */
  mayHelpAnew(note: OutboxRow, areOld: boolean): boolean {
    const { journal, accountId } = this.#context
    const others = notesOfEntry(journal, note.entryId).filter(
      (each) => each.accountId === accountId && each.noteId !== note.noteId,
    )
    const { refusals, wasInDoubt } = refusedUploads(receiptsOf(journal, note.noteId))
    if (wasInDoubt || (others.length === 0 && !areOld)) return false
    const winners = others.filter(({ state }) => state === 'delivered' || state === 'sending' || state === 'in_doubt')
    return refusals < mostRenewals + winners.length
  }

  #uploadOnce(entryId: string, attachment: Attachment): Promise<Uploaded> {
    const { journal, accountId } = this.#context
    const known = readUpload(journal, entryId, accountId, attachment.contentHash)
    if (known !== null) return Promise.resolve({ kind: 'uploaded', remoteId: known })
    const key = `${entryId} ${attachment.contentHash}`
    const underway = this.#underway.get(key)
    if (underway !== undefined) return underway
    const begun = this.#upload(entryId, attachment).finally(() => this.#underway.delete(key))
    this.#underway.set(key, begun)
    return begun
  }

  async #upload(entryId: string, { fileName, mediaType, contentHash }: Attachment): Promise<Uploaded> {
    const { connector, journal, accountId, clock } = this.#context
    const bytes = this.#read(contentHash)
    if (bytes === null) return { kind: 'missing', fileName }
    if (bytes === 'unreadable') return { kind: 'failed', fileName, failure: null }
    if (connector.uploadAttachment === undefined) {
      return { kind: 'refused', fileName, reason: 'This CRM takes no files.' }
    }
    const file: AttachmentFile = { fileName, mediaType, bytes }
    const outcome = await connector.uploadAttachment(file, this.#teller(entryId, contentHash, bytes.length))
    if (!outcome.ok) {
      const { failure } = outcome
      return failure.kind === 'rejected'
        ? { kind: 'refused', fileName, reason: failure.reason }
        : { kind: 'failed', fileName, failure }
    }
    this.#context.succeeded()
    const { remoteId } = outcome.value
    const upload = { entryId, accountId, contentHash, remoteId, uploadedAtMs: clock.nowMs() }
    const stored = this.#context.guardStorage(() => recordUpload(journal, upload))
    if (stored === 'storage_trouble') return { kind: 'storage_trouble' }
    this.#context.announce([{ kind: 'outbox' }])
    return { kind: 'uploaded', remoteId }
  }

  /** A virus scanner, permissions or a bad sector hold up the notes with this file, and nothing else. */
  #read(contentHash: string): Uint8Array | null | 'unreadable' {
    try {
      return this.#context.readAttachment(contentHash)
    } catch (error) {
      if (isRefusedBySystem(error)) return 'unreadable'
      throw error
    }
  }

  #teller(entryId: string, contentHash: string, totalBytes: number): (sentBytes: number) => void {
    const { clock, uploadProgressed } = this.#context
    let toldAtMs = Number.NEGATIVE_INFINITY
    return (sentBytes) => {
      const nowMs = clock.monotonicMs()
      if (sentBytes < totalBytes && nowMs - toldAtMs < toldEveryMs) return
      toldAtMs = nowMs
      uploadProgressed({ entryId, contentHash, sentBytes: Math.min(sentBytes, totalBytes), totalBytes })
    }
  }
}
