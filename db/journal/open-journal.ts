import { connect, type Journal } from '../connection.ts'
import { databaseFiles } from '../files.ts'
import { applyMigrations, planMigration } from '../migrate.ts'
import { NewerVersion, type OpenNotice, type OpenOptions } from '../open-outcome.ts'
import type { LogState } from '../write-ahead-log.ts'
import { examineJournal, type JournalCondition } from './examine.ts'
import { migrations } from './migrations/embedded.ts'
import { migrateJournal } from './replace.ts'
import { type Salvaged, salvageJournal } from './salvage.ts'

interface OpenedJournal {
  readonly journal: Journal
  readonly condition: JournalCondition
}

/** Opens the journal as its owner: examined, salvaged where it must be, migrated. `log` was examined before anything opened the file. */
export function openJournal(folder: string, log: LogState, options: OpenOptions, notices: OpenNotice[]): OpenedJournal {
  const { nowMs, onStatement } = options
  const path = databaseFiles(folder).journal
  const condition = examineJournal(folder, log)
  if (condition !== 'sound') {
    // A journal behind its backup lost commits too, though nobody saw where.
    const hasLostCommits = log.hasLostCommits || log.isMixed || condition === 'behind'
    notices.push({
      kind: 'journal_salvaged',
      detail: sentence(condition, salvageJournal(folder, { hasLostCommits, nowMs })),
    })
  }
  const journal = connect('journal', path, { use: 'interactive', mustExist: false, onStatement })
  const plan = planMigration(journal, migrations)
  switch (plan.kind) {
    case 'newer':
      journal.raw.close()
      throw new NewerVersion('journal', plan.detail)
    case 'current':
      return { journal, condition }
    case 'pending':
      if (plan.applied === 0) {
        applyMigrations(journal, plan.pending, nowMs)
        return { journal, condition }
      }
      migrateJournal(folder, journal, plan, nowMs)
      return { journal: connect('journal', path, { use: 'interactive', mustExist: true, onStatement }), condition }
    default:
      return plan satisfies never
  }
}

const happened: Readonly<Record<Exclude<JournalCondition, 'sound'>, string>> = {
  missing: 'was missing',
  damaged: 'was damaged',
  behind: 'had lost its latest changes',
}

/** What the user is told: only figures that are known. */
function sentence(condition: Exclude<JournalCondition, 'sound'>, salvaged: Salvaged): string {
  const { notesFromFile, notesFromBackup, inDoubt, changed, lostWrittenAtMs } = salvaged
  const first = `The file of your notes and accounts ${happened[condition]}. ${notesFromFile} notes were read from it and ${notesFromBackup} came from its backup.`
  const doubt = inDoubt === 0 ? '' : ` ${inDoubt} of them are looked up in the CRM before anything is sent.`
  const toLookAt =
    changed === 0
      ? ''
      : ` The text of ${changed} is damaged: they are in the outbox and are not sent until you looked at them.`
  const count = lostWrittenAtMs.length
  const lost =
    count === 0
      ? ''
      : ` The text of ${count} more could not be recovered, written at ${lostWrittenAtMs.slice(0, 5).map(timeOf).join(', ')}${count > 5 ? ' and later' : ''}.`
  return first + doubt + toLookAt + lost
}

const timeOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')
