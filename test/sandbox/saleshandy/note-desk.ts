import { z } from 'zod'
import type { PlainAnswer } from '../faulty-server.ts'
import type { SeededRandom } from '../random.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { BadRequest, success } from './answers.ts'
import { type ChosenIds, shortId } from './ids.ts'
import { sanitise } from './sanitise.ts'
import type { SaleshandySettings } from './settings.ts'
import { isVisibleTo, type SaleshandyState } from './state.ts'
import type { Member, Note, NoteStatus, Origin, Visibility } from './types.ts'
import type { SaleshandyWire } from './wire.ts'

const visibility = z.enum(['1', '2'], 'visibility must be one of the following values: 1, 2')
const status = z.enum(['0', '1'], 'status must be one of the following values: 0, 1')
const createBody = z.object({
  content: z.string('content must be a string'),
  visibility,
  prospectIds: z
    .array(z.string('each value in prospectIds must be a string'), 'prospectIds must be an array')
    .min(1, 'prospectIds should not be empty'),
  attachmentIds: z
    .array(z.string('each value in attachmentIds must be a string'), 'attachmentIds must be an array')
    .default([]),
  status: status.default('1'),
})
const editBody = z.object({
  content: z.string('content must be a string').optional(),
  visibility: visibility.optional(),
  status: status.optional(),
})

interface NewNote {
  readonly prospectId: string
  readonly author: Member
  readonly content: string
  readonly visibility: Visibility
  readonly status: NoteStatus
  readonly attachmentIds: readonly string[]
  readonly origin: Origin
}

interface NoteDeskParts {
  readonly state: SaleshandyState
  readonly clock: SandboxClock
  readonly random: SeededRandom
  readonly noteIds: ChosenIds
  readonly settings: Readonly<SaleshandySettings>
  readonly wire: SaleshandyWire
}

/** Creates and edits notes by the API's rules. Two equal creates make two notes: there is no idempotency key. */
export class NoteDesk {
  readonly #parts: NoteDeskParts

  constructor(parts: NoteDeskParts) {
    this.#parts = parts
  }

  /** `POST /v1/notes` (saleshandy.md section 4): an outcome for each prospect. */
  create(author: Member, body: unknown): PlainAnswer {
    const { state, settings } = this.#parts
    const wish = parsed(createBody, body)
    this.#checkContent(wish.content)
    if (settings.maxProspectIds !== null && wish.prospectIds.length > settings.maxProspectIds) {
      throw new BadRequest(4000, `prospectIds must contain no more than ${settings.maxProspectIds} elements`)
    }
    if (settings.maxAttachmentIds !== null && wish.attachmentIds.length > settings.maxAttachmentIds) {
      throw new BadRequest(4000, `attachmentIds must contain no more than ${settings.maxAttachmentIds} elements`)
    }
    for (const id of wish.attachmentIds) this.#checkAttachment(id)
    const isKnown = (id: string): boolean => state.listedProspect(id) !== null
    if (settings.allInvalidProspects === 'whole_request' && !wish.prospectIds.some(isKnown)) {
      throw new BadRequest(1001, 'invalid prospect id')
    }
    const results = wish.prospectIds.map((prospectId) => {
      if (!isKnown(prospectId)) return { prospectId, noteId: null, success: false }
      const note = this.add({ ...wish, prospectId, author, origin: 'api' })
      return { prospectId, noteId: note.id, success: true }
    })
    return success('Notes created successfully', { results }, settings.createdStatus)
  }

  /** `PATCH /v1/notes/{noteId}`: only what the author may see can be edited; what is deleted or private is not found. */
  edit(editor: Member, noteId: string, body: unknown): PlainAnswer {
    const { state, settings, wire, clock } = this.#parts
    const wish = parsed(editBody, body)
    if (wish.content !== undefined) this.#checkContent(wish.content)
    const found = state.notes.get(noteId)
    const isFound =
      found !== undefined && isVisibleTo(found, editor.id) && state.listedProspect(found.prospectId) !== null
    const isOthersDraft = found?.status === '0' && found.authorId !== editor.id
    if (!isFound || isOthersDraft) throw new BadRequest(1001, 'note not found or access denied')
    if (found.authorId !== editor.id && (wish.visibility !== undefined || wish.status !== undefined)) {
      throw new BadRequest(1001, 'note not found or access denied')
    }
    state.changeNote(noteId, (note) => {
      note.updatedAtMs = clock.stampMs()
      if (wish.content !== undefined) {
        note.content = sanitise(wish.content, settings)
        note.sentContent = wish.content
        note.editedAtMs = note.updatedAtMs
        note.editedById = editor.id
      }
      note.visibility = wish.visibility ?? note.visibility
      note.status = wish.status ?? note.status
    })
    return success('Note updated successfully', wire.editedNote(found))
  }

  /** Writes a note without asking for permission. */
  add(wish: NewNote): Note {
    const { state, clock, random, settings, noteIds } = this.#parts
    const createdAtMs = clock.stampMs()
    const note: Note = {
      id: wish.origin === 'api' ? noteIds.take() : shortId(random),
      prospectId: wish.prospectId,
      authorId: wish.author.id,
      visibility: wish.visibility,
      status: wish.status,
      content: sanitise(wish.content, settings),
      sentContent: wish.content,
      firstContent: wish.content,
      attachmentIds: wish.attachmentIds,
      createdAtMs,
      updatedAtMs: createdAtMs,
      pinnedAtMs: null,
      editedAtMs: null,
      editedById: null,
      deletedAtMs: null,
      listedFromMs:
        settings.readAfterWriteDelayMs === 0
          ? Number.NEGATIVE_INFINITY
          : clock.nowMs() + settings.readAfterWriteDelayMs,
      origin: wish.origin,
    }
    state.addNote(note)
    return note
  }

  #checkContent(content: string): void {
    const { settings } = this.#parts
    if (sanitise(content, settings) === '') throw new BadRequest(4000, 'content should not be empty')
    if (content.length > settings.maxContentLength) {
      throw new BadRequest(4000, `content must be shorter than or equal to ${settings.maxContentLength} characters`)
    }
    const refused = settings.refuseNotesContaining.find((marker) => content.includes(marker))
    if (refused !== undefined) throw new BadRequest(4000, `Notes may not contain "${refused}".`)
  }

  #checkAttachment(id: string): void {
    const { state, settings, clock } = this.#parts
    const attachment = state.attachments.get(id)
    const isUsed = (): boolean => [...state.notes.values()].some((note) => note.attachmentIds.includes(id))
    const isForgotten =
      attachment !== undefined &&
      settings.attachmentLifetimeMs !== null &&
      attachment.uploadedAtMs + settings.attachmentLifetimeMs <= clock.nowMs() &&
      !isUsed()
    if (attachment === undefined || isForgotten) throw new BadRequest(4000, `invalid attachment id ${id}`)
    if (!settings.attachmentReuse && isUsed()) throw new BadRequest(4000, `attachment ${id} is already used`)
  }
}

/** @throws BadRequest with the first thing that is wrong. */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new BadRequest(4000, result.error.issues[0]?.message ?? 'The request is not valid.')
}
