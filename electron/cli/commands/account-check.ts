import { z } from 'zod'
import type { AccountRow } from '../../../db/accounts.ts'
import { askAbilities } from '../accounts/ask-crm.ts'
import { crmOf } from '../accounts/provider.ts'
import { defineCommand } from '../command.ts'
import { findAccount } from '../find.ts'
import type { CommandOutcome } from '../outcome.ts'
import { accountCheckShape } from '../output-shapes.ts'
import { secretOf } from '../secrets.ts'
import { shownAccount } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { acceptedSecret } from '../sync/sign-in.ts'
import { oneLine, table } from '../table.ts'
import { accountText } from '../text-accounts.ts'
import { type Workspace, whileReading } from '../workspace.ts'

export const accountCheck = defineCommand({
  name: 'account check',
  usage: 'ACCOUNT',
  summary: 'Asks the CRM whether it accepts the key, and what the key may do; changes nothing',
  options: z.object({}),
  help: {},
  takes: [1, 1],
  shape: accountCheckShape,
  run: (context, _options, [word = '']) =>
    whileReading(context, (workspace) => {
      const found = findAccount(workspace, word)
      return found.ok ? check(context, workspace, found.value) : found
    }),
  lines: ({ account }) => [
    accountText.checked(oneLine(account.label, 60), account.providerName, oneLine(account.userName, 60)),
    ...(account.abilities === null
      ? [accountText.abilitiesNotKnown]
      : table(
          account.abilities.map((ability) => ['', ...accountText.ability(ability).map((part) => oneLine(part, 80))]),
        )),
  ],
})

async function check(
  context: CommandContext,
  workspace: Workspace,
  account: AccountRow,
): Promise<CommandOutcome<z.output<typeof accountCheckShape>>> {
  const secret = secretOf(context, workspace, account)
  if (!secret.ok) return secret
  const accepted = await acceptedSecret(context, account, secret.value.value)
  if (!accepted.ok) return accepted
  const { baseUrl, memory } = account
  const credential = { provider: crmOf(account).provider, baseUrl, secret: accepted.value, memory }
  const abilities = await askAbilities(context, credential)
  return { ok: true, data: { account: shownAccount(workspace, { ...account, abilities }) } }
}
