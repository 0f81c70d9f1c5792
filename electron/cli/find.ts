import { type AccountRow, listAccounts } from '../../db/accounts.ts'
import { notesOfEntry, type OutboxRow, readNote } from '../../db/outbox.ts'
import { accountLabels } from '../../db/queries/account-labels.ts'
import { conversationById } from '../../db/queries/conversation.ts'
import { noteIdsBeginningWith } from '../../db/queries/note-history.ts'
import { noteTargetOf } from '../../db/queries/people.ts'
import { search } from '../../db/queries/search.ts'
import { type ConversationTarget, conversationIdOf, conversationTarget } from '../../db/queries/targets.ts'
import { failed, type Outcome } from './outcome.ts'
import { oneLine } from './table.ts'
import { text } from './text.ts'
import { accountText } from './text-accounts.ts'
import { noteText } from './text-notes.ts'
import type { Workspace } from './workspace.ts'

/** An account by its number or its label. */
export function findAccount({ journal }: Workspace, word: string): Outcome<AccountRow> {
  const accounts = listAccounts(journal)
  const byNumber = accounts.find((account) => String(account.accountId) === word)
  if (byNumber !== undefined) return { ok: true, value: byNumber }
  const [first, second] = accounts.filter((account) => isSame(account.label, word))
  if (first === undefined) return failed('unknown', accountText.unknown(word))
  return second === undefined ? { ok: true, value: first } : failed('unknown', accountText.several(word))
}

/** Null where no account was named: all of them. */
export function findAccountId(workspace: Workspace, word: string | undefined): Outcome<number | null> {
  if (word === undefined) return { ok: true, value: null }
  const found = findAccount(workspace, word)
  return found.ok ? { ok: true, value: found.value.accountId } : found
}

export interface FoundConversation extends ConversationTarget {
  readonly conversationId: number
}

/** Hits looked at for one whose name, number or address is exactly what was asked for. */
const mostHits = 200

/**
 * A conversation by its local number, by the CRM's id, or by the whole name, phone number or address of its contact;
 * `local:` and `remote:` say which number is meant. More than one is an error that names them.
 */
export function findConversation(workspace: Workspace, word: string): Outcome<FoundConversation> {
  return theOnly(workspace, word, candidates(workspace, word))
}

/**
 * Where a note for `word` goes: the conversation of that name, or where its CRM takes none on it, the person's. Several conversations of
 * one person that come to the same are one.
 */
export function findNoteTarget(workspace: Workspace, word: string): Outcome<FoundConversation> {
  const { replica, journal } = workspace
  const found = candidates(workspace, word)
  const targets = new Set(found.flatMap((id) => noteTargetOf(replica, journal, id)?.conversationId ?? []))
  const [first] = found
  if (first === undefined || targets.size > 0) return theOnly(workspace, word, [...targets])
  const name = conversationTarget(replica, first)?.displayName ?? ''
  return failed('refused', noteText.takesNoNote(oneLine(name, 60)))
}

function candidates(workspace: Workspace, word: string): number[] {
  const [, scope, id = ''] = /^(?:(local|remote):)?(.*)$/s.exec(word.trim()) ?? []
  const byId = new Set([
    ...(scope === 'remote' ? [] : byLocalId(workspace, id)),
    ...(scope === 'local' ? [] : byRemoteId(workspace, id)),
  ])
  return [...(byId.size > 0 || scope !== undefined ? byId : byContact(workspace, id))]
}

function theOnly({ replica, journal }: Workspace, word: string, ids: readonly number[]): Outcome<FoundConversation> {
  const found = ids.flatMap((conversationId) => {
    const target = conversationTarget(replica, conversationId)
    return target === null ? [] : [{ ...target, conversationId }]
  })
  const [first, second] = found
  if (first === undefined) return failed('unknown', text.unknownTarget(oneLine(word, 80)))
  if (second === undefined) return { ok: true, value: first }
  const labels = accountLabels(journal)
  const isOfSeveral = new Set(found.map(({ accountId }) => accountId)).size > 1
  const names = found.slice(0, 5).map(({ conversationId, displayName, accountId }) => {
    const where = isOfSeveral ? ` (${oneLine(labels.get(accountId) ?? '', 30)})` : ''
    return `${conversationId} ${oneLine(displayName, 40)}${where}`
  })
  return failed('unknown', text.ambiguousTarget(oneLine(word, 80), names))
}

function byLocalId({ replica }: Workspace, id: string): number[] {
  const number = /^\d{1,15}$/.test(id) ? Number(id) : null
  return number !== null && conversationTarget(replica, number) !== null ? [number] : []
}

function byRemoteId({ replica, journal }: Workspace, id: string): number[] {
  return listAccounts(journal).flatMap((account) => conversationIdOf(replica, account.accountId, id) ?? [])
}

function byContact({ replica, journal }: Workspace, words: string): Set<number> {
  const { rows } = search(replica, journal, { text: `${words} `, accountId: null, cursor: null, limit: mostHits })
  const digits = words.replace(/[\s()+\-./]/g, '')
  const isNumber = /^\d{5,}$/.test(digits)
  const ids = rows.flatMap((hit) => (hit.kind === 'conversation' ? (hit.conversationId ?? []) : []))
  return new Set(
    ids.filter((id) => {
      const conversation = conversationById(replica, journal, id)
      if (conversation === null) return false
      if (isNumber && conversation.phone?.replace(/\D/g, '') === digits) return true
      return [conversation.displayName, conversation.email].some((known) => known !== null && isSame(known, words))
    }),
  )
}

/** A note by its id, or by the beginning of it. */
export function findNote({ journal }: Workspace, word: string): Outcome<OutboxRow> {
  const prefix = word.toLowerCase()
  const ids = /^[0-9a-f-]{4,36}$/.test(prefix) ? noteIdsBeginningWith(journal, prefix) : []
  if (ids.length > 1) return failed('unknown', text.ambiguousNote(word))
  const note = ids[0] === undefined ? null : readNote(journal, ids[0])
  return note === null ? failed('unknown', text.unknownNote(oneLine(word, 80))) : { ok: true, value: note }
}

/** One note as `findNote` finds it, or by the whole id of an entry all of its notes; never none. */
export function findNotes(workspace: Workspace, word: string): Outcome<readonly [OutboxRow, ...OutboxRow[]]> {
  const found = findNote(workspace, word)
  if (found.ok) return { ok: true, value: [found.value] }
  const [first, ...rest] = notesOfEntry(workspace.journal, word.toLowerCase())
  return first === undefined ? found : { ok: true, value: [first, ...rest] }
}

function isSame(known: string, asked: string): boolean {
  return known.trim().toLocaleLowerCase() === asked.trim().toLocaleLowerCase()
}
