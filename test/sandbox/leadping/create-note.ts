import type { SeededRandom } from '../random.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { type Answer, ok, problem } from './problem.ts'
import type { LeadpingSettings } from './settings.ts'
import type { LeadpingState } from './state.ts'
import type { EventOrigin, SandboxEvent, SandboxUser } from './types.ts'
import type { LeadpingWire } from './wire.ts'

export interface NoteDesk {
  readonly state: LeadpingState
  readonly clock: SandboxClock
  readonly random: SeededRandom
  readonly settings: Readonly<LeadpingSettings>
  readonly wire: LeadpingWire
}

/** Creates a note by the API's rules. Two equal requests make two notes: there is no idempotency key. */
export function createNote(desk: NoteDesk, conversationId: string, body: unknown): Answer {
  const text = textOf(body)
  if (text === null) return problem(400, 'The text of the note is required.')
  const { settings, state } = desk
  if (text.length > settings.maxNoteLength) {
    return problem(
      400,
      `The note is too long: ${text.length} characters, at most ${settings.maxNoteLength} are allowed.`,
    )
  }
  const refused = settings.refuseNotesContaining.find((marker) => text.includes(marker))
  if (refused !== undefined) {
    return problem(400, `Notes may not contain "${refused}". Please remove it and save the note again.`)
  }
  const conversation = state.conversations.get(conversationId)
  if (conversation === undefined || state.isDeleted(conversation.leadId)) {
    return problem(settings.unknownConversationStatus, 'The conversation was not found.')
  }
  const note = addNote(desk, conversationId, text, state.team.me, 'api')
  return ok(desk.wire.event(note))
}

/** Writes a note into an existing conversation without asking for permission. */
export function addNote(
  desk: NoteDesk,
  conversationId: string,
  text: string,
  actor: SandboxUser,
  origin: EventOrigin,
): SandboxEvent {
  const conversation = desk.state.conversations.get(conversationId)
  if (conversation === undefined) throw new Error(`No conversation ${conversationId}`)
  const delayMs = desk.settings.readAfterWriteDelayMs
  const note: SandboxEvent = {
    id: desk.random.uuid(),
    conversationId,
    leadId: conversation.leadId,
    type: 'Note',
    direction: null,
    status: 'Completed',
    statusReason: null,
    trafficType: 'RealLead',
    text,
    createdAtMs: desk.clock.stampMs(),
    modifiedAtMs: null,
    actor,
    scheduledForMs: null,
    canceledAtMs: null,
    cancelReason: null,
    durationSeconds: null,
    amount: null,
    media: [],
    origin,
  }
  desk.state.addEvent(note, delayMs === 0 ? null : desk.clock.nowMs() + delayMs)
  return note
}

function textOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('text' in body)) return null
  return typeof body.text === 'string' && body.text.trim() !== '' ? body.text : null
}
