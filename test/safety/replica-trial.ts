import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordClose } from '../../db/clean-close.ts'
import { databaseFiles } from '../../db/files.ts'
import { inboxPage } from '../../db/queries/inbox.ts'
import { search } from '../../db/queries/search.ts'
import { seededRandom } from '../sandbox/random.ts'
import { crmRows, replicaRows, rowDifferences } from '../support/replica-equals-crm.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { type Damage, damageDatabase } from './damage.ts'
import { notesAgainstCrm } from './notes-against-crm.ts'
import { type Ending, outboxOf, type Template } from './template.ts'
import { TrialApp } from './trial-app.ts'

export interface ReplicaTrialReport {
  readonly damage: Damage
  readonly ending: Ending
  /** Found at the opening, met by a statement later, or neither: the damage hit nothing, or a text that no check can tell. */
  readonly found: 'at_opening' | 'while_running' | 'not_at_all'
  readonly openedInMs: number
  /** Rows whose text was changed where no check sees it. */
  readonly changedTexts: number
  readonly violations: readonly string[]
}

/** Damages the replica of a synced folder, opens it, uses it, syncs it, and compares everything. */
export async function tryDamagedReplica(template: Template, seed: number): Promise<ReplicaTrialReport> {
  const random = seededRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-trial-'))
  try {
    const ending = random.weighted<Ending>([
      ['killed', 3],
      ['closed', 2],
    ])
    cpSync(template.folders[ending], folder, { recursive: true, preserveTimestamps: true })
    const damage = damageDatabase(databaseFiles(folder).replica, random, seed)
    // A sector that rots leaves the file's size and time alone: half of the time the damage must be met later.
    if (ending === 'closed' && random.chance(0.5)) recordClose(folder)

    const clock = new VirtualClock(template.endMs + 60_000)
    const crm = template.crm(clock)
    const startedMs = performance.now()
    const app = new TrialApp({ folder, crm, clock, random })
    const openedInMs = performance.now() - startedMs
    const noticesAtOpening = app.notices.length
    const violations: string[] = []
    if (outboxOf(app.databases.journal) !== template.outbox[ending]) violations.push('the outbox is not as it was')

    await app.using(() => useIt(app))
    const conversation = template.notes[0]?.conversation ?? ''
    const written = {
      noteId: app.writeNote(conversation, 'Written on a damaged disk.'),
      conversation,
      isInBackup: false,
    }
    await app.settle()
    const notes = [...template.notes, { ...written, text: 'Written on a damaged disk.' }]
    const { differences, changedTexts } = await comparedAtRest(app, damage)
    violations.push(...differences)
    const outcome = notesAgainstCrm(app.databases.journal, crm.model.state, notes)
    violations.push(...outcome.violations, ...outcome.missing.map((note) => `LOST: ${note.noteId}`))
    const integrity = app.databases.replica.raw.pragma('integrity_check(1)', { simple: true })
    if (integrity !== 'ok' && damage.isCoarse && ending === 'killed') violations.push(`integrity: ${integrity}`)
    await app.close()
    const found = noticesAtOpening > 0 ? 'at_opening' : app.notices.length > 0 ? 'while_running' : 'not_at_all'
    return { damage, ending, found, openedInMs, changedTexts, violations }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function useIt({ databases: { replica, journal } }: TrialApp): void {
  inboxPage(replica, journal, { accountId: null, filter: 'active', cursor: null, limit: 100 })
  search(replica, journal, { text: 'quote', accountId: null, cursor: null, limit: 50 })
}

/** Reading everything may be what meets the damage first: then the replica was begun anew, and is compared when it is full again. */
async function comparedAtRest(app: TrialApp, damage: Damage): Promise<ReturnType<typeof compare>> {
  const known = app.notices.length
  const compared = await app.using(() => compare(app, damage))
  if (app.notices.length === known) return compared
  await app.settle()
  return compare(app, damage)
}

/** Bytes changed inside a text are no damage to SQLite: such rows are counted where the trial changed a few bytes, and a violation else. */
function compare(app: TrialApp, damage: Damage): { differences: string[]; changedTexts: number } {
  const here = replicaRows(app.databases.replica)
  const there = crmRows(app.crm.model, 'B')
  const differences = rowDifferences(here, there, 1_000)
  const isOnlyTexts = differences.every((line) => line.includes(': here '))
  if (!damage.isCoarse && isOnlyTexts) return { differences: [], changedTexts: differences.length }
  return { differences: differences.slice(0, 3), changedTexts: 0 }
}
