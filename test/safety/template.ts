import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../../db/connection.ts'
import { databaseFiles } from '../../db/files.ts'
import { refreshJournalBackup } from '../../db/journal/backup.ts'
import { closeDatabases, openDatabases } from '../../db/open.ts'
import { seededRandom } from '../sandbox/random.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { type Looks, looksOf } from './looks.ts'
import { TrialApp } from './trial-app.ts'
import { refusedMarker, TrialCrm } from './trial-crm.ts'

export interface WrittenNote {
  readonly noteId: string
  readonly conversation: string
  readonly text: string
  /** In the backup beside the journal, as it was before what follows. */
  readonly isInBackup: boolean
}

/** How the process that left the folder ended. */
export type Ending = 'killed' | 'closed'

/** A synced folder with notes in every state, to be copied and damaged, and the CRM that belongs to it. */
export interface Template {
  readonly folders: Readonly<Record<Ending, string>>
  readonly notes: readonly WrittenNote[]
  /** Every note and receipt, as `outboxOf` reads them. */
  readonly outbox: Readonly<Record<Ending, string>>
  /** What the user of the whole folder sees. */
  readonly looks: Readonly<Record<Ending, Looks>>
  /** How long a whole folder takes to open, ms. */
  readonly opensInMs: number
  /** Where the clock stood. */
  readonly endMs: number
  /** The same CRM in the same state, once for each trial. */
  crm(clock: VirtualClock): TrialCrm
  remove(): void
}

const startMs = Date.UTC(2026, 2, 2, 9)

export async function makeTemplate(seed: number): Promise<Template> {
  const root = mkdtempSync(join(tmpdir(), 'fieldpost-damage-'))
  const folders = { killed: join(root, 'killed'), closed: join(root, 'closed') }
  const folder = join(root, 'live')
  const random = seededRandom(seed)
  const clock = new VirtualClock(startMs)
  const crm = new TrialCrm({ seed, startMs: startMs - 60_000, nowMs: () => clock.nowMs() })
  const app = new TrialApp({ folder, crm, clock, random })
  app.addAccount()
  await app.settle()
  // Half of the replica in the file, half of it in the log.
  app.databases.replica.raw.pragma('wal_checkpoint(TRUNCATE)')
  const conversations = crm.model.state.listedConversations().map((row) => row.id)
  const notes: WrittenNote[] = []
  const write = (count: number, isInBackup: boolean): void => {
    for (let index = 0; index < count; index += 1) {
      const conversation = conversations[random.int(0, 5)] ?? ''
      const text = textOf(random.next(), notes.length)
      notes.push({ noteId: app.writeNote(conversation, text), conversation, text, isInBackup })
    }
  }
  crm.fates.push('answered', 'answer_lost', 'request_lost', 'answer_lost', 'answered', 'answer_lost')
  write(24, true)
  await app.settle()
  write(6, true)
  refreshJournalBackup(app.databases.journal, folder)
  // What follows the backup: it does not know that these were delivered, nor of those after them.
  await app.settle()
  crm.fates.push('answered', 'answer_lost')
  write(8, false)
  await app.settle()
  crm.fates.push(...Array.from({ length: 40 }, () => 'answer_lost' as const))
  write(2, false)
  await app.pass(300)
  crm.isOffline = true
  write(6, false)
  await app.pass(2_000)
  // The files of a process that is killed now: its log and its shared memory stay behind.
  mkdirSync(folders.killed)
  cpSync(folder, folders.killed, { recursive: true })
  const [killedOutbox, killedLooks] = [outboxOf(app.databases.journal), looksOf(app.databases)]
  await app.stopEngine()
  const [closedOutbox, closedLooks] = [outboxOf(app.databases.journal), looksOf(app.databases)]
  await app.close()
  cpSync(folder, folders.closed, { recursive: true, preserveTimestamps: true })
  cpSync(databaseFiles(folders.killed).journalBackup, databaseFiles(folders.closed).journalBackup)
  rmSync(folder, { recursive: true })
  const taken = [...crm.taken]
  return {
    folders,
    notes,
    outbox: { killed: killedOutbox, closed: closedOutbox },
    looks: { killed: killedLooks, closed: closedLooks },
    opensInMs: slowestOpening(folders.killed, clock.nowMs()),
    endMs: clock.nowMs(),
    crm(ofTrial) {
      const fresh = new TrialCrm({ seed, startMs: startMs - 60_000, nowMs: () => ofTrial.nowMs() })
      fresh.replay(taken)
      return fresh
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

const openings = 5

/** Of a few: the machine may be busy. */
function slowestOpening(folder: string, nowMs: number): number {
  const tookMs = Array.from({ length: openings }, () => {
    const copy = mkdtempSync(join(tmpdir(), 'fieldpost-opening-'))
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
    const startedMs = performance.now()
    const opened = openDatabases(copy, { role: 'owner', nowMs })
    const openedInMs = performance.now() - startedMs
    if (!opened.ok) throw new Error(`A whole folder did not open: ${opened.error.kind}`)
    if (opened.value.notices.length > 0) throw new Error('A whole folder was taken for damaged')
    closeDatabases(opened.value, { role: 'owner' })
    rmSync(copy, { recursive: true, force: true })
    return openedInMs
  })
  return Math.max(...tookMs)
}

/** The whole outbox as one text, for comparing. */
export function outboxOf({ raw }: Journal): string {
  return JSON.stringify([
    raw.prepare('SELECT * FROM notes_outbox ORDER BY lane_sequence').all(),
    raw.prepare('SELECT * FROM note_receipts ORDER BY id').all(),
  ])
}

function textOf(draw: number, number: number): string {
  if (draw < 0.3) return 'Called, no answer.'
  if (draw < 0.4) return `${refusedMarker} ${number}`
  return `Visit ${number}: ${'wants the quote by Friday. '.repeat(Math.ceil(draw * 40))}`
}
