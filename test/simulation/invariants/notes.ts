import type { Databases } from '../../../db/open.ts'
import { type NoteReceipt, type OutboxRow, readNote, receiptsOf } from '../../../db/outbox.ts'
import type { SimulatedCrm } from '../crm.ts'
import type { ToldNote } from '../memory.ts'
import type { Violation } from './violation.ts'

type Told = ReadonlyMap<string, ToldNote>

/** Holds at every moment: what the user was told is saved can be read, for the record and in the words that they wrote last. */
export function savedNotesAreOnDisk({ journal }: Databases, told: Told): Violation[] {
  return [...told.values()].flatMap(({ noteId, conversationRemoteId, texts }) => {
    const note = readNote(journal, noteId)
    if (note !== null && texts.has(note.text) && note.conversationRemoteId === conversationRemoteId) return []
    const said = (text: string | undefined, where: string) => `${JSON.stringify(text)} in ${where}`
    const expected = [...texts].map((text) => said(text, conversationRemoteId)).join(' or ')
    const detail = note === null ? 'is gone' : `is ${said(note.text, note.conversationRemoteId)}, not ${expected}`
    return [{ invariant: 'saved notes are on disk' as const, detail: `${noteId} ${detail}` }]
  })
}

/** Notes that are neither settled nor wait for the user. */
export function unsettledNotes({ journal }: Databases, told: Told): OutboxRow[] {
  return rowsOf(journal, told).filter(({ state }) => !['delivered', 'rejected', 'discarded'].includes(state))
}

/** At rest: each note is in the CRM as often as its outcome says, and every outcome that names an activity names its own. */
export function eachNoteExactlyOnce({ journal }: Databases, told: Told, crm: SimulatedCrm): Violation[] {
  const rows = rowsOf(journal, told).filter(({ kind }) => kind !== 'edit')
  const violations: Violation[] = []
  const counts = new Map<string, { inCrm: number; delivered: number; uncertain: number; conversation: string }>()
  const countOf = (conversation: string, text: string) => {
    const key = `${conversation}\n${crm.spelling(text)}`
    const known = counts.get(key)
    if (known !== undefined) return known
    const fresh = { inCrm: 0, delivered: 0, uncertain: 0, conversation }
    counts.set(key, fresh)
    return fresh
  }
  for (const note of crm.notesFromApi()) countOf(note.conversation, note.text).inCrm += 1
  for (const row of rows) {
    const count = countOf(row.conversationRemoteId, row.text)
    const isWordOfUser = told.get(row.noteId)?.hasUserAnswered === true && row.state === 'discarded'
    if (isWordOfUser) count.uncertain += 1
    else if (row.state === 'delivered') count.delivered += 1
  }
  for (const [key, { inCrm, delivered, uncertain, conversation }] of counts) {
    const isGone = crm.isGone(conversation)
    const textsOf = (row: OutboxRow) => [row.text, ...(told.get(row.noteId)?.earlierTexts ?? [])]
    const said = (row: OutboxRow) => textsOf(row).map((text) => `${row.conversationRemoteId}\n${crm.spelling(text)}`)
    const written = rows.filter((row) => said(row).includes(key)).length
    const fits = isGone ? inCrm <= written : inCrm >= delivered && inCrm <= delivered + uncertain
    if (!fits) {
      const detail = `${JSON.stringify(key)} is ${inCrm} times in the CRM; ${delivered} delivered, ${written} written`
      violations.push({ invariant: 'each note exactly once', detail })
    }
  }
  return [...violations, ...noneDoubledWhereGone(rows, crm), ...activitiesAreTheirOwn(rows, crm)]
}

/** What is deleted in the CRM can be neither looked up nor proved: there, only doubling is a fault, with whatever words. */
function noneDoubledWhereGone(rows: readonly OutboxRow[], crm: SimulatedCrm): Violation[] {
  const inCrm = crm.notesFromApi().map(({ conversation }) => conversation)
  return [...new Set(inCrm)].flatMap((conversation) => {
    const there = inCrm.filter((each) => each === conversation).length
    const written = rows.filter((row) => row.conversationRemoteId === conversation).length
    if (!crm.isGone(conversation) || there <= written) return []
    const detail = `${there} notes are in the deleted ${conversation}; ${written} were written`
    return [{ invariant: 'each note exactly once' as const, detail }]
  })
}

