import type { ActivityRecord, ConversationRecord, EventDetailRecord, QuarantinedItem } from '../connector.ts'
import { hasMarkup, htmlToText, textToHtml } from './html-to-text.ts'
import { type Fields, fieldsWithout, filled, isFields, quarantine, textIn } from './payload.ts'
import { parseTimestamp } from './timestamps.ts'
import type { MessageWire, ThreadWire } from './wire.ts'

const threadPrefix = 'thread:'
const messagePrefix = 'message:'

export function threadRemoteId(threadId: string): string {
  return threadPrefix + threadId
}

/** Null: not a thread's; a prospect's then. */
export function threadIdOf(conversationRemoteId: string): string | null {
  return conversationRemoteId.startsWith(threadPrefix) ? conversationRemoteId.slice(threadPrefix.length) : null
}

/** A message is asked for by its thread and its own id, so its name in the replica has both. */
function messageRemoteId(threadId: string, messageId: string): string {
  return `${messagePrefix}${encodeURIComponent(threadId)}/${encodeURIComponent(messageId)}`
}

/** Null: not a message's; a note's then. */
export function messageIdsOf(
  activityRemoteId: string,
): { readonly threadId: string; readonly messageId: string } | null {
  if (!activityRemoteId.startsWith(messagePrefix)) return null
  const [threadId, messageId] = activityRemoteId.slice(messagePrefix.length).split('/').map(decoded)
  return threadId === undefined || messageId === undefined ? null : { threadId, messageId }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // not of our making; the CRM says what it makes of it
  }
}

export function toThread(wire: ThreadWire): ConversationRecord {
  const columns = { subject: wire.subject, senderEmail: wire.senderEmail, senderName: wire.senderName }
  const [firstName, ...lastName] = (filled(wire.senderName) ?? '').trim().split(/\s+/)
  return {
    remoteId: threadRemoteId(wire.id),
    leadRemoteId: null,
    firstName: filled(firstName),
    lastName: filled(lastName.join(' ')),
    phone: null,
    email: filled(wire.senderEmail),
    snippet: filled(wire.subject) ?? filled(wire.snippet),
    lastEventAtMs: parseTimestamp(wire.lastMessageTimestamp),
    status: null,
    statusReason: null,
    outcome: filled(wire.sentiment),
    nextStep: null,
    isUnread: isUnread(wire.isRead ?? null),
    isArchived: false,
    archivedAtMs: null,
    takesNotes: false,
    extra: fieldsWithout(wire, ['id', ...Object.keys(columns), 'lastMessageTimestamp', 'isRead', 'sentiment']),
  }
}

/** Where it is not said, a thread does not ask for attention. */
function isUnread(isRead: string | null): boolean {
  return isRead === '0' || isRead?.toLowerCase() === 'false'
}

/** The places in which a message's parts may stand: no document names them (saleshandy.md section 3). */
const places = {
  id: ['id', 'emailId', 'messageId', '_id'],
  at: ['timestamp', 'sentAt', 'receivedAt', 'date', 'createdAt', 'sentDate', 'lastMessageTimestamp', 'time'],
  html: ['body', 'content', 'html', 'htmlBody', 'bodyHtml', 'htmlContent'],
  text: ['textContent', 'text', 'plainText', 'bodyText', 'textBody', 'snippet', 'preview'],
  from: ['from', 'sender', 'senderEmail', 'fromEmail'],
  direction: ['direction', 'type', 'emailType'],
} as const

interface MappedMessages {
  readonly activities: readonly ActivityRecord[]
  readonly quarantined: readonly QuarantinedItem[]
}

/** A thread's messages; those without an id or a time go to the quarantine. */
export function toMessages(
  threadId: string,
  otherSide: string | null,
  messages: readonly MessageWire[],
): MappedMessages {
  const activities: ActivityRecord[] = []
  const quarantined: QuarantinedItem[] = []
  for (const wire of messages) {
    const id = idIn(wire)
    const createdAtMs = timeIn(wire)
    if (id !== null && createdAtMs !== null) {
      activities.push(toMessage(wire, { threadId, id, createdAtMs, otherSide }))
      continue
    }
    const issues = [...(id === null ? ['id: expected an id'] : []), ...(createdAtMs === null ? noTime : [])]
    quarantined.push(quarantine('conversations', wire, issues))
  }
  return { activities, quarantined }
}

const noTime = ['timestamp: expected an ISO 8601 date-time']

