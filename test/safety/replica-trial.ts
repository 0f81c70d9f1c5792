import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordClose } from '../../db/clean-close.ts'
import { databaseFiles } from '../../db/files.ts'
import { seededRandom } from '../sandbox/random.ts'
import { crmRows, replicaRows, rowDifferences } from '../support/replica-equals-crm.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { type Damage, damageDatabase } from './damage.ts'
import { type Looks, looksOf } from './looks.ts'
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

/** How much longer a damaged folder may take to open than a whole one, on a machine that does other things too. */
const slowestFactor = 25

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
    const isUnseen = ending === 'closed' && random.chance(0.5)
    if (isUnseen) recordClose(folder)

    const clock = new VirtualClock(template.endMs + 60_000)
    const crm = template.crm(clock)
    const startedMs = performance.now()
    const app = new TrialApp({ folder, crm, clock, random })
    const openedInMs = performance.now() - startedMs
    const noticesAtOpening = app.notices.length
    const violations: string[] = []
    if (outboxOf(app.databases.journal) !== template.outbox[ending]) violations.push('the outbox is not as it was')

    const slowestMs = Math.max(1_000, slowestFactor * template.opensInMs)
    if (openedInMs > slowestMs)
      violations.push(`opened in ${Math.round(openedInMs)} ms, whole in ${Math.round(template.opensInMs)} ms`)

    const looks = await app.using(() => looksOf(app.databases))
    // What was set aside, and what is no more, comes back with the next sync.
    const isThere = app.notices.length === 0 && damage.kind !== 'removed' && damage.kind !== 'emptied'
    if (isThere) violations.push(...missingAtFirst(looks, template.looks[ending], damage))
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
    // Damage to a page that nobody reads may stay unseen where the file looks as it was left.
    const integrity = app.databases.replica.raw.pragma('integrity_check(1)', { simple: true })
    if (integrity !== 'ok' && !isUnseen) violations.push(`integrity: ${integrity}`)
    violations.push(...missingAfterSync(looksOf(app.databases), template.looks[ending], damage, changedTexts))
    await app.close()
    const found = noticesAtOpening > 0 ? 'at_opening' : app.notices.length > 0 ? 'while_running' : 'not_at_all'
    return { damage, ending, found, openedInMs, changedTexts, violations }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where no damage was found, all is there to be looked at: only a log that is gone takes what it held with it. */
function missingAtFirst(looks: Looks, whole: Looks, damage: Damage): string[] {
  const isAllThere = looks.conversations === whole.conversations && looks.hits === whole.hits
  const isReadable = looks.conversations > 0 && looks.hits > 0
  const isFine = damage.isCoarse && !damage.kind.startsWith('log_') ? isAllThere : isReadable
  return isFine ? [] : [`looked at before the sync: ${JSON.stringify(looks)} of ${JSON.stringify(whole)}`]
}

function missingAfterSync(looks: Looks, whole: Looks, { isCoarse }: Damage, changedTexts: number): string[] {
  const isFine =
    looks.conversations >= whole.conversations - changedTexts && (isCoarse ? looks.hits === whole.hits : looks.hits > 0)
  return isFine ? [] : [`looked at after the sync: ${JSON.stringify(looks)} of ${JSON.stringify(whole)}`]
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
