import { writeSync } from 'node:fs'
import { refreshJournalBackup } from '../../db/journal/backup.ts'
import { closeDatabases, type Databases, openDatabases } from '../../db/open.ts'
import { listOpenNotes } from '../../db/outbox.ts'
import { createFetchTransport } from '../../electron/connectors/fetch-transport.ts'
import { connectorFor } from '../../electron/connectors/registry.ts'
import { sleep } from '../../electron/sync/clock.ts'
import { Engine } from '../../electron/sync/engine.ts'
import { JournalBackup } from '../../electron/sync/journal-backup.ts'
import { writeNote } from '../../electron/sync/outbox/user-actions.ts'
import type { EngineStatus } from '../../electron/sync/protocol.ts'
import { seededRandom } from '../sandbox/random.ts'
import { acceleratedClock } from './accelerated-clock.ts'
import { refusedMarker, type WorkloadWord, workloadOrders } from './workload.ts'

/**
 * Fieldpost's process as the kill trials run it: the real engine over real files, a user who writes notes, and somebody outside
 * who kills it. It says what it does before and after the moments that matter, synchronously, so that a word that was said is
 * known even if the process dies in the next instant.
 */

const accountId = 1
const orders = workloadOrders.parse(JSON.parse(process.argv[2] ?? ''))
const clock = acceleratedClock(orders.clock)
const random = seededRandom(orders.seed)

function say(word: WorkloadWord): void {
  writeSync(1, `${JSON.stringify(word)}\n`)
}

function open(role: 'owner' | 'attached'): Databases {
  const opened = openDatabases(orders.folder, { role, nowMs: clock.nowMs() })
  if (!opened.ok) throw new Error(`did not open: ${opened.error.kind} ${opened.error.detail}`)
  return opened.value
}

say({ kind: 'opening' })
// As in the app: the window's connection and the engine's own.
const owner = open('owner')
const attached = open('attached')
say({ kind: 'open', notices: owner.notices.map((notice) => notice.detail) })

let status: EngineStatus | undefined
const backup = new JournalBackup({ clock, backUp: () => refreshJournalBackup(attached.journal, orders.folder) })
const engine = new Engine({
  replica: attached.replica,
  journal: attached.journal,
  clock,
  random: () => random.next(),
  transport: createFetchTransport({ clock, timeoutMs: orders.timeoutMs, maxBodyBytes: 64 * 1024 * 1024 }),
  connectorFor,
  readAttachment: () => null,
  post: (message) => {
    if (message.kind === 'status') status = message.accounts[0]
    if (message.kind === 'changed' && message.topics.some((topic) => topic.kind === 'outbox')) backup.changed()
  },
  onBug: (error) => {
    throw error
  },
})
const { url: baseUrl, key: secret } = orders
engine.handle({ kind: 'account', account: { accountId, provider: 'leadping', baseUrl, secret, isPaused: false } })

async function writeNotes(): Promise<void> {
  for (let written = 0; written < orders.notes; written += 1) {
    await sleep(clock, random.int(0, 4_000))
    const conversation = random.pick(orders.conversations)
    const text = textOf()
    const target = { accountId, remoteId: conversation, leadRemoteId: null, displayName: 'Somebody' }
    const surroundings = { journal: owner.journal, clock, random: () => random.next(), maxNoteCharacters: 20_000 }
    const saved = writeNote(surroundings, target, text, random.chance(0.5) ? 0 : 2_000)
    if (!saved.ok) throw new Error(`not saved: ${saved.problem}`)
    say({ kind: 'saved', noteId: saved.note.noteId, conversation, text })
    engine.handle({ kind: 'outbox_changed' })
  }
}

/** Many of the same text in the same conversations: two equal notes are legitimate, and the hardest to tell from one sent twice. */
function textOf(): string {
  if (random.chance(0.4)) return 'Called, no answer.'
  if (random.chance(0.05)) return `${refusedMarker} ${random.uuid()}`
  return `Visit ${random.uuid()}: ${'wants the quote by Friday. '.repeat(random.int(1, 20))}`
}

async function settle(): Promise<void> {
  const isMoving = () => listOpenNotes(owner.journal).some((note) => note.state !== 'rejected' && !note.needsAnswer)
  while (isMoving()) await sleep(clock, 500)
  const emptyAtMs = clock.nowMs()
  while ((status?.freshAsOfMs ?? 0) < emptyAtMs) {
    engine.handle({ kind: 'sync_now', accountId: null })
    await sleep(clock, 2_000)
  }
  backup.stop()
  await engine.stop()
  closeDatabases(attached, { role: 'attached' })
  closeDatabases(owner, { role: 'owner' })
  say({ kind: 'settled' })
  process.exit(0)
}

await (orders.isLast ? settle() : writeNotes())
