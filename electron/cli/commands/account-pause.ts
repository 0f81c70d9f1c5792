import { z } from 'zod'
import { setAccountPaused } from '../../../db/accounts.ts'
import { defineCommand } from '../command.ts'
import { findAccount } from '../find.ts'
import { accountChangeShape } from '../output-shapes.ts'
import { shownAccount } from '../shown.ts'
import { oneLine } from '../table.ts'
import { accountText } from '../text-accounts.ts'
import { whileWriting } from '../workspace.ts'

export const accountPause = pausing(
  'account pause',
  true,
  'Stops fetching and sending for an account; everything is kept',
)
export const accountResume = pausing('account resume', false, 'Fetches and sends for a paused account again')

function pausing(name: string, isPaused: boolean, summary: string) {
  return defineCommand({
    name,
    usage: 'ACCOUNT',
    summary,
    options: z.object({}),
    help: {},
    takes: [1, 1],
    shape: accountChangeShape,
    run: (context, _options, [word = '']) =>
      whileWriting(context, (workspace) => {
        const found = findAccount(workspace, word)
        if (!found.ok) return found
        setAccountPaused(workspace.journal, found.value.accountId, isPaused)
        return { ok: true as const, data: { account: shownAccount(workspace, { ...found.value, isPaused }) } }
      }),
    lines: ({ account }) => [accountText.paused(oneLine(account.label, 60), account.isPaused)],
  })
}
