import { z } from 'zod'
import { type AccountRow, listAccounts } from '../../../db/accounts.ts'
import { folderLockState } from '../../../db/folder-lock.ts'
import { inboxCounts } from '../../../db/queries/inbox.ts'
import { missingRows } from '../../../db/queries/missing.ts'
import { quarantineCount } from '../../../db/queries/quarantine.ts'
import { countRows } from '../../../db/queries/targets.ts'
import { recentRuns } from '../../../db/runs.ts'
import { readStreamStates } from '../../../db/streams.ts'
import { crmOf } from '../accounts/provider.ts'
import { defineCommand } from '../command.ts'
import { statusShape } from '../output-shapes.ts'
import { failureKind, moment, shownAccount } from '../shown.ts'
import { oneLine } from '../table.ts'
import { text } from '../text.ts'
import { accountText } from '../text-accounts.ts'
import { type Workspace, whileReading } from '../workspace.ts'

export const status = defineCommand({
  name: 'status',
  usage: '',
  summary: 'Tells how fresh and complete the local copy is, and what waits to be sent',
  options: z.object({}),
  help: {},
  takes: [0, 0],
  shape: statusShape,
  run: (context) => {
    const inUseBy = shownHolder(context.folder)
    return whileReading(context, (workspace) => {
      const { outbox, troubled } = inboxCounts(workspace.replica, workspace.journal, { accountId: null })
      return {
        ok: true as const,
        data: {
          folder: context.folder,
          inUseBy,
          accounts: listAccounts(workspace.journal).map((account) => accountStatus(workspace, account)),
          outbox: { waiting: outbox - troubled, troubled },
        },
      }
    })
  },
  lines: (data) => [
    ...(data.accounts.length === 0 ? [accountText.none] : []),
    ...data.accounts.flatMap((account) => [
      `${account.id}  ${oneLine(account.label, 40)}  ${accountText.line(account.secret, account.isPaused)}, ${text.freshness(account.freshAsOf)}`,
      ...account.streams.map(
        (stream) =>
          `   ${text.figures(stream.have, stream.isComplete ? null : stream.total, stream.stream)}${text.completeness(stream.isComplete)}`,
      ),
      ...(account.lastFailure === null ? [] : [`   ${text.lastFailure(account.lastFailure)}`]),
      ...account.missing.map((missing) => `   ${accountText.missing(missing)} ${accountText.missingNext(account.id)}`),
    ]),
    text.outboxLine(data.outbox.waiting, data.outbox.troubled),
    ...(data.inUseBy === null ? [] : [text.doctor.inUse({ ...data.inUseBy, sinceMs: 0 })]),
  ],
})

function shownHolder(folder: string) {
  const { holder } = folderLockState(folder)
  return holder === null ? null : { pid: holder.pid, program: holder.program, since: moment(holder.sinceMs) }
}

function accountStatus(workspace: Workspace, account: AccountRow) {
  const { replica } = workspace
  const have = countRows(replica, account.accountId)
  const states = readStreamStates(replica, account.accountId)
  const [lastRun] = recentRuns(replica, account.accountId, 1)
  const { streams } = crmOf(account).capabilities
  // What cannot be asked for news is looked through for hours, and would make the account look stale for good.
  const counted = states.filter(({ stream }) =>
    streams.some(({ name, hasWatermark }) => name === stream && hasWatermark),
  )
  const isBackfilled = counted.length > 0 && counted.every((state) => state.backfill === 'finished')
  const fresh = counted.map((state) => state.freshAsOfMs)
  const oldest = fresh.reduce<number | null>(
    (low, each) => (low === null || each === null ? null : Math.min(low, each)),
    Number.POSITIVE_INFINITY,
  )
  return {
    ...shownAccount(workspace, account),
    freshAsOf: isBackfilled ? moment(oldest) : null,
    streams: states.map((state) => ({
      stream: state.stream,
      isComplete: state.backfill === 'finished',
      completeSince: moment(state.coveredFromMs),
      have: have[state.stream],
      total: state.total,
      freshAsOf: moment(state.freshAsOfMs),
    })),
    lastFailure:
      lastRun === undefined || lastRun.failure === null
        ? null
        : { at: moment(lastRun.endedAtMs), stream: lastRun.stream, kind: failureKind(lastRun.failure) },
    quarantined: quarantineCount(replica, account.accountId),
    missing: missingRows(replica, account.accountId),
  }
}
