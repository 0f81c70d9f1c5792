import { z } from 'zod'
import { listAccounts } from '../../../db/accounts.ts'
import { attachForReading } from '../../../db/attach-for-reading.ts'
import { inboxCounts } from '../../../db/queries/inbox.ts'
import { defineCommand } from '../command.ts'
import { accountChecks } from '../doctor/account-checks.ts'
import { type Check, finding } from '../doctor/check.ts'
import { folderChecks } from '../doctor/folder-checks.ts'
import type { CommandOutcome } from '../outcome.ts'
import { doctorShape } from '../output-shapes.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import type { Workspace } from '../workspace.ts'

const words = text.doctor

export const doctor = defineCommand({
  name: 'doctor',
  usage: '',
  summary: 'Checks files, disk, clock, network and keys, and says what to do; changes nothing',
  options: z.object({}),
  help: {},
  takes: [0, 0],
  shape: doctorShape,
  async run(context): Promise<CommandOutcome<z.output<typeof doctorShape>>> {
    const checks = [...folderChecks(context.folder), ...(await contentChecks(context))]
    const wrong = checks.filter((check) => check.status === 'wrong').length
    const data = { isWell: wrong === 0, checks }
    if (wrong === 0) return { ok: true, data }
    return { ok: true, data, trouble: { kind: 'trouble_found', message: words.unwell(wrong) } }
  },
  lines: ({ isWell, checks }) => [
    ...checks.flatMap(({ status, message, advice }) => [
      `${{ ok: 'ok   ', note: 'note ', wrong: 'WRONG' }[status]}  ${message}`,
      ...(advice === null ? [] : [`       ${advice}`]),
    ]),
    ...(isWell ? [words.well] : []),
  ],
})

/** Files that cannot be read have been reported already; of their content nothing is known. */
async function contentChecks(context: CommandContext): Promise<Check[]> {
  const attached = attachForReading(context.folder)
  if (attached === null) return []
  try {
    const accounts = listAccounts(attached.journal)
    const each: Check[][] = []
    for (const account of accounts) each.push(await accountChecks(context, attached, account))
    const connected =
      accounts.length === 0
        ? finding('accounts', 'note', words.noAccounts, words.noAccountsAdvice)
        : finding('accounts', 'ok', words.accounts(accounts.length))
    return [connected, ...each.flat(), outboxCheck(attached)]
  } finally {
    attached.close()
  }
}

function outboxCheck({ replica, journal }: Workspace): Check {
  const { outbox, troubled } = inboxCounts(replica, journal, { accountId: null })
  if (outbox === 0) return finding('outbox', 'ok', words.drained)
  const message = words.waiting(outbox - troubled, troubled)
  return troubled === 0 ? finding('outbox', 'note', message) : finding('outbox', 'wrong', message, words.troubledAdvice)
}
