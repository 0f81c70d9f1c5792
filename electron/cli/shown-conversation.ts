import type { z } from 'zod'
import { readAccount } from '../../db/accounts.ts'
import { plainTextOf } from '../../db/plain-text.ts'
import { conversationById } from '../../db/queries/conversation.ts'
import { eventDetailOf } from '../../db/queries/event-detail.ts'
import { samePerson } from '../../db/queries/people.ts'
import type { InboxRow, TimelineRow } from '../../db/queries/shapes.ts'
import { conversationTarget } from '../../db/queries/targets.ts'
import { crmOf } from './accounts/provider.ts'
import { megabytes } from './megabytes.ts'
import type { exportShape, inboxShape, noteShape } from './output-shapes.ts'
import { moment, shownOutboxNote } from './shown.ts'
import { oneLine, printable } from './table.ts'
import { noteWords, text } from './text.ts'
import { noteText } from './text-notes.ts'
import type { Workspace } from './workspace.ts'

type Row = z.output<typeof inboxShape>['conversations'][number]
type Conversation = z.output<typeof exportShape>['conversation']
type Note = z.output<typeof noteShape>
type TimelineEntry = z.output<typeof exportShape>['timeline'][number]

export function shownRow({ replica }: Workspace, row: InboxRow): Row {
  const { displayName, lastEventAtMs, accountLabel: _, hasDraft: __, ...rest } = row
  const remoteId = conversationTarget(replica, row.id)?.remoteId ?? ''
  return { ...rest, remoteId, name: displayName, lastEventAt: moment(lastEventAtMs) }
}

/** Null where the CRM does not show it (any more). */
export function shownConversation(workspace: Workspace, conversationId: number): Conversation | null {
  const found = conversationById(workspace.replica, workspace.journal, conversationId)
  if (found === null) return null
  const { email, accountLabel, lead, noteTarget } = found
  return {
    ...shownRow(workspace, found),
    email,
    accountLabel,
    stage: lead?.stage ?? null,
    source: lead?.source ?? null,
    score: lead?.score ?? null,
    noteTargetId: noteTarget?.conversationId ?? null,
    samePerson: shownPeople(workspace, conversationId),
  }
}

/** The same person elsewhere, and whom the user said to be somebody else. */
export function shownPeople({ replica, journal }: Workspace, conversationId: number): Conversation['samePerson'] {
  return samePerson(replica, journal, conversationId).map((person) => ({
    id: person.conversationId,
    accountId: person.accountId,
    accountLabel: person.accountLabel,
    name: person.displayName,
    phone: person.phone,
    email: person.email,
    stage: person.stage,
    lastEventAt: moment(person.lastEventAtMs),
    matchedBy: person.matchedBy,
    isSeparated: person.isSeparated,
    takesNotes: person.takesNotes,
  }))
}

/** Whether the account's CRM lets one's own notes be changed. */
export function canEditNotes({ journal }: Workspace, accountId: number): boolean {
  const account = readAccount(journal, accountId)
  return account !== null && crmOf(account).capabilities.note.edits
}

/** A row of the timeline, with the fullest text that is kept of it; of HTML what it says. `canEdit`: the CRM lets notes be changed. */
export function shownEntry({ replica }: Workspace, row: TimelineRow, canEdit: boolean): TimelineEntry {
  if (row.kind === 'note') return { kind: 'note', at: moment(row.atMs), note: shownOutboxNote(row.note) }
  const detail = row.isHtml ? null : eventDetailOf(replica, row.id)
  const texts = row.isHtml
    ? [row.summary ?? (row.description === null ? null : plainTextOf(row.description).trim())]
    : [detail?.description, detail?.summary, row.description, row.summary]
  return {
    kind: 'activity',
    id: row.id,
    at: moment(row.atMs),
    type: row.type,
    direction: row.direction,
    status: row.status,
    author: row.authorName,
    text: longest(texts),
    isMine: row.isMine,
    isEditable: row.isEditable && canEdit,
    pendingEdit: row.pendingEdit === null ? null : shownOutboxNote(row.pendingEdit),
    noteId: row.noteId,
  }
}

function longest(texts: readonly (string | null | undefined)[]): string | null {
  return texts.reduce<string | null>(
    (kept, each) => (each && (kept === null || each.length > kept.length) ? each : kept),
    null,
  )
}

/** For people: where else the person is. */
export function samePersonLines({ samePerson }: Conversation): string[] {
  const same = samePerson.filter((person) => !person.isSeparated)
  const names = same.map(({ id, name, accountLabel }) => `${id} ${oneLine(name, 40)} (${oneLine(accountLabel, 30)})`)
  return names.length === 0 ? [] : [noteText.samePerson(names)]
}

/** For people: one line that says when, what and who, then the text, set in. */
export function entryLines(entry: TimelineEntry): string[] {
  const who = entry.kind === 'note' ? 'Note, not in the CRM yet' : headOf(entry)
  const body = entry.kind === 'note' ? entry.note.text : (entry.text ?? '')
  const state =
    entry.kind === 'note' ? ` (${noteWords(entry.note.state, entry.note.trouble, entry.note.needsAnswer)})` : ''
  const edit = entry.kind === 'note' ? null : entry.pendingEdit
  return [
    `${entry.at}  ${oneLine(who, 80)}${state}`,
    ...indented(body),
    ...(entry.kind === 'note' ? attachmentLines(entry.note.attachments) : []),
    ...(edit === null ? [] : [`    ${text.changing(noteWords(edit.state, edit.trouble, edit.needsAnswer))}`]),
    ...(edit === null ? [] : indented(edit.text)),
  ]
}

function indented(body: string): string[] {
  return printable(body)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `    ${line}`)
}

export function attachmentLines(attachments: Note['attachments']): string[] {
  return attachments.map(
    ({ fileName, bytes, isUploaded }) =>
      `    ${noteText.attached(oneLine(fileName, 80), megabytes(bytes), isUploaded)}`,
  )
}

export function headOf(entry: Extract<TimelineEntry, { kind: 'activity' }>): string {
  return [entry.type, entry.direction, entry.author, entry.status]
    .filter((part) => part !== null && part !== '')
    .join(', ')
}
