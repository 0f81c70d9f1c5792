import { z } from 'zod'
import { listAccounts, readAccount, saveAbilities } from '../../../db/accounts.ts'
import { providerDescriptions } from '../../connectors/descriptions.ts'
import { checkBaseUrl } from '../../connectors/fetch-transport.ts'
import type { ProviderDescription } from '../../connectors/provider-description.ts'
import {
  connectedSample,
  homeOf,
  newSampleAddress,
  storeConnectedAccount,
} from '../../sync/accounts/connected-account.ts'
import { askAbilities, askWhose, type Credential } from '../accounts/ask-crm.ts'
import { describedProvider } from '../accounts/provider.ts'
import { defineCommand } from '../command.ts'
import { type CommandOutcome, failed, type Outcome } from '../outcome.ts'
import { accountAddShape } from '../output-shapes.ts'
import { readInput } from '../read-text.ts'
import { shownAccount } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { oneLine } from '../table.ts'
import { accountText } from '../text-accounts.ts'
import { type Workspace, whileOwning } from '../workspace.ts'

const providers = providerDescriptions().map((description) => description.provider)
type Added = z.output<typeof accountAddShape>

/** A key is short; whatever is longer was piped in by mistake. */
const longestSecret = 10_000

const options = z.object({
  'base-url': z.string().optional(),
  option: z.array(z.string()).default([]),
  'store-secret': z.literal('plain').optional(),
})

export const accountAdd = defineCommand({
  name: 'account add',
  usage: providers.join('|'),
  summary: 'Connects an account; its key comes from FIELDPOST_SECRET or stdin',
  options,
  help: {
    'base-url': { value: 'URL', help: 'the CRM’s address, where it is not the usual one' },
    option: { value: 'NAME=VALUE', help: 'what this CRM needs besides; may be repeated', isRepeatable: true },
    'store-secret': { value: 'plain', help: 'keep the key in the data folder, unencrypted; else give it at each run' },
  },
  takes: [1, 1],
  shape: accountAddShape,
  async run(context, given, [word = '']): Promise<CommandOutcome<Added>> {
    const description = describedProvider(word)
    if (description === null) return failed('wrong_usage', accountText.unknownProvider(word, providers))
    if (description.isMadeUp) return whileOwning(context, (workspace) => addSample(context, workspace, description))
    const address = addressOf(description, given['base-url'])
    if (!address.ok) return address
    const memory = memoryOf(description, given.option)
    if (!memory.ok) return memory
    const secret = await givenSecret(context, description)
    if (!secret.ok) return secret
    const credential = {
      provider: description.provider,
      baseUrl: address.value,
      secret: secret.value,
      memory: memory.value,
    }
    return whileChecked(context, credential, given['store-secret'] === 'plain')
  },
  lines: ({ account, isNew, askedBaseUrl }) => [
    accountText.added(account.id, oneLine(account.label, 60), isNew),
    ...(askedBaseUrl === null ? [] : [accountText.movedHome(askedBaseUrl, account.baseUrl)]),
  ],
})

/** The CRM is asked first: an account that it does not answer for leaves no trace, not even a folder. */
async function whileChecked(
  context: CommandContext,
  credential: Credential,
  isStored: boolean,
): Promise<CommandOutcome<Added>> {
  const checked = await askWhose(context, credential)
  if (!checked.ok) return checked
  const { identity, memory } = checked.value
  const { provider, baseUrl, secret } = credential
  const home = homeOf({ baseUrl, identity })
  const abilities = await askAbilities(context, { ...credential, baseUrl: home, memory })
  return whileOwning(context, (workspace) => {
    const { journal } = workspace
    const known = new Set(listAccounts(journal).map((account) => account.accountId))
    const sealed = isStored ? { cipher: Buffer.from(secret, 'utf8'), isPlainText: true } : null
    const accountId = journal.write(() => {
      const connected = { provider, baseUrl, identity, memory, sealed }
      const id = storeConnectedAccount(journal, connected, context.clock.nowMs())
      if (abilities !== null) saveAbilities(journal, id, abilities)
      return id
    })
    return added(workspace, accountId, !known.has(accountId), home === baseUrl ? null : baseUrl)
  })
}

async function addSample(
  context: CommandContext,
  workspace: Workspace,
  { provider }: ProviderDescription,
): Promise<CommandOutcome<Added>> {
  const known = connectedSample(workspace.journal)
  if (known !== null) return added(workspace, known.accountId, false, null)
  const nowMs = context.clock.nowMs()
  const baseUrl = newSampleAddress(nowMs)
  const checked = await askWhose(context, { provider, baseUrl, secret: '', memory: {} })
  if (!checked.ok) throw new Error('The sample workspace does not know its own user')
  // It has no secret that anyone could steal.
  const sealed = { cipher: Buffer.alloc(0), isPlainText: true }
  const connected = { provider, baseUrl, identity: checked.value.identity, memory: {}, sealed }
  return added(workspace, storeConnectedAccount(workspace.journal, connected, nowMs), true, null)
}

function added(
  workspace: Workspace,
  accountId: number,
  isNew: boolean,
  askedBaseUrl: string | null,
): CommandOutcome<Added> {
  const account = readAccount(workspace.journal, accountId)
  if (account === null) throw new Error('An account that was just stored cannot be read')
  return { ok: true, data: { account: shownAccount(workspace, account), isNew, askedBaseUrl } }
}

function addressOf({ defaultBaseUrl }: ProviderDescription, given: string | undefined): Outcome<string> {
  const address = checkBaseUrl(given ?? defaultBaseUrl)
  if (address.ok) return address
  return failed(
    'wrong_usage',
    address.kind === 'bad_url' ? accountText.badBaseUrl(defaultBaseUrl) : accountText.notHttps,
  )
}

function memoryOf(
  description: ProviderDescription,
  given: readonly string[],
): Outcome<Readonly<Record<string, string>>> {
  const known = Object.entries(description.options)
  const isKnown = (option: string) =>
    known.some(([name, values]) =>
      values === null ? option.startsWith(`${name}=`) : values.some((value) => option === `${name}=${value}`),
    )
  const wrong = given.find((each) => !isKnown(each))
  if (wrong !== undefined) {
    const examples = known.flatMap(([name, values]) => (values ?? ['…']).map((value) => `${name}=${value}`))
    return failed('wrong_usage', accountText.badConnectorOption(wrong, examples))
  }
  return { ok: true, value: Object.fromEntries(given.map(optionOf)) }
}

function optionOf(given: string): readonly [string, string] {
  const at = given.indexOf('=')
  return [given.slice(0, at), given.slice(at + 1)]
}

async function givenSecret(context: CommandContext, { name, secretParts }: ProviderDescription) {
  const secret = await wholeSecret(context)
  if (!secret.ok) return secret
  const parts = secret.value.split(':')
  const hasAll = parts.length >= secretParts.length && secretParts.every((_, index) => parts[index]?.trim() !== '')
  if (secretParts.length < 2 || hasAll) return secret
  const labels = secretParts.map((part) => part.label)
  return failed('credentials', accountText.secretParts(name, labels))
}

async function wholeSecret(context: CommandContext): Promise<Outcome<string>> {
  const fromEnvironment = context.environment.FIELDPOST_SECRET?.trim()
  if (fromEnvironment) return { ok: true, value: fromEnvironment }
  if (context.input.isTerminal) return failed('credentials', accountText.noSecret)
  const read = await readInput(context, longestSecret)
  if (!read.ok) return read
  const secret = read.value.trim()
  return secret === '' ? failed('credentials', accountText.noSecret) : { ok: true, value: secret }
}
