import type { NoteFinding, NoteSearch, Outcome } from '../connector.ts'
import { ownWordsLength } from '../normalise-note-text.ts'
import { readAllNotes } from './all-notes.ts'
import { prospectOf } from './create-note.ts'
import { matchText, type TextMatch } from './note-text.ts'
import { emailOf, flagsOf, nameOf, toNote } from './notes.ts'
import { broken } from './pages.ts'
import type { Session } from './session.ts'
import { parseTimestamp } from './timestamps.ts'
import type { NoteWire } from './wire.ts'

/**
 * Whose the note is. `unknown`: nothing says who we are or who wrote it, or someone may have sent it for us. `contested`: it
 * is under another name than the user chose among the team, and nothing has proved that choice.
 */
type Authorship = 'ours' | 'unknown' | 'contested' | 'other'

interface Candidate {
  readonly wire: NoteWire
  readonly match: Exclude<TextMatch, 'different'>
  readonly authorship: Exclude<Authorship, 'other'>
  readonly isInWindow: boolean
  /** It has the visibility and the status that ours was sent with. */
  readonly isSameKind: boolean
}

/**
 * Looks for a note whose answer was lost (saleshandy.md section 10). The ids that the prospect's notes had right before the
 * attempt are the best evidence: a new one with our text, flags and author is ours. `absent` is only said when every note
 * that could be it was read and is not it, since the note is then sent again; what leaves room for doubt is `ambiguous`.
 */
export async function findNote(session: Session, search: NoteSearch): Promise<Outcome<NoteFinding>> {
  const prospectId = prospectOf(search)
  const read = await readAllNotes(session, prospectId)
  if (!read.ok) return read
  const { rows, draft, unreadable } = read.value
  const isKnown = (id: string) => search.excludeRemoteIds.has(id) || search.snapshot?.includes(id) === true
  const listed = draft === null || rows.some((row) => row.id === draft.id) ? rows : [...rows, draft]
  const candidates = listed.filter((wire) => !isKnown(wire.id)).flatMap((wire) => asCandidate(session, search, wire))
  const certain = candidates.filter((each) => isCertain(search, each))
  const possible = certain.length > 0 ? certain : candidates
  const finding = settle(search, certain, possible, prospectId)
  const doubtful = unreadable.filter((item) => item.remoteId === null || !isKnown(item.remoteId))
  if (finding.kind !== 'absent' || doubtful.length === 0) return { ok: true, value: finding }
  // A note that cannot be read may be the very one.
  return broken(doubtful.flatMap((item) => item.issues))
}

function settle(
  search: NoteSearch,
  certain: readonly Candidate[],
  possible: readonly Candidate[],
  prospectId: string,
): NoteFinding {
  const activities = (candidates: readonly Candidate[]) => candidates.map(({ wire }) => toNote(wire, prospectId))
  const oldestFirst = activities(certain).toSorted((one, other) => one.createdAtMs - other.createdAtMs)
  const [oldest] = oldestFirst
  // The other machine may have sent two equal notes before we looked for the first.
  const areAllOurs = certain.length === 1 || certain.length <= (search.handedOver?.copies ?? 1)
  if (oldest !== undefined && areAllOurs) return { kind: 'found', activity: oldest }
  return possible.length === 0 ? { kind: 'absent' } : { kind: 'ambiguous', candidates: activities(possible) }
}

function asCandidate(session: Session, search: NoteSearch, wire: NoteWire): readonly Candidate[] {
  const flags = flagsOf(search.form)
  const isSameKind =
    (wire.visibility ?? flags.visibility) === flags.visibility && (wire.status ?? flags.status) === flags.status
  const match = matchText(search.text, wire.content ?? '')
  const authorship = authorshipOf(session, search, wire)
  const isInWindow = isWithin(search, session.clockSkewMs, parseTimestamp(wire.createdAt))
  if (authorship === 'other' || match === 'different') return []
  // Without a snapshot an alike note is nothing unusual, and the time of its making says whether it can be ours.
  if (search.snapshot === null && (!isSameKind || !isInWindow || match === 'similar')) return []
  // A new one with our very words may have been published since, or made another kind by the server: only the user can say.
  if (!isSameKind && (!isInWindow || match === 'similar')) return []
  return [{ wire, match, authorship, isInWindow, isSameKind }]
}

/** Stamps are cut to the second. */
const stampResolutionMs = 1_000

function isWithin(search: NoteSearch, clockSkewMs: number, createdAtMs: number | null): boolean {
  if (createdAtMs === null) return false
  const fromMs = search.sentAtMs - clockSkewMs - stampResolutionMs
  return createdAtMs >= fromMs && createdAtMs <= search.gaveUpAtMs + clockSkewMs
}

function isCertain(search: NoteSearch, { match, authorship, isInWindow, isSameKind }: Candidate): boolean {
  if (match !== 'same' || !isInWindow || !isSameKind || search.text.trim() === '') return false
  switch (authorship) {
    case 'ours':
      return true
    case 'unknown':
      return search.snapshot !== null || search.text.trim().length >= ownWordsLength
    case 'contested':
      return false
  }
}

/**
 * Our own address is certain where Saleshandy named it on a note that this key has made. Until then it is what the user
 * chose: a note under that name is ours, and one under another name may still be, should they have chosen wrongly.
 */
function authorshipOf(session: Session, search: NoteSearch, wire: NoteWire): Authorship {
  const { noteAuthor, member } = session.known()
  const author = emailOf(wire.author)
  const chosen = search.authorRemoteId?.trim().toLowerCase() ?? ''
  const own = noteAuthor ?? (chosen === '' ? member : chosen)
  if (author !== null && author === own) return 'ours'
  const byHandOver = handedOverAuthorship(search, author, nameOf(wire.author))
  if (byHandOver !== null) return byHandOver
  // Whom the user chose may have been the sender by an earlier key.
  if (author !== null && noteAuthor !== null && author !== chosen) return 'other'
  return own === null || author === null ? 'unknown' : 'contested'
}

/** A note that was handed over may stand under its writer's name, or under that of whoever sent it for them. */
function handedOverAuthorship(search: NoteSearch, email: string | null, name: string | null): Authorship | null {
  const { handedOver } = search
  if (handedOver === undefined) return null
  const isNamed = handedOver.authors.some(
    (each) =>
      (each.remoteId !== null && each.remoteId.toLowerCase() === email) ||
      (email === null && each.name !== null && each.name === name),
  )
  return isNamed ? 'ours' : 'unknown'
}
