import { z } from 'zod'
import { listAccounts } from '../../../db/accounts.ts'
import { defineCommand } from '../command.ts'
import { accountListShape } from '../output-shapes.ts'
import { shownAccount } from '../shown.ts'
import { oneLine, table } from '../table.ts'
import { accountText } from '../text-accounts.ts'
import { whileReading } from '../workspace.ts'

export const accountList = defineCommand({
  name: 'account list',
  usage: '',
  summary: 'Lists the connected accounts',
  options: z.object({}),
  help: {},
  takes: [0, 0],
  shape: accountListShape,
  run: (context) =>
    whileReading(context, (workspace) => {
      const accounts = listAccounts(workspace.journal).map((account) => shownAccount(workspace, account))
      return { ok: true as const, data: { accounts } }
    }),
  lines: ({ accounts }) =>
    accounts.length === 0
      ? [accountText.none]
      : table(
          accounts.map((account) => [
            String(account.id),
            account.provider,
            oneLine(account.label, 40),
            oneLine(account.userName, 40),
            accountText.line(account.secret, account.isPaused),
          ]),
        ),
})
