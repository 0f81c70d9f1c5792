import type { PlainAnswer } from '../faulty-server.ts'
import { invalidInput, mandatoryMissing, ok, written } from './answers.ts'
import { type Call, type Desk, leadFor } from './desk.ts'
import { named, slice, sorted } from './listing.ts'
import { pageOf, part, sortOf, text } from './request-body.ts'

/** `CreateNote`. */
export function createNote(desk: Desk, { caller, body }: Call): PlainAnswer {
  const leadId = text(body, 'RelatedProspectId')
  const note = text(body, 'Note')
  const attachmentUrl = attachmentOf(text(body, 'AttachmentName'))
  if (leadId === null) throw mandatoryMissing('RelatedProspectId')
  if (note === null || note.trim() === '') throw mandatoryMissing('Note')
  if (leadFor(desk, caller, leadId) === null) throw invalidInput(`RelatedProspectId ${leadId}: lead does not exist.`)
  const atMs = desk.clock.stampMs()
  const id = desk.random.uuid()
  desk.state.addNote({
    id,
    leadId,
    text: note,
    attachmentUrl,
    createdAtMs: atMs,
    modifiedAtMs: atMs,
    createdById: caller.id,
    origin: 'api',
  })
  return written({ Id: id })
}

/** `RetrieveNote`: of one lead; there is no list over all leads. */
export function notesOfLead(desk: Desk, { caller, body }: Call): PlainAnswer {
  const parameter = part(body, 'Parameter')
  const leadId = text(parameter, 'RelatedId')
  const id = text(parameter, 'Id')
  if (leadId === null) throw mandatoryMissing('RelatedId')
  const wish = pageOf(body, {
    defaultSize: desk.settings.defaultPageSize,
    maxSize: desk.settings.maxPageSize,
    aboveMax: desk.settings.pageSizeAboveMax,
  })
  const sort = sortOf(body, ['CreatedOn'], { column: 'CreatedOn', isDescending: true })
  const isKnown = leadFor(desk, caller, leadId) !== null
  const rows = (isKnown ? desk.state.notesOf(leadId) : []).filter((note) => id === null || note.id === id)
  const ordered = sorted(rows, { key: (note) => note.createdAtMs, isDescending: sort.isDescending }, null)
  const page = slice(ordered, wish.index, wish.size).map((note) => desk.wire.leadNote(note))
  return ok({ RecordCount: ordered.length, ...named('List', page, desk.settings.omitsEmptyLists) })
}

/** `UpdateNote`: the text, the attachment, or both. */
export function updateNote(desk: Desk, { caller, body }: Call): PlainAnswer {
  const leadId = text(body, 'RelatedProspectId')
  const id = text(body, 'ProspectNoteId')
  const note = text(body, 'Note')
  const attachmentUrl = attachmentOf(text(body, 'AttachmentName'))
  if (leadId === null || id === null) throw mandatoryMissing('RelatedProspectId, ProspectNoteId')
  if (note === null && attachmentUrl === null) throw mandatoryMissing('Note')
  const found = desk.state.notes.get(id)
  if (found === undefined || found.leadId !== leadId || leadFor(desk, caller, leadId) === null) {
    throw invalidInput(`ProspectNoteId ${id} does not exist.`)
  }
  desk.state.changeNote(id, (row) => {
    if (note !== null) row.text = note
    if (attachmentUrl !== null) row.attachmentUrl = attachmentUrl
    row.modifiedAtMs = desk.clock.stampMs()
  })
  return written({ Id: id })
}

function attachmentOf(given: string | null): string | null {
  if (given !== null && !/^https?:\/\/\S+$/.test(given)) throw invalidInput('AttachmentName has to be a URL.')
  return given
}
