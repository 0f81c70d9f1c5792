import { type AccountRow, listAccounts, readAccount } from '../../../../db/accounts.ts'
import type { AttachmentStore } from '../../../../db/attachment-store.ts'
import { appendAttachment, listAttachments } from '../../../../db/attachments.ts'
import type { Journal, Replica } from '../../../../db/connection.ts'
import { insertClaim, readClaim } from '../../../../db/note-claims.ts'
import { type OutboxRow, readNote } from '../../../../db/outbox.ts'
import { insertTakenOverNote, reviveNote, type TakenOverNote } from '../../../../db/portable-notes.ts'
import { conversationIdOf } from '../../../../db/queries/targets.ts'
import type { Clock } from '../../clock.ts'
import { decodeContents, type PortableAccount, type PortableContents, type PortableNote } from './contents.ts'
import { type OpenProblem, open } from './file-format.ts'

export interface ImportSurroundings {
  readonly journal: Journal
  readonly replica: Replica
  readonly clock: Pick<Clock, 'nowMs'>
  /** Where the notes' files go. */
  readonly attachments: Pick<AttachmentStore, 'addBytes'>
}

type ImportedNote = {
  readonly noteId: string
  readonly conversationName: string
  readonly accountLabel: string
} & (
  | {
      readonly outcome: 'imported'
      readonly accountId: number
      /** The conversation is not in the replica (yet): the note is sent to it all the same. */
      readonly isConversationHere: boolean
    }
  /** Nothing was changed: it was written here, or taken over before. `state` is what has become of it. */
  | { readonly outcome: 'already_here'; readonly state: OutboxRow['state'] }
  /** No account of that CRM and organization is connected here: connect one, then read the file again. */
  | { readonly outcome: 'account_not_connected' }
)

export type ImportResult =
  | { readonly ok: true; readonly exportedAtMs: number; readonly notes: readonly ImportedNote[] }
  | { readonly ok: false; readonly problem: OpenProblem }

/**
 * Takes the notes of a file over, all in one transaction: durable when this resolves. They are sent from here too, in this machine's
 * turns, unless the machine that wrote the file was faster. Reading a file again adds nothing. The caller refreshes the journal's backup
 * and wakes the outbox.
 */
export async function importNotes(
  surroundings: ImportSurroundings,
  { file, passphrase }: { readonly file: Uint8Array; readonly passphrase: string },
): Promise<ImportResult> {
  const opened = await open(file, passphrase)
  if (!opened.ok) return opened
  const contents = decodeContents(opened.contents)
  if (contents === null) return { ok: false, problem: 'damaged' }
  const { journal } = surroundings
  if (!storeFiles(surroundings, contents)) return { ok: false, problem: 'damaged' }
  const notes = journal.write(() =>
    contents.accounts.flatMap((from) => {
      const account = accountFor(listAccounts(journal), from)
      return from.notes.map((note) => takeOver(surroundings, from, account, note))
    }),
  )
  return { ok: true, exportedAtMs: contents.exportedAtMs, notes }
}

/** The files of all notes that will be taken over, before any note refers to them. False: one is not what it should be. */
function storeFiles({ journal, attachments }: ImportSurroundings, { accounts, files }: PortableContents): boolean {
  const known = listAccounts(journal)
  const wanted = accounts
    .filter((from) => accountFor(known, from) !== null)
    .flatMap((from) => from.notes.flatMap((note) => note.attachments))
  const contents = new Map(files.map(({ contentHash, base64 }) => [contentHash, base64]))
  return [...new Set(wanted.map(({ contentHash }) => contentHash))].every((contentHash) => {
    const base64 = contents.get(contentHash)
    return base64 !== undefined && attachments.addBytes(Buffer.from(base64, 'base64')).contentHash === contentHash
  })
}

/** The same user's account where there is one, else one of the same organization: a colleague may send the notes for the writer. */
function accountFor(accounts: readonly AccountRow[], from: PortableAccount): AccountRow | null {
  const atSameCrm = accounts.filter(
    (account) => account.provider === from.provider && hostOf(account.baseUrl) === hostOf(from.baseUrl),
  )
  const sameUser = atSameCrm.find((account) => account.userRemoteId === from.userRemoteId)
  const colleague = atSameCrm.find(
    (account) => from.organizationName !== null && account.organizationName === from.organizationName,
  )
  return sameUser ?? colleague ?? null
}

function hostOf(baseUrl: string): string {
  return URL.parse(baseUrl)?.host ?? baseUrl
}

function takeOver(
  { journal, replica, clock }: ImportSurroundings,
  from: PortableAccount,
  account: AccountRow | null,
  note: PortableNote,
): ImportedNote {
  const { noteId, conversationName, claimToken } = note
  const told = { noteId, conversationName, accountLabel: from.label }
  const known = readNote(journal, noteId)
  const isLeftBehind = known?.state === 'discarded' && readAccount(journal, known.accountId) === null
  if (known !== null && !isLeftBehind) return { ...told, outcome: 'already_here', state: known.state }
  if (account === null) return { ...told, outcome: 'account_not_connected' }
  const { accountId } = account
  const nowMs = clock.nowMs()
  const cause = JSON.stringify({ kind: 'imported', claimToken })
  const taken = takenOver(accountId, note)
  const hasFiles = listAttachments(journal, taken.entryId).length > 0
  if (!hasFiles) for (const attachment of note.attachments) appendAttachment(journal, taken.entryId, attachment)
  if (known === null) insertTakenOverNote(journal, taken, cause, nowMs)
  else reviveNote(journal, known, taken, cause, nowMs)
  insertClaim(journal, {
    noteId,
    claimToken,
    // Who had the note before its account was removed here is still the machine that wrote the file.
    role: readClaim(journal, noteId)?.role ?? 'importer',
    claimedAtMs: nowMs,
    sinceServerMs: note.sinceServerMs,
    authors: [{ remoteId: from.userRemoteId, name: from.userName }],
    excludedRemoteIds: note.excludedRemoteIds,
    isVouchedAbsent: false,
  })
  const isConversationHere = conversationIdOf(replica, accountId, note.conversationRemoteId) !== null
  return { ...told, outcome: 'imported', accountId, isConversationHere }
}

function takenOver(accountId: number, note: PortableNote): TakenOverNote {
  const { claimToken: _, sinceServerMs: __, excludedRemoteIds: ___, attachments: ____, ...written } = note
  const columns = { ...written, entryId: note.entryId ?? note.noteId }
  switch (note.state) {
    case 'held':
    case 'queued':
      return { ...columns, accountId, state: 'queued' }
    case 'sending':
      // The machine that wrote the file waited for an answer when it did.
      return { ...columns, accountId, state: 'in_doubt', gaveUpAtMs: null, needsAnswer: false }
    case 'in_doubt':
    case 'rejected':
      return { ...columns, accountId, state: note.state }
    default:
      return note.state satisfies never
  }
}
