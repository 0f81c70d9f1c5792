import type { z } from 'zod'
import { conversationById } from '../../db/queries/conversation.ts'
import { eventDetailOf } from '../../db/queries/event-detail.ts'
import type { InboxRow, TimelineRow } from '../../db/queries/shapes.ts'
import { conversationTarget } from '../../db/queries/targets.ts'
import type { exportShape, inboxShape } from './output-shapes.ts'
import { moment, shownOutboxNote } from './shown.ts'
import { oneLine, printable } from './table.ts'
import { noteWords } from './text.ts'
import type { Workspace } from './workspace.ts'

type Row = z.output<typeof inboxShape>['conversations'][number]
type Conversation = z.output<typeof exportShape>['conversation']
type TimelineEntry = z.output<typeof exportShape>['timeline'][number]

export function shownRow({ replica }: Workspace, row: InboxRow): Row {
  const { displayName, lastEventAtMs, hasDraft: _, ...rest } = row
  const remoteId = conversationTarget(replica, row.id)?.remoteId ?? ''
  return { ...rest, remoteId, name: displayName, lastEventAt: moment(lastEventAtMs) }
}

/** Null where the CRM does not show it (any more). */
export function shownConversation(workspace: Workspace, conversationId: number): Conversation | null {
  const found = conversationById(workspace.replica, workspace.journal, conversationId)
  if (found === null) return null
  const { email, accountLabel, lead } = found
  return {
    ...shownRow(workspace, found),
    email,
    accountLabel,
    stage: lead?.stage ?? null,
    source: lead?.source ?? null,
  }
}

/** A row of the timeline, with the fullest text that is kept of it. */
export function shownEntry({ replica }: Workspace, row: TimelineRow): TimelineEntry {
  if (row.kind === 'note') return { kind: 'note', at: moment(row.atMs), note: shownOutboxNote(row.note) }
  const detail = eventDetailOf(replica, row.id)
  const texts = [detail?.description, detail?.summary, row.description, row.summary]
  return {
    kind: 'activity',
    id: row.id,
    at: moment(row.atMs),
    type: row.type,
    direction: row.direction,
    status: row.status,
    author: row.authorName,
    text: longest(texts),
    noteId: row.noteId,
  }
}

function longest(texts: readonly (string | null | undefined)[]): string | null {
  return texts.reduce<string | null>(
    (kept, each) => (each && (kept === null || each.length > kept.length) ? each : kept),
    null,
  )
}

/** For people: one line that says when, what and who, then the text, set in. */
export function entryLines(entry: TimelineEntry): string[] {
  const who = entry.kind === 'note' ? 'Note, not in the CRM yet' : headOf(entry)
  const body = entry.kind === 'note' ? entry.note.text : (entry.text ?? '')
  const state =
    entry.kind === 'note' ? ` (${noteWords(entry.note.state, entry.note.trouble, entry.note.needsAnswer)})` : ''
  return [
    `${entry.at}  ${oneLine(who, 80)}${state}`,
    ...printable(body)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `    ${line}`),
  ]
}

export function headOf(entry: Extract<TimelineEntry, { kind: 'activity' }>): string {
  return [entry.type, entry.direction, entry.author, entry.status]
    .filter((part) => part !== null && part !== '')
    .join(', ')
}
