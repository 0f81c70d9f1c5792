import { connect, type Journal } from '../../db/connection.ts'
import { databaseFiles } from '../../db/files.ts'
import { type OutboxRow, readNote, receiptsOf } from '../../db/outbox.ts'
import type { LeadpingModel } from '../sandbox/leadping/model.ts'
import type { SandboxEvent } from '../sandbox/leadping/types.ts'
import { crmRows, replicaRows, rowDifferences } from '../support/replica-equals-crm.ts'

/** A note of which the user was told that it is saved. */
export interface SavedNote {
  readonly noteId: string
  readonly conversation: string
  readonly text: string
}

export interface OutcomeCounts {
  readonly notes: number
  readonly delivered: number
  readonly rejected: number
  readonly lookedUp: number
}

interface Outcome {
  readonly counts: OutcomeCounts
  readonly violations: readonly string[]
}

type Crm = Pick<LeadpingModel, 'state' | 'wire'>

/** Compares what the user was told, what is on disk and what is in the CRM, once everything is settled and closed. */
export function outcomeOf(folder: string, crm: Crm, saved: readonly SavedNote[]): Outcome {
  const files = databaseFiles(folder)
  const journal = connect('journal', files.journal, { use: 'interactive', mustExist: true })
  const replica = connect('replica', files.replica, { use: 'interactive', mustExist: true })
  try {
    const integrity = [journal, replica].flatMap(({ file, raw }) => {
      const verdict = raw.pragma('integrity_check', { simple: true })
      return verdict === 'ok' ? [] : [`${file}.db fails its integrity check: ${verdict}`]
    })
    const notes = allNotes(journal)
    const violations = [
      ...integrity,
      ...saved.flatMap((note) => savedViolations(journal, note)),
      ...notes.flatMap((note) => noteViolations(journal, note)),
      ...crmViolations(crm, notes),
      ...rowDifferences(replicaRows(replica), crmRows(crm, 'B')),
    ]
    const lookedUp = notes.filter((note) => receiptsOf(journal, note.noteId).some(({ to }) => to === 'in_doubt'))
    const inState = (state: string) => notes.filter((note) => note.state === state).length
    return {
      counts: {
        notes: notes.length,
        delivered: inState('delivered'),
        rejected: inState('rejected'),
        lookedUp: lookedUp.length,
      },
      violations,
    }
  } finally {
    journal.close()
    replica.close()
  }
}

function allNotes(journal: Journal): OutboxRow[] {
  return journal.raw
    .prepare<[], { note_id: string }>('SELECT note_id FROM notes_outbox ORDER BY lane_sequence')
    .all()
    .flatMap(({ note_id }) => readNote(journal, note_id) ?? [])
}

function savedViolations(journal: Journal, { noteId, conversation, text }: SavedNote): string[] {
  const note = readNote(journal, noteId)
  if (note === null) return [`LOST: ${noteId} was saved and is not on disk`]
  const isSame = note.text === text && note.conversationRemoteId === conversation
  return isSame ? [] : [`CHANGED: ${noteId} is not the note that was saved`]
}

/** Settled, and its receipts are an unbroken story that ends where the note is. */
function noteViolations(journal: Journal, note: OutboxRow): string[] {
  const receipts = receiptsOf(journal, note.noteId)
  const name = `${note.noteId} (${note.state})`
  const violations: string[] = []
  if (note.state !== 'delivered' && note.state !== 'rejected') violations.push(`UNSETTLED: ${name}`)
  let state: string | null = null
  for (const receipt of receipts) {
    if (receipt.from !== state)
      violations.push(`RECEIPTS: ${name} goes from ${state} to ${receipt.to} by one of ${receipt.from}`)
    state = receipt.to
  }
  if (state !== note.state) violations.push(`RECEIPTS: ${name} ends in ${state}`)
  const attempts = receipts.filter(({ to }) => to === 'sending').length
  if (attempts !== note.attempts)
    violations.push(`RECEIPTS: ${name} had ${note.attempts} attempts, ${attempts} are named`)
  const last = receipts.at(-1)?.cause ?? ''
  const isNamed = last.includes(note.remoteActivityId ?? '?') || last.includes('healed_at_start')
  if (note.state === 'delivered' && !isNamed) violations.push(`RECEIPTS: ${name} does not name its activity: ${last}`)
  if (note.state === 'rejected' && !(note.trouble ?? '').includes('reason'))
    violations.push(`RECEIPTS: ${name} has no reason`)
  return violations
}

/** Each delivered note is one activity of the CRM, each activity that came through the API is one note, in the order of writing. */
function crmViolations({ state }: Crm, notes: readonly OutboxRow[]): string[] {
  const violations: string[] = []
  const created = new Map<string, Readonly<SandboxEvent>>(state.notesFromApi().map((event) => [event.id, event]))
  const taken = new Set<string>()
  const lastStamps = new Map<string, number>()
  for (const note of notes.filter((each) => each.state === 'delivered')) {
    const event = created.get(note.remoteActivityId ?? '')
    if (event === undefined || event.text !== note.text || event.conversationId !== note.conversationRemoteId) {
      violations.push(`LOST: ${note.noteId} is called delivered and is not in the CRM as ${note.remoteActivityId}`)
      continue
    }
    if (taken.has(event.id)) violations.push(`LOST: two notes are called ${event.id}`)
    taken.add(event.id)
    const before = lastStamps.get(note.conversationRemoteId) ?? 0
    if (event.createdAtMs < before) violations.push(`ORDER: ${note.noteId} came before the note written before it`)
    lastStamps.set(note.conversationRemoteId, event.createdAtMs)
  }
  for (const event of created.values()) {
    if (!taken.has(event.id))
      violations.push(`DOUBLED: ${event.id} is in the CRM and is no note's: ${event.text.slice(0, 60)}`)
  }
  return violations
}
