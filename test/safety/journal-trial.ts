import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../../db/connection.ts'
import { databaseFiles, removeDatabase } from '../../db/files.ts'
import { readNote } from '../../db/outbox.ts'
import { seededRandom } from '../sandbox/random.ts'
import { crmRows, replicaRows, rowDifferences } from '../support/replica-equals-crm.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { type Damage, damageDatabase } from './damage.ts'
import { notesAgainstCrm } from './notes-against-crm.ts'
import { notesToBeRead } from './readable-notes.ts'
import type { Ending, Template } from './template.ts'
import { TrialApp } from './trial-app.ts'

export interface JournalTrialReport {
  readonly damage: Damage
  readonly ending: Ending
  readonly hasBackup: boolean
  /** What the user was told of the journal; null: nothing. */
  readonly told: string | null
  readonly notes: number
  /** Notes that could still be read from the damaged file as they were. */
  readonly readable: number
  readonly fromBackup: number
  /** Written after the last backup, and on a page that is gone. */
  readonly lost: number
  /** Kept for the user to look at, because their text is not what was written. */
  readonly garbled: number
  readonly asked: number
  readonly violations: readonly string[]
}

/** Damages the journal of a synced folder, opens it, and lets it send: what is readable is kept, nothing is sent twice. */
export async function tryDamagedJournal(template: Template, seed: number): Promise<JournalTrialReport> {
  const random = seededRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-trial-'))
  try {
    const ending = random.weighted<Ending>([
      ['killed', 3],
      ['closed', 2],
    ])
    cpSync(template.folders[ending], folder, { recursive: true, preserveTimestamps: true })
    const files = databaseFiles(folder)
    const before = notesToBeRead(files.journal)
    const damage = damageDatabase(files.journal, random, seed)
    // Without the replica nothing but the CRM can tell what was delivered; what a vanished log held, the replica alone can.
    if (random.chance(0.4) && damage.kind !== 'log_and_shared_memory_removed') removeDatabase(files.replica)
    // Without the backup nothing but the damaged file has the notes: what is there can only come from it.
    const hasBackup = random.chance(0.6)
    if (!hasBackup) removeDatabase(files.journalBackup)
    const after = notesToBeRead(files.journal)
    const readable = template.notes.filter(
      ({ noteId }) => after.has(noteId) && after.get(noteId) === before.get(noteId),
    )
    const clock = new VirtualClock(template.endMs + 60_000)
    const crm = template.crm(clock)
    const app = new TrialApp({ folder, crm, clock, random })
    const { journal } = app.databases
    const kept = noteCount(journal)
    const { told, fromBackup, violations } = heardOf(app, kept)
    for (const { noteId, text } of readable)
      if (readNote(journal, noteId)?.text !== text) violations.push(`NOT SAVED: ${noteId} could be read`)
    const report = { damage, ending, hasBackup, told, notes: kept, readable: readable.length, fromBackup }
    if (!hasBackup && !hasAccount(journal)) {
      // The account is lost with the file: there is nobody to send in the name of.
      await app.close()
      return { ...report, lost: template.notes.length - kept, garbled: 0, asked: 0, violations }
    }

    const conversation = template.notes[0]?.conversation ?? ''
    const text = 'Written on a damaged disk.'
    const written = { noteId: app.writeNote(conversation, text), conversation, text, isInBackup: false }
    await app.settle()
    const outcome = notesAgainstCrm(journal, crm.model.state, [...template.notes, written])
    violations.push(...outcome.violations)
    for (const note of outcome.missing) {
      if (note.isInBackup && hasBackup) violations.push(`LOST: ${note.noteId} was in the backup`)
      if (told === null && !isWithoutTrace(damage, hasBackup)) violations.push(`LOST without a word: ${note.noteId}`)
    }
    violations.push(...rowDifferences(replicaRows(app.databases.replica), crmRows(crm.model, 'B'), 2))
    const integrity = journal.raw.pragma('integrity_check(1)', { simple: true })
    if (integrity !== 'ok') violations.push(`integrity: ${integrity}`)
    await app.close()
    const { missing, garbled, asked } = outcome
    return { ...report, lost: missing.length, garbled: garbled.length, asked, violations }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Heard {
  readonly told: string | null
  readonly fromBackup: number
  readonly violations: string[]
}

/** What the user was told of the journal's damage, and whether its figures are those of the `kept` notes. */
function heardOf({ notices }: TrialApp, kept: number): Heard {
  const salvages = notices.filter(({ kind }) => kind === 'journal_salvaged').map(({ detail }) => detail)
  if (salvages.length === 0) return { told: null, fromBackup: 0, violations: [] }
  const told = salvages.join(' ')
  const [, fromFile, fromBackup] = /(\d+) notes were read from it and (\d+) came from its backup/.exec(told) ?? []
  const violations: string[] = []
  if (salvages.length > 1) violations.push(`told ${salvages.length} times: ${told}`)
  if (fromFile === undefined || fromBackup === undefined) violations.push(`told no figures: ${told}`)
  else if (Number(fromFile) + Number(fromBackup) !== kept)
    violations.push(`told ${fromFile} + ${fromBackup}, kept ${kept}`)
  return { told, fromBackup: Number(fromBackup ?? 0), violations }
}

/**
 * Nothing is left that could tell that there was more: no log, and nothing that knows of it (the app keeps its backup so young that this
 * is a second or two); no file and no backup, as before the first start.
 */
function isWithoutTrace({ kind }: Damage, hasBackup: boolean): boolean {
  return kind === 'log_and_shared_memory_removed' || (!hasBackup && (kind === 'removed' || kind === 'emptied'))
}

function hasAccount({ raw }: Journal): boolean {
  return raw.prepare('SELECT 1 FROM accounts').get() !== undefined
}

function noteCount({ raw }: Journal): number {
  return raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM notes_outbox').get()?.count ?? 0
}
