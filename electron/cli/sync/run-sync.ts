import type { AccountRow } from '../../../db/accounts.ts'
import { openAttachmentStore } from '../../../db/attachment-store.ts'
import { refreshJournalBackup } from '../../../db/journal/backup.ts'
import { listOpenNotes, readNote } from '../../../db/outbox.ts'
import { countRows } from '../../../db/queries/targets.ts'
import { readStreamStates } from '../../../db/streams.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { Engine } from '../../sync/engine.ts'
import { JournalBackup } from '../../sync/journal-backup.ts'
import type { EngineStatus, FromEngine } from '../../sync/protocol.ts'
import { crmOf } from '../accounts/provider.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'
import { AccountSync, type SyncMode } from './account-sync.ts'
import { signIn } from './sign-in.ts'

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
  const openBefore = listOpenNotes(workspace.journal).map((note) => note.noteId)
  const accounts = plan.accounts.map((account) => new AccountSync(context, workspace, account, plan.mode))
  const { engine, backup, statuses, bug, onBug } = startEngine(context, workspace)
  const ended = new AbortController()
  for (const each of accounts) {
    if (each.end === null) void begin(context, workspace, engine, each, plan.mode, ended.signal).catch(onBug)
  }
  let wasInterrupted = false
  const release = context.onInterrupt(() => {
    wasInterrupted = true
    for (const each of accounts) each.stopped()
  })
  try {
    await Promise.race([allEnded(context, workspace, accounts, statuses, plan.timeoutMs), bug])
  } finally {
    for (const each of accounts) each.stopped()
    ended.abort()
    release()
    await engine.stop()
    backup.stop()
  }
  const delivered = openBefore.filter((noteId) => readNote(workspace.journal, noteId)?.state === 'delivered').length
  return { accounts, delivered, wasInterrupted }
}

/** Gives the account to the engine, once it is known that its secret is its own. */
async function begin(
  context: CommandContext,
  workspace: Workspace,
  engine: Engine,
  sync: AccountSync,
  mode: SyncMode,
  signal: AbortSignal,
): Promise<void> {
  const { account } = sync
  const secret = await signIn(context, workspace, account, { isPatient: mode !== 'once', signal })
  if (!secret.ok) return sync.couldNotSignIn(secret.failure)
  if (signal.aborted) return
  const { accountId, baseUrl, isPaused } = account
  const { provider } = crmOf(account)
  engine.handle({ kind: 'account', account: { accountId, provider, baseUrl, secret: secret.value, isPaused } })
}

/** Looks again and again whether there is anything left to wait for. */
function allEnded(
  context: CommandContext,
  workspace: Workspace,
  accounts: readonly AccountSync[],
  statuses: ReadonlyMap<number, EngineStatus>,
  timeoutMs: number | null,
): Promise<void> {
  const { clock } = context
  const startedAtMs = clock.monotonicMs()
  let toldAtMs = startedAtMs
  return new Promise((resolve) => {
    const look = () => {
      const nowMs = clock.monotonicMs()
      for (const each of accounts) each.follow(statuses.get(each.account.accountId) ?? null)
      if (timeoutMs !== null && nowMs - startedAtMs >= timeoutMs) for (const each of accounts) each.timedOut()
      const left = accounts.filter((each) => each.end === null)
      if (left.length === 0) return resolve()
      if (nowMs - toldAtMs >= progressEveryMs) {
        toldAtMs = nowMs
        for (const each of left) tell(context, workspace, each.account)
      }
      clock.schedule(lookEveryMs, look)
    }
    look()
  })
}

/** `bug` rejects when a part of the engine threw: what it does next is not known, and the command must end. */
function startEngine(context: CommandContext, workspace: Workspace) {
  const { clock, random, transport, folder } = context
  const statuses = new Map<number, EngineStatus>()
  let onBug: (error: unknown) => void = () => undefined
  const bug = new Promise<never>((_, reject) => {
    onBug = reject
  })
  const backUp = () => {
    try {
      refreshJournalBackup(workspace.journal, folder)
    } catch (error) {
      onBug(error)
    }
  }
  const backup = new JournalBackup({ clock, backUp })
  const post = (message: FromEngine) => {
    if (message.kind === 'changed' && message.topics.some((topic) => topic.kind === 'outbox')) backup.changed()
    if (message.kind === 'status') for (const status of message.accounts) statuses.set(status.accountId, status)
  }
  const attachments = openAttachmentStore(folder)
  const readAttachment = (contentHash: string) => attachments.read(contentHash)
  const engine = new Engine({ ...workspace, clock, random, transport, connectorFor, readAttachment, post, onBug })
  // No window to look at: news is fetched at the gentle pace, and a watch may run for months.
  engine.handle({ kind: 'attention', level: 'idle' })
  return { engine, backup, statuses, bug, onBug }
}

function tell(context: CommandContext, { replica }: Workspace, account: AccountRow): void {
  const have = countRows(replica, account.accountId)
  const figures = readStreamStates(replica, account.accountId).map(({ stream, total }) =>
    text.figures(have[stream], total, stream),
  )
  context.progress(text.progress(account.label, figures.join(', ')))
}
