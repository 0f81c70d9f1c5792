import { z } from 'zod'
import { missingRows } from '../../../db/queries/missing.ts'
import { hideHeldBack, keepHeldBack } from '../../../db/streams.ts'
import { defineCommand } from '../command.ts'
import { findAccount } from '../find.ts'
import { failed } from '../outcome.ts'
import { accountMissingShape } from '../output-shapes.ts'
import { accountText } from '../text-accounts.ts'
import { whileReading, whileWriting } from '../workspace.ts'

export const accountMissing = defineCommand({
  name: 'account missing',
  usage: 'ACCOUNT',
  summary: 'Says what full checks did not find in the CRM any more, where it is too much to be hidden without a word',
  options: z.object({ hide: z.boolean().default(false), keep: z.boolean().default(false) }),
  help: {
    hide: { value: null, help: 'it was deleted there: hide it here too; it comes back if the CRM shows it again' },
    keep: { value: null, help: 'it is still there: leave it, and ask no more' },
  },
  takes: [1, 1],
  shape: accountMissingShape,
  run: (context, { hide, keep }, [word = '']) => {
    if (hide && keep) return failed('wrong_usage', accountText.hideOrKeep)
    if (!hide && !keep) {
      return whileReading(context, (workspace) => {
        const found = findAccount(workspace, word)
        if (!found.ok) return found
        const { accountId: id } = found.value
        return { ok: true as const, data: { id, missing: missingRows(workspace.replica, id), answer: null } }
      })
    }
    return whileWriting(context, (workspace) => {
      const found = findAccount(workspace, word)
      if (!found.ok) return found
      const { accountId: id } = found.value
      const missing = missingRows(workspace.replica, id)
      if (hide) hideHeldBack(workspace.replica, id, context.clock.nowMs())
      else keepHeldBack(workspace.replica, id)
      return { ok: true as const, data: { id, missing, answer: hide ? ('hide' as const) : ('keep' as const) } }
    })
  },
  lines: ({ missing, answer }) =>
    missing.length === 0
      ? [accountText.nothingMissing]
      : [...missing.map(accountText.missing), accountText.missingAnswer[answer ?? 'none']],
})
