import type { ActivityRecord, NoteForm } from '../connector.ts'
import { hasMarkup, htmlToText, textToHtml } from './html-to-text.ts'
import { fieldsWithout, filled } from './payload.ts'
import { parseTimestamp } from './timestamps.ts'
import type { NoteWire, PersonWire } from './wire.ts'

/** A note in the replica's words. Its author has no id: the e-mail address, in lower case, stands for it. */
export function toNote(wire: NoteWire, prospectId: string): ActivityRecord {
  const content = wire.content ?? ''
  return {
    ...noteOn(prospectId),
    remoteId: wire.id,
    status: statusWord(wire.status ?? null, wire.visibility ?? null),
    summary: htmlToText(content),
    description: content,
    authorId: emailOf(wire.author),
    authorName: nameOf(wire.author),
    createdAtMs: parseTimestamp(wire.createdAt) ?? 0, // the schema has refused what does not parse
    extra: fieldsWithout(wire, ['id', 'prospectId', 'content', 'author', 'createdAt']),
  }
}

interface SentNote {
  readonly noteId: string
  readonly prospectId: string
  readonly text: string
  readonly form: NoteForm
  readonly author: string | null
  readonly createdAtMs: number
}

/** A note whose creation was answered with nothing but its id: as it will probably look, until the list shows it. */
export function toSentNote(sent: SentNote): ActivityRecord {
  const { status, visibility } = flagsOf(sent.form)
  const content = sent.form.format === 'html' ? sent.text : textToHtml(sent.text)
  return {
    ...noteOn(sent.prospectId),
    remoteId: sent.noteId,
    status: statusWord(status, visibility),
    summary: htmlToText(content),
    description: content,
    authorId: sent.author,
    authorName: null,
    createdAtMs: sent.createdAtMs,
    isPartial: true,
    extra: { visibility, status },
  }
}

/**
 * A note's content as it is sent: as the user wrote it. The API takes text and HTML in one field and does not say how it
 * tells them apart, so plain text that could be taken for HTML is sent as the HTML that shows it.
 */
export function contentOf(text: string, form: NoteForm): string {
  const isInDanger = form.format === 'plain' && (hasMarkup(text) || /&#?[a-z0-9]+;/i.test(text))
  return isInDanger ? textToHtml(text) : text
}

/** Visibility and status as the API writes them (saleshandy.md section 4). */
export function flagsOf(form: NoteForm): { readonly visibility: '1' | '2'; readonly status: '0' | '1' } {
  return { visibility: form.visibility === 'private' ? '2' : '1', status: form.isDraft ? '0' : '1' }
}

export function emailOf(person: PersonWire | null | undefined): string | null {
  return filled(person?.email)?.trim().toLowerCase() ?? null
}

export function nameOf(person: PersonWire | null | undefined): string | null {
  const full = [person?.firstName, person?.lastName].flatMap((part) => filled(part) ?? []).join(' ')
  return filled(full) ?? filled(person?.name) ?? filled(person?.email)
}

function noteOn(prospectId: string) {
  return {
    conversationRemoteId: prospectId,
    leadRemoteId: prospectId,
    type: 'Note',
    category: 'Notes',
    direction: null,
    statusReason: null,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    isHtml: true,
  } as const
}

/** What sets a note apart from any other; null for a published one that the whole team sees. */
function statusWord(status: string | null, visibility: string | null): string | null {
  if (status === '0') return 'Draft'
  return visibility === '2' ? 'Private' : null
}
