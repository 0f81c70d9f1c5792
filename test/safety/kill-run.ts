import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { insertAccount } from '../../db/accounts.ts'
import { closeDatabases, openDatabases } from '../../db/open.ts'
import type { FaultRule } from '../sandbox/faults.ts'
import { startLeadpingSandbox } from '../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../sandbox/leadping/sandbox-core.ts'
import { type SeededRandom, seededRandom } from '../sandbox/random.ts'
import { type Acceleration, acceleratedClock, machineMonotonicMs } from './accelerated-clock.ts'
import { type OutcomeCounts, outcomeOf, type SavedNote } from './outcome.ts'
import { refusedMarker, type WorkloadOrders, type WorkloadWord, workloadWord } from './workload.ts'

/** One data folder, one CRM, one process that is killed again and again, and at last left to finish. */
export interface KillRunReport extends OutcomeCounts {
  readonly kills: number
  /** Of those, while the databases were being opened. */
  readonly killsWhileOpening: number
  readonly answersLost: number
  readonly violations: readonly string[]
}

const clockFactor = 40
const child = join(import.meta.dirname, 'workload-child.ts')
/** Generous: it only tells a process that is stuck from one that is slow. */
const settleWithinMs = 120_000

export async function runKills(options: { readonly seed: number; readonly kills: number }): Promise<KillRunReport> {
  const random = seededRandom(options.seed)
  const clock: Acceleration = {
    factor: clockFactor,
    startMonotonicMs: machineMonotonicMs(),
    startWallMs: Date.UTC(2026, 2, 2, 9),
  }
  const fast = acceleratedClock(clock)
  const sandbox = await startLeadpingSandbox({
    dialect: 'B',
    seed: options.seed,
    conversations: 30,
    activities: 300,
    nowMs: clock.startWallMs - 60_000,
    wallMs: fast.nowMs,
    monotonicMs: fast.monotonicMs,
    refuseNotesContaining: [refusedMarker],
  })
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-kill-'))
  const saved: SavedNote[] = []
  const violations: string[] = []
  let killsWhileOpening = 0
  try {
    addAccount(folder, sandbox, clock.startWallMs)
    const orders: Omit<WorkloadOrders, 'seed' | 'notes' | 'isLast'> = {
      folder,
      url: sandbox.url,
      key: sandbox.key,
      clock,
      timeoutMs: 4_000,
      conversations: sandbox.state
        .listedConversations()
        .slice(0, 5)
        .map((row) => row.id),
    }
    const listen = (word: WorkloadWord) => {
      if (word.kind === 'saved') saved.push(word)
      if (word.kind === 'open')
        violations.push(...word.notices.map((notice) => `a kill was taken for damage: ${notice}`))
    }
    for (let kill = 1; kill <= options.kills; kill += 1) {
      const life = { ...orders, seed: options.seed * 1_000 + kill, notes: random.int(0, 4), isLast: false }
      const end = await liveAndDie(life, random, sandbox, listen)
      if (end.kind === 'died_by_itself') violations.push(`the process ended by itself: ${end.detail}`)
      else if (!end.hadOpened) killsWhileOpening += 1
      if (random.chance(0.5)) sandbox.colleagues.inboundMessage(undefined, `Message ${kill}`)
    }
    sandbox.faults.clear()
    const last = { ...orders, seed: options.seed * 1_000, notes: 0, isLast: true }
    const end = await liveToTheEnd(last, listen)
    if (end !== null) violations.push(end)
    const outcome = outcomeOf(folder, sandbox, saved)
    const answersLost = sandbox.requests.matching({ method: 'POST', pathPattern: '/notes$' }).filter(wasLost).length
    return {
      ...outcome.counts,
      kills: options.kills,
      killsWhileOpening,
      answersLost,
      violations: [...violations, ...outcome.violations],
    }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const wasLost = ({ status, fault }: { readonly status: number | null; readonly fault: string | null }) =>
  status === null || fault !== null

function addAccount(folder: string, sandbox: LeadpingSandbox, nowMs: number): void {
  const opened = openDatabases(folder, { role: 'owner', nowMs })
  if (!opened.ok) throw new Error(opened.error.detail)
  const { me } = sandbox.state.team
  insertAccount(opened.value.journal, {
    provider: 'leadping',
    label: 'Sandbox',
    baseUrl: sandbox.url,
    userRemoteId: me.id,
    userName: me.name,
    userEmail: null,
    organizationName: null,
    createdAtMs: nowMs,
  })
  closeDatabases(opened.value, { role: 'owner' })
}

type Child = ChildProcessByStdio<null, Readable, Readable>

function start(orders: WorkloadOrders): Child {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'fieldpost-kill-compile-cache') }
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, JSON.stringify(orders)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

type End =
  | { readonly kind: 'killed'; readonly hadOpened: boolean }
  | { readonly kind: 'died_by_itself'; detail: string }

/** Lets the process live for a random while, under random faults, and kills it. */
async function liveAndDie(
  orders: WorkloadOrders,
  random: SeededRandom,
  sandbox: LeadpingSandbox,
  listen: (word: WorkloadWord) => void,
): Promise<End> {
  const running = start(orders)
  const errors = collect(running.stderr)
  const exited = once(running, 'exit')
  const closed = once(running, 'close')
  let hadOpened = false
  // Counted from what it does and not from its start: a busy machine starts processes at its own pace.
  const dieWhile = random.weighted<WorkloadWord['kind']>([
    ['opening', 3],
    ['open', 7],
  ])
  const dieAfterMs = dieWhile === 'opening' ? random.int(0, 25) : random.int(0, random.chance(0.15) ? 1_500 : 350)
  const faults = setInterval(() => topUpFaults(sandbox, random), 25)
  readWords(running, (word) => {
    listen(word)
    if (word.kind === 'open') hadOpened = true
    if (word.kind === dieWhile) void wait(dieAfterMs).then(() => running.kill('SIGKILL'))
  })
  const [, signal] = await exited
  await closed
  clearInterval(faults)
  if (signal !== 'SIGKILL') return { kind: 'died_by_itself', detail: errors.text }
  return { kind: 'killed', hadOpened }
}

/** Null, or what went wrong. */
async function liveToTheEnd(orders: WorkloadOrders, listen: (word: WorkloadWord) => void): Promise<string | null> {
  const running = start(orders)
  const errors = collect(running.stderr)
  readWords(running, listen)
  const closed = once(running, 'close')
  const overdue = setTimeout(() => running.kill('SIGKILL'), settleWithinMs)
  await closed
  clearTimeout(overdue)
  if (running.exitCode === 0) return null
  return running.signalCode === 'SIGKILL' ? `not settled after ${settleWithinMs} ms` : `ended by itself: ${errors.text}`
}

function readWords(running: Child, listen: (word: WorkloadWord) => void): void {
  createInterface({ input: running.stdout }).on('line', (line) => listen(workloadWord.parse(JSON.parse(line))))
}

function collect(stream: Readable): { text: string } {
  const collected = { text: '' }
  stream.setEncoding('utf8').on('data', (piece: string) => {
    collected.text += piece
  })
  return collected
}

const onNotes = { method: 'POST', pathPattern: '/notes$' }

/** Keeps a few faults waiting: most for notes, so that most answers to them are lost, before or after the CRM took them. */
function topUpFaults(sandbox: LeadpingSandbox, random: SeededRandom): void {
  while (sandbox.faults.waiting < 3) {
    const rule = random.weighted<FaultRule>([
      [{ kind: 'drop_after_commit', match: onNotes }, 4],
      [{ kind: 'drop_before_commit', match: onNotes }, 3],
      [{ kind: 'hang', afterCommit: true, match: onNotes }, 2],
      [{ kind: 'hang', match: onNotes }, 1],
      [{ kind: 'status', status: 503, afterCommit: true, match: onNotes }, 2],
      [{ kind: 'status', status: 500, match: onNotes }, 1],
      [{ kind: 'slow', ms: random.int(1, 120), afterCommit: true, match: onNotes }, 2],
      [{ kind: 'truncate', match: onNotes }, 1],
      [{ kind: 'malformed_json', match: onNotes }, 1],
      [{ kind: 'html', match: onNotes }, 1],
      [{ kind: 'status', status: 503 }, 1],
      [{ kind: 'drop_before_commit' }, 1],
      [{ kind: 'slow', ms: random.int(1, 60) }, 1],
    ])
    sandbox.faults.add({ ...rule, skip: random.int(0, 2) })
  }
}