function activitiesAreTheirOwn(rows: readonly OutboxRow[], crm: SimulatedCrm): Violation[] {
  const violations: Violation[] = []
  const taken = new Map<string, string>()
  for (const row of rows) {
    if (row.state !== 'delivered' || row.remoteActivityId === null) continue
    const there = crm.noteById(row.remoteActivityId)
    const detail = `${row.noteId} is said to be ${row.remoteActivityId}`
    if (there === null)
      violations.push({ invariant: 'each note exactly once', detail: `${detail}, which is not there` })
    else if (crm.spelling(there.text) !== crm.spelling(row.text) || there.conversation !== row.conversationRemoteId)
      violations.push({ invariant: 'each note exactly once', detail: `${detail}, which is another note` })
    const other = taken.get(row.remoteActivityId)
    if (other !== undefined)
      violations.push({ invariant: 'each note exactly once', detail: `${detail}, which is ${other} too` })
    taken.set(row.remoteActivityId, row.noteId)
  }
  return violations
}

/** At rest: in each conversation the CRM created the notes in the order in which they were written. */
export function orderIsKept({ journal }: Databases, told: Told, crm: SimulatedCrm): Violation[] {
  const created = new Map(crm.notesFromApi().map(({ remoteId }, index) => [remoteId, index]))
  const violations: Violation[] = []
  const last = new Map<string, { row: OutboxRow; index: number }>()
  const inOrder = rowsOf(journal, told).toSorted((one, other) => one.laneSequence - other.laneSequence)
  for (const row of inOrder) {
    const index = row.remoteActivityId === null ? undefined : created.get(row.remoteActivityId)
    // A note that was rejected has stepped aside, and one that the user sent again is at the place that they gave it.
    if (index === undefined || steppedAside(journal, row) || told.get(row.noteId)?.hasUserAnswered === true) continue
    const before = last.get(row.conversationRemoteId)
    if (before !== undefined && before.index > index)
      violations.push({ invariant: 'order kept', detail: `${row.noteId} is in the CRM before ${before.row.noteId}` })
    last.set(row.conversationRemoteId, { row, index })
  }
  return violations
}

/** At rest: a note's receipts lead without a gap from its writing to where it is, and the last one says why. */
export function receiptsTellTheStory({ journal }: Databases, told: Told): Violation[] {
  return rowsOf(journal, told).flatMap((row) => {
    const problem = problemOf(receiptsOf(journal, row.noteId), row)
    return problem === null
      ? []
      : [{ invariant: 'receipts tell the story' as const, detail: `${row.noteId}: ${problem}` }]
  })
}

function problemOf(receipts: readonly NoteReceipt[], row: OutboxRow): string | null {
  const [first] = receipts
  const last = receipts.at(-1)
  if (first === undefined || last === undefined) return 'there are none'
  if (first.from !== null) return 'they do not begin with its writing'
  for (const [index, receipt] of receipts.entries()) {
    const before = receipts[index - 1]
    if (before !== undefined && receipt.from !== before.to) return `a gap between ${before.to} and ${receipt.from}`
  }
  if (last.to !== row.state) return `they end at ${last.to}, the note is ${row.state}`
  if (row.state === 'rejected' && !/"(status|reason)"/.test(last.cause)) return 'its rejection has no reason'
  const isUsersWord = /"kind":"user"/.test(last.cause)
  if (row.state === 'delivered' && row.kind !== 'edit' && !isUsersWord && row.remoteActivityId === null)
    return 'delivered, and the CRM has no id for it'
  return null
}

function steppedAside(journal: Databases['journal'], row: OutboxRow): boolean {
  return receiptsOf(journal, row.noteId).some((receipt) => receipt.to === 'rejected')
}

export function rowsOf(journal: Databases['journal'], told: Told): OutboxRow[] {
  return [...told.keys()].flatMap((noteId) => readNote(journal, noteId) ?? [])
}
