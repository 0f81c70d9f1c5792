import type { AccountRow } from '../../../db/accounts.ts'
import { refreshJournalBackup } from '../../../db/journal/backup.ts'
import { listOpenNotes, readNote } from '../../../db/outbox.ts'
import { countRows } from '../../../db/queries/targets.ts'
import { readStreamStates } from '../../../db/streams.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { Engine } from '../../sync/engine.ts'
import { JournalBackup } from '../../sync/journal-backup.ts'
import type { EngineStatus, FromEngine } from '../../sync/protocol.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'
import { AccountSync, type SyncMode } from './account-sync.ts'
import { providerOf, signIn } from './sign-in.ts'

export interface SyncPlan {
  readonly mode: SyncMode
  readonly accounts: readonly AccountRow[]
  /** Null: as long as it takes. */
  readonly timeoutMs: number | null
}

export interface SyncReport {
  readonly accounts: readonly AccountSync[]
  /** Notes that reached the CRM during this run. */
  readonly delivered: number
  readonly wasInterrupted: boolean
}

/** How often is looked whether there is anything left to wait for, besides at every word of the engine. */
const lookEveryMs = 200
const progressEveryMs = 1_000

/** Runs the engine on these accounts until each has come to its end, the time is up or the user ends it. */
export async function runSync(context: CommandContext, workspace: Workspace, plan: SyncPlan): Promise<SyncReport> {
  const { clock } = context
  const openBefore = listOpenNotes(workspace.journal).map((note) => note.noteId)
  const accounts = plan.accounts.map((account) => new AccountSync(context, workspace, account, plan.mode))
  const ended = new AbortController()
  const statuses = new Map<number, EngineStatus>()
  const backUp = () => {
    try {
      refreshJournalBackup(workspace.journal, context.folder)
    } catch (error) {
      onBug(error)
    }
  }
  const backup = new JournalBackup({ clock, backUp })
  const { engine, bug, onBug } = startEngine(context, workspace, (message) => {
    if (message.kind === 'changed' && message.topics.some((topic) => topic.kind === 'outbox')) backup.changed()
    if (message.kind !== 'status') return
    for (const status of message.accounts) statuses.set(status.accountId, status)
  })
  const begin = async (each: AccountSync) => {
    const isPatient = plan.mode !== 'once'
    const secret = await signIn(context, workspace, each.account, { isPatient, signal: ended.signal })
    if (!secret.ok) each.couldNotSignIn(secret.failure)
    else if (!ended.signal.aborted) startAccount(engine, each.account, secret.value)
  }
  for (const each of accounts) if (each.end === null) void begin(each).catch(onBug)

  const interrupt: { has: boolean } = { has: false }
  const look = new Promise<void>((resolve) => {
    const startedAtMs = clock.monotonicMs()
    let toldAtMs = startedAtMs
    const step = () => {
      const nowMs = clock.monotonicMs()
      for (const each of accounts) each.follow(statuses.get(each.account.accountId) ?? null)
      if (nowMs - toldAtMs >= progressEveryMs) {
        toldAtMs = nowMs
        for (const each of accounts) if (each.end === null) tell(context, workspace, each.account)
      }
      if (plan.timeoutMs !== null && nowMs - startedAtMs >= plan.timeoutMs) {
        for (const each of accounts) each.timedOut()
      }
      if (interrupt.has || accounts.every((each) => each.end !== null)) resolve()
      else clock.schedule(lookEveryMs, step)
    }
    step()
  })
  const release = context.onInterrupt(() => {
    interrupt.has = true
  })
  try {
    await Promise.race([look, bug])
  } finally {
    for (const each of accounts) each.stopped()
    ended.abort()
    release()
    await engine.stop()
    backup.stop()
  }
  const delivered = openBefore.filter((noteId) => readNote(workspace.journal, noteId)?.state === 'delivered').length
  return { accounts, delivered, wasInterrupted: interrupt.has }
}

/** `bug` rejects when a part of the engine threw: what it does next is not known, and the command must end. */
function startEngine(context: CommandContext, workspace: Workspace, post: (message: FromEngine) => void) {
  const { clock, random, transport } = context
  let fail: (error: unknown) => void = () => undefined
  const bug = new Promise<never>((_, reject) => {
    fail = reject
  })
  const onBug = (error: unknown) => fail(error)
  const engine = new Engine({ ...workspace, clock, random, transport, connectorFor, post, onBug })
  return { engine, bug, onBug }
}

function startAccount(engine: Engine, account: AccountRow, secret: string): void {
  const { accountId, baseUrl, isPaused } = account
  engine.handle({ kind: 'account', account: { accountId, provider: providerOf(account), baseUrl, secret, isPaused } })
}

function tell(context: CommandContext, { replica }: Workspace, account: AccountRow): void {
  const have = countRows(replica, account.accountId)
  const figures = readStreamStates(replica, account.accountId).map(({ stream, total }) =>
    text.figures(have[stream], total, stream),
  )
  context.progress(text.progress(account.label, figures.join(', ')))
}