interface Place {
  readonly threadId: string
  readonly id: string
  readonly createdAtMs: number
  /** E-mail address of whom the team writes with, where known. */
  readonly otherSide: string | null
}

function toMessage(wire: MessageWire, { threadId, id, createdAtMs, otherSide }: Place): ActivityRecord {
  const from = senderOf(wire)
  const html = htmlOf(wire)
  const subject = textIn(wire, ['subject'])
  const direction = directionOf(wire, from.email, otherSide)
  return {
    remoteId: messageRemoteId(threadId, id),
    conversationRemoteId: threadRemoteId(threadId),
    leadRemoteId: null,
    type: 'Email',
    category: 'Messages',
    direction,
    status: null,
    statusReason: null,
    summary: html === null ? subject : htmlToText(html),
    description: html,
    authorId: from.email,
    authorName: from.name ?? from.email,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs,
    isHtml: true,
    // Whose address is the other side's only the list of threads tells.
    ...(direction === null ? { isPartial: true } : {}),
    sweptBy: 'conversations',
    extra: fieldsWithout(wire, [...places.id, ...places.at, ...places.html, 'textContent', 'snippet', 'direction']),
  }
}

/** One message whole. */
export function toMessageDetail(wire: MessageWire, activityRemoteId: string): EventDetailRecord {
  const from = senderOf(wire)
  const html = htmlOf(wire)
  return {
    activityRemoteId,
    eventType: 'Email',
    secondaryEventType: null,
    description: html,
    summary: html === null ? textIn(wire, ['subject']) : htmlToText(html),
    status: null,
    statusReason: null,
    direction: directionOf(wire, from.email, null),
    authorName: from.name ?? from.email,
    createdAtMs: timeIn(wire),
    modifiedAtMs: null,
    extra: fieldsWithout(wire, [...places.id, ...places.at, ...places.html, 'textContent', 'direction']),
  }
}

function idIn(wire: MessageWire): string | null {
  for (const name of places.id) {
    const value = wire[name]
    if (typeof value === 'number' && Number.isInteger(value)) return String(value)
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

function timeIn(wire: MessageWire): number | null {
  for (const name of places.at) {
    const atMs = parseTimestamp(wire[name])
    if (atMs !== null) return atMs
  }
  return null
}

/** Always HTML, so that a message is drawn in one way whether its text came as HTML or not. */
function htmlOf(wire: MessageWire): string | null {
  const body = textIn(wire, places.html)
  if (body !== null) return hasMarkup(body) ? body : textToHtml(body)
  const text = textIn(wire, places.text)
  return text === null ? null : textToHtml(text)
}

interface Sender {
  readonly name: string | null
  readonly email: string | null
}

function senderOf(wire: MessageWire): Sender {
  const named = textIn(wire, ['senderName', 'fromName'])
  for (const place of places.from) {
    const sender = addressIn(wire[place])
    if (sender !== null) return { name: named ?? sender.name, email: sender.email }
  }
  return { name: named, email: null }
}

const nameAndAddress = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+@[^<>\s]+)>\s*$/

function addressIn(value: unknown): Sender | null {
  if (Array.isArray(value)) return addressIn(value[0])
  if (isFields(value)) return addressInFields(value)
  if (typeof value !== 'string' || value.trim() === '') return null
  const [, name, email] = nameAndAddress.exec(value) ?? []
  if (email !== undefined) return { name: filled(name), email: email.toLowerCase() }
  return value.includes('@') ? { name: null, email: value.trim().toLowerCase() } : { name: value.trim(), email: null }
}

function addressInFields(fields: Fields): Sender | null {
  const email = textIn(fields, ['email', 'address', 'emailAddress'])
  const name = textIn(fields, ['name', 'displayName'])
  return email === null && name === null ? null : { name, email: email?.trim().toLowerCase() ?? null }
}

/** Said outright, or told by whose address it came from; null where neither is known. */
function directionOf(wire: MessageWire, from: string | null, otherSide: string | null): string | null {
  for (const name of places.direction) {
    const word = wire[name]
    if (typeof word !== 'string') continue
    if (/^(in|received|reply|replied)/i.test(word)) return 'Inbound'
    if (/^(out|sent)/i.test(word)) return 'Outbound'
  }
  if (from === null || otherSide === null) return null
  return from === otherSide.trim().toLowerCase() ? 'Inbound' : 'Outbound'
}
