import { parseJson } from '../answer-body.ts'
import type { ActivityRecord, NoteFinding, NoteSearch, Outcome, QuarantinedItem } from '../connector.ts'
import { normaliseNoteText, ownWordsLength } from '../normalise-note-text.ts'
import { knownType, typeName } from './activity-types.ts'
import { toActivity } from './mapping.ts'
import { isSameNote } from './note-text.ts'
import { readSince } from './read-since.ts'
import type { Session } from './session.ts'
import { momentOf } from './timestamps.ts'
import { type ListedActivityWire, type Row, unreadableActivityWire } from './wire.ts'

/**
 * Looks for a note whose answer was lost (leadsquared.md section 10): by our reference, which no other row has; where none was sent, by lead, author,
 * text and time of writing. `absent` is only said when every row that could be it was read and is not it.
 */
export async function findNote(session: Session, search: NoteSearch): Promise<Outcome<NoteFinding>> {
  const code = Number(search.form.activity?.typeCode ?? Number.NaN)
  if (!Number.isInteger(code)) {
    // It was refused before it left: no such activity can be there.
    return { ok: true, value: { kind: 'absent' } }
  }
  const type = await knownType(session, code, 'push')
  if (!type.ok) return type
  const listed = await readSince(session, code, search.sentAtMs - session.clockSkewMs)
  if (!listed.ok) return listed
  const { rows, unreadable } = listed.value
  const toRecord = (wire: ListedActivityWire): ActivityRecord => toActivity(wire, (each) => typeName(session, each))

  const referenced = rows.filter((row) => hasReference(row, search.noteId))
  const [first, second] = referenced
  if (first !== undefined && second === undefined) return found(toRecord(first))
  if (second !== undefined) return ambiguous(referenced.map(toRecord))

  const referenceField = type.value?.fields.find((field) => field.isReference)?.name ?? null
  const isReferenced = wasSentWithReference(session, search)
  const candidates = isReferenced ? [] : rows.filter((row) => isFreeCandidate(row, search, referenceField))
  const finding = settle(session, search, candidates, toRecord)
  const doubtful = unreadable.filter((item) => mayBeOurs(item, search, isReferenced))
  if (finding.kind !== 'absent' || doubtful.length === 0) return { ok: true, value: finding }
  const issues = doubtful.flatMap((item) => item.issues)
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}

function found(activity: ActivityRecord): Outcome<NoteFinding> {
  return { ok: true, value: { kind: 'found', activity } }
}

function ambiguous(candidates: readonly ActivityRecord[]): Outcome<NoteFinding> {
  return { ok: true, value: { kind: 'ambiguous', candidates } }
}

/** A note's id is in no other field of no other row, whichever field was set aside when it was sent. */
function hasReference(row: Row, noteId: string): boolean {
  return Object.entries(row).some(([name, value]) => /^mx_/i.test(name) && value === noteId)
}

/** Since the reference was first sent, it was sent with every note of the type; another machine may have done without. */
function wasSentWithReference(session: Session, search: NoteSearch): boolean {
  const sinceMs = session.known().referenceSince[search.form.activity?.typeCode ?? '']
  return sinceMs !== undefined && sinceMs <= search.sentAtMs - session.clockSkewMs && search.handedOver === undefined
}

/** Of a row that cannot be read as a whole, what can be read may say that it is another note: the account has more leads than ours. */
function mayBeOurs(item: QuarantinedItem, search: NoteSearch, isReferenced: boolean): boolean {
  const row = unreadableActivityWire.safeParse(parseJson(item.payload))
  if (!row.success || hasReference(row.data, search.noteId)) return true
  const { RelatedProspectId: leadId, ActivityEvent_Note: text } = row.data
  if (leadId !== null && !isLeadOf(search, leadId)) return false
  return isReferenced || text === null || isSameNote(search.text, text)
}

function isLeadOf(search: NoteSearch, leadId: string): boolean {
  return leadId.toLowerCase() === (search.leadRemoteId ?? search.conversationRemoteId).toLowerCase()
}

/** A row that another reference claims is another note. One whose list shows no text may be ours, and only the user can say. */
function isFreeCandidate(row: ListedActivityWire, search: NoteSearch, referenceField: string | null): boolean {
  const reference = referenceField === null ? null : row[referenceField]
  const isClaimed = typeof reference === 'string' && reference.trim() !== ''
  return (
    !isClaimed &&
    isLeadOf(search, row.RelatedProspectId) &&
    !search.excludeRemoteIds.has(row.ProspectActivityId) &&
    (row.ActivityEvent_Note === null || isSameNote(search.text, row.ActivityEvent_Note))
  )
}

type Authorship = 'ours' | 'colleague' | 'doubtful' | 'other'

function settle(
  session: Session,
  search: NoteSearch,
  candidates: readonly ListedActivityWire[],
  toRecord: (wire: ListedActivityWire) => ActivityRecord,
): NoteFinding {
  const judged = candidates
    .map((wire) => ({ wire, record: toRecord(wire), authorship: authorshipOf(session, search, wire) }))
    .filter((each) => each.authorship !== 'other')
  const isCertain = (each: (typeof judged)[number]): boolean =>
    each.authorship !== 'doubtful' &&
    isInTime(session, search, each.wire) &&
    isSameNote(search.text, each.wire.ActivityEvent_Note)
  const certain = judged.filter(isCertain)
  const possible = certain.length > 0 ? certain : judged
  const [only, another] = possible
  if (only === undefined) return { kind: 'absent' }
  if (another === undefined && isCertain(only)) return { kind: 'found', activity: only.record }
  // The other machine may have sent two equal notes before we looked for the first.
  const oldest = certain.toSorted((one, other) => modifiedMs(one.wire) - modifiedMs(other.wire))[0]
  const areAllOurs = certain.length > 1 && certain.length <= (search.handedOver?.copies ?? 1)
  if (areAllOurs && oldest !== undefined) return { kind: 'found', activity: oldest.record }
  return { kind: 'ambiguous', candidates: possible.map((each) => each.record) }
}

function modifiedMs(wire: ListedActivityWire): number {
  return momentOf(wire.ModifiedOn) ?? momentOf(wire.CreatedOn) ?? 0
}

/** Written later than the attempt can have been, or changed since: only the user can say whether it is the note. */
function isInTime(session: Session, search: NoteSearch, wire: ListedActivityWire): boolean {
  const atMs = modifiedMs(wire)
  return atMs >= search.sentAtMs - session.clockSkewMs - 1_000 && atMs <= search.gaveUpAtMs + session.clockSkewMs
}

/** Keys belong to one user, and what they create is that user's. */
function authorshipOf(session: Session, search: NoteSearch, wire: ListedActivityWire): Authorship {
  const ownId = session.known().userId ?? search.authorRemoteId
  if (wire.CreatedBy === null || ownId === null) return 'doubtful'
  const isBy = (id: string | null): boolean => id !== null && id.toLowerCase() === wire.CreatedBy?.toLowerCase()
  if (isBy(ownId) || isBy(search.authorRemoteId)) return 'ours'
  if (search.handedOver === undefined) return 'other'
  if (search.handedOver.authors.some((author) => isBy(author.remoteId))) return 'ours'
  return normaliseNoteText(search.text).length >= ownWordsLength ? 'colleague' : 'doubtful'
}
