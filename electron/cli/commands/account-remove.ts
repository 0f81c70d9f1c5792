import { z } from 'zod'
import { countDrafts } from '../../../db/drafts.ts'
import { openNotesOfAccount } from '../../../db/outbox.ts'
import { removeAccountRows } from '../../../db/queries/targets.ts'
import { giveUpAccount } from '../../sync/accounts/give-up-account.ts'
import { defineCommand } from '../command.ts'
import { findAccount } from '../find.ts'
import { failed } from '../outcome.ts'
import { accountRemoveShape } from '../output-shapes.ts'
import { accountText } from '../text-accounts.ts'
import { whileWriting } from '../workspace.ts'

export const accountRemove = defineCommand({
  name: 'account remove',
  usage: 'ACCOUNT',
  summary: 'Removes an account and its local copy from this computer; the CRM is not touched',
  options: z.object({
    'discard-unsent': z.boolean().default(false),
    'discard-drafts': z.boolean().default(false),
  }),
  help: {
    'discard-unsent': { value: null, help: 'also where notes have not been sent: they are discarded' },
    'discard-drafts': { value: null, help: 'also where the app holds drafts: they are discarded' },
  },
  takes: [1, 1],
  shape: accountRemoveShape,
  run: (context, options, [word = '']) =>
    whileWriting(context, ({ replica, journal }) => {
      const found = findAccount({ replica, journal }, word)
      if (!found.ok) return found
      const { accountId } = found.value
      const discardedNotes = openNotesOfAccount(journal, accountId).length
      if (discardedNotes > 0 && !options['discard-unsent'])
        return failed('refused', accountText.unsentNotes(discardedNotes))
      const discardedDrafts = countDrafts(journal, accountId)
      if (discardedDrafts > 0 && !options['discard-drafts'])
        return failed('refused', accountText.unsentDrafts(discardedDrafts))
      giveUpAccount(journal, accountId, context.clock.nowMs())
      removeAccountRows(replica, accountId)
      return { ok: true as const, data: { id: accountId, discardedNotes, discardedDrafts } }
    }),
  lines: ({ id, discardedNotes, discardedDrafts }) => [accountText.removed(id, discardedNotes, discardedDrafts)],
})
