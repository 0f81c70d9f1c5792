import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../../db/connection.ts'
import { databaseFiles, removeDatabase } from '../../db/files.ts'
import { seededRandom } from '../sandbox/random.ts'
import { crmRows, replicaRows, rowDifferences } from '../support/replica-equals-crm.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { type Damage, damageDatabase } from './damage.ts'
import { notesAgainstCrm } from './notes-against-crm.ts'
import type { Ending, Template } from './template.ts'
import { TrialApp } from './trial-app.ts'

export interface JournalTrialReport {
  readonly damage: Damage
  readonly ending: Ending
  /** What the user was told; null: nothing. */
  readonly told: string | null
  readonly notes: number
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
    const damage = damageDatabase(databaseFiles(folder).journal, random, seed)
    // Without the replica nothing but the CRM can tell what was delivered.
    if (random.chance(0.4)) removeDatabase(databaseFiles(folder).replica)
    const clock = new VirtualClock(template.endMs + 60_000)
    const crm = template.crm(clock)
    const app = new TrialApp({ folder, crm, clock, random })
    const told = app.notices.join(' ') || null
    const kept = noteCount(app.databases.journal)
    const figures = /(\d+) notes were read from it and (\d+) came/
      .exec(told ?? '')
      ?.slice(1)
      .map(Number) ?? [kept, 0]
    const [fromFile = 0, fromBackup = 0] = figures
    const violations: string[] = []
    if (fromFile + fromBackup !== kept) violations.push(`told ${fromFile} + ${fromBackup}, kept ${kept}`)

    const conversation = template.notes[0]?.conversation ?? ''
    const text = 'Written on a damaged disk.'
    const after = { noteId: app.writeNote(conversation, text), conversation, text, isInBackup: false }
    await app.settle()
    const outcome = notesAgainstCrm(app.databases.journal, crm.model.state, [...template.notes, after])
    violations.push(...outcome.violations)
    for (const note of outcome.missing) {
      if (note.isInBackup) violations.push(`LOST: ${note.noteId} was in the backup`)
      // Nothing is left that could tell that there was more; the app keeps its backup so young that this is a second or two.
      if (told === null && damage.kind !== 'log_and_shared_memory_removed')
        violations.push(`LOST without a word: ${note.noteId}`)
    }
    violations.push(...rowDifferences(replicaRows(app.databases.replica), crmRows(crm.model, 'B'), 2))
    const integrity = app.databases.journal.raw.pragma('integrity_check(1)', { simple: true })
    if (integrity !== 'ok') violations.push(`integrity: ${integrity}`)
    await app.close()
    const { missing, garbled, asked } = outcome
    return {
      damage,
      ending,
      told,
      notes: kept,
      fromBackup,
      lost: missing.length,
      garbled: garbled.length,
      asked,
      violations,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function noteCount({ raw }: Journal): number {
  return raw.prepare<[], { count: number }>('SELECT count(*) AS count FROM notes_outbox').get()?.count ?? 0
}
