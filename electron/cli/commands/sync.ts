import { z } from 'zod'
import { type AccountRow, listAccounts } from '../../../db/accounts.ts'
import { listOpenNotes } from '../../../db/outbox.ts'
import { defineCommand, wholeNumber } from '../command.ts'
import { findAccount } from '../find.ts'
import { type CommandOutcome, type Failure, failed, type Outcome } from '../outcome.ts'
import { syncShape } from '../output-shapes.ts'
import { moment, shownNote } from '../shown.ts'
import type { SyncMode } from '../sync/account-sync.ts'
import { runSync, type SyncReport } from '../sync/run-sync.ts'
import { printable } from '../table.ts'
import { text } from '../text.ts'
import { accountText } from '../text-accounts.ts'
import { type Workspace, whileWriting } from '../workspace.ts'

const drainTimeoutSeconds = 300
const longestTimeoutSeconds = 7 * 24 * 3_600

type Synced = z.output<typeof syncShape>

export const sync = defineCommand({
  name: 'sync',
  usage: '',
  summary: 'Fetches what is new and sends what waits; once, until nothing waits, or until you end it',
  options: z.object({
    once: z.boolean().default(false),
    watch: z.boolean().default(false),
    'until-drained': z.boolean().default(false),
    timeout: wholeNumber(1, longestTimeoutSeconds).optional(),
    account: z.string().optional(),
  }),
  help: {
    once: { value: null, help: 'fetch all that is due, send what can be sent, then end; what it does by default' },
    'until-drained': { value: null, help: 'also wait until no note is on its way; at most 300 s, or --timeout' },
    watch: { value: null, help: 'go on until Ctrl+C or SIGTERM' },
    timeout: { value: 'SECONDS', help: 'end after so long, whatever is left' },
    account: { value: 'ACCOUNT', help: 'this account only' },
  },
  takes: [0, 0],
  shape: syncShape,
  async run(context, options): Promise<CommandOutcome<Synced>> {
    if (options.watch && (options.once || options['until-drained'])) return failed('wrong_usage', text.watchIsAlone)
    const mode = options.watch ? 'watch' : options['until-drained'] ? 'until_drained' : 'once'
    return whileWriting(context, async (workspace): Promise<CommandOutcome<Synced>> => {
      const accounts = chosen(workspace, options.account)
      if (!accounts.ok) return accounts
      if (mode === 'watch') context.progress(text.watching)
      const seconds = options.timeout ?? (mode === 'until_drained' ? drainTimeoutSeconds : null)
      const plan = { mode, accounts: accounts.value, timeoutMs: seconds === null ? null : seconds * 1_000 } as const
      return reported(workspace, mode, await runSync(context, workspace, plan))
    })
  },
  lines: ({ accounts, delivered, waiting }) => [
    ...accounts.map((account) => printable(account.message)),
    ...(delivered > 0 ? [text.delivered(delivered)] : []),
    ...(waiting.length > 0 ? [text.notesWaiting(waiting.length)] : []),
  ],
})

function chosen(workspace: Workspace, word: string | undefined): Outcome<readonly AccountRow[]> {
  if (word !== undefined) {
    const found = findAccount(workspace, word)
    return found.ok ? { ok: true, value: [found.value] } : found
  }
  const accounts = listAccounts(workspace.journal)
  return accounts.length === 0 ? failed('unknown', accountText.none) : { ok: true, value: accounts }
}

function reported(workspace: Workspace, mode: SyncMode, report: SyncReport): CommandOutcome<Synced> {
  const ids = new Set(report.accounts.map((each) => each.account.accountId))
  const waiting = listOpenNotes(workspace.journal)
    .filter((note) => ids.has(note.accountId))
    .map((note) => shownNote(workspace, note))
  const accounts = report.accounts.map(({ account, end, freshAsOfMs }) => ({
    id: account.accountId,
    label: account.label,
    outcome: end?.outcome ?? ('stopped' as const),
    message: end?.message ?? text.stopped(account.label),
    freshAsOf: moment(freshAsOfMs),
  }))
  const trouble = troubleOf(accounts, waiting.length, mode, report.wasInterrupted)
  const data = { accounts, delivered: report.delivered, waiting }
  return trouble === null ? { ok: true, data } : { ok: true, data, trouble }
}

/** The exit code tells the worst of it; what the user can mend comes first. */
function troubleOf(
  accounts: Synced['accounts'],
  waiting: number,
  mode: SyncMode,
  wasInterrupted: boolean,
): Failure | null {
  const of = (outcome: string) => accounts.find((account) => account.outcome === outcome)
  const refused = of('credentials')
  if (refused !== undefined) return { kind: 'credentials', message: refused.message }
  if (wasInterrupted) return mode === 'watch' ? null : { kind: 'interrupted', message: text.interrupted }
  if (mode === 'until_drained' && waiting > 0) return { kind: 'notes_waiting', message: text.notesWaiting(waiting) }
  const unfinished = of('unreachable') ?? of('stopped')
  return unfinished === undefined ? null : { kind: 'unreachable', message: unfinished.message }
}
