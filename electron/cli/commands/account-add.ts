import { z } from 'zod'
import { listAccounts, readAccount } from '../../../db/accounts.ts'
import { descriptionOf } from '../../connectors/descriptions.ts'
import { checkBaseUrl } from '../../connectors/fetch-transport.ts'
import { connectorFor } from '../../connectors/registry.ts'
import { connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import { connectedSample, newSampleAddress, storeConnectedAccount } from '../../sync/accounts/connected-account.ts'
import { identify } from '../../sync/accounts/identify.ts'
import { defineCommand } from '../command.ts'
import { type CommandOutcome, failed, type Outcome } from '../outcome.ts'
import { accountAddShape } from '../output-shapes.ts'
import { readInput } from '../read-text.ts'
import { shownAccount } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { oneLine } from '../table.ts'
import { text } from '../text.ts'
import { type Workspace, whileOwning } from '../workspace.ts'

const providers = ['leadping', 'sample'] as const
type KnownProvider = (typeof providers)[number]
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
  usage: `${providers.join('|')}`,
  summary: 'Connects an account; its key comes from FIELDPOST_SECRET or stdin',
  options,
  help: {
    'base-url': { value: 'URL', help: 'the CRM’s address' },
    option: { value: 'NAME=VALUE', help: 'what this CRM needs besides; may be repeated', isRepeatable: true },
    'store-secret': { value: 'plain', help: 'keep the key in the data folder, unencrypted; else give it at each run' },
  },
  takes: [1, 1],
  shape: accountAddShape,
  async run(context, given, [word = '']): Promise<CommandOutcome<Added>> {
    const provider = providers.find((each) => each === word)
    if (provider === undefined) return failed('wrong_usage', text.unknownProvider(word, providers))
    if (provider === 'sample') return whileOwning(context, (workspace) => addSample(context, workspace))
    const address = addressOf(given['base-url'])
    if (!address.ok) return address
    const memory = memoryOf(provider, given.option)
    if (!memory.ok) return memory
    const secret = await givenSecret(context)
    if (!secret.ok) return secret
    return whileChecked(context, {
      provider,
      baseUrl: address.value,
      secret: secret.value,
      memory: memory.value,
      isStored: given['store-secret'] === 'plain',
    })
  },
  lines: ({ account, isNew }) => [text.accountAdded(account.id, oneLine(account.label, 60), isNew)],
})

interface Wanted {
  readonly provider: KnownProvider
  readonly baseUrl: string
  readonly secret: string
  readonly memory: Readonly<Record<string, string>>
  readonly isStored: boolean
}

/** The CRM is asked first: an account that it does not answer for leaves no trace, not even a folder. */
async function whileChecked(context: CommandContext, wanted: Wanted): Promise<CommandOutcome<Added>> {
  const { provider, baseUrl, secret, memory, isStored } = wanted
  const checked = await identify({ ...context, connectorFor }, { provider, baseUrl, secret, memory })
  if (!checked.ok) {
    const problem = connectProblemOf(checked.failure)
    const kind = problem.kind === 'unauthorized' ? 'credentials' : 'unreachable'
    return failed(kind, text.connectProblem(problem, baseUrl))
  }
  return whileOwning(context, (workspace) => {
    const { journal } = workspace
    const known = new Set(listAccounts(journal).map((account) => account.accountId))
    const sealed = isStored ? { cipher: Buffer.from(secret, 'utf8'), isPlainText: true } : null
    const connected = { provider, baseUrl, identity: checked.identity, memory, sealed }
    const accountId = storeConnectedAccount(journal, connected, context.clock.nowMs())
    return added(workspace, accountId, !known.has(accountId))
  })
}

async function addSample(context: CommandContext, workspace: Workspace): Promise<CommandOutcome<Added>> {
  const known = connectedSample(workspace.journal)
  if (known !== null) return added(workspace, known.accountId, false)
  const baseUrl = newSampleAddress(context.clock.nowMs())
  const checked = await identify({ ...context, connectorFor }, { provider: 'sample', baseUrl, secret: '' })
  if (!checked.ok) throw new Error('The sample workspace does not know its own user')
  const connected = {
    provider: 'sample',
    baseUrl,
    identity: checked.identity,
    memory: {},
    // It has no secret that anyone could steal.
    sealed: { cipher: Buffer.alloc(0), isPlainText: true },
  } as const
  return added(workspace, storeConnectedAccount(workspace.journal, connected, context.clock.nowMs()), true)
}

function added(workspace: Workspace, accountId: number, isNew: boolean): CommandOutcome<Added> {
  const account = readAccount(workspace.journal, accountId)
  if (account === null) throw new Error('An account that was just stored cannot be read')
  return { ok: true, data: { account: shownAccount(workspace, account), isNew } }
}

function addressOf(given: string | undefined): Outcome<string> {
  if (given === undefined) return failed('wrong_usage', text.needsBaseUrl)
  const address = checkBaseUrl(given)
  if (address.ok) return address
  return failed('wrong_usage', address.kind === 'bad_url' ? text.badBaseUrl : text.notHttps)
}

function memoryOf(provider: KnownProvider, given: readonly string[]): Outcome<Readonly<Record<string, string>>> {
  const known = Object.entries(descriptionOf(provider)?.options ?? {})
  const isKnown = (option: string) =>
    known.some(([name, values]) =>
      values === null ? option.startsWith(`${name}=`) : values.some((value) => option === `${name}=${value}`),
    )
  const wrong = given.find((each) => !isKnown(each))
  if (wrong !== undefined) {
    const examples = known.flatMap(([name, values]) => (values ?? ['…']).map((value) => `${name}=${value}`))
    return failed('wrong_usage', text.badConnectorOption(wrong, examples))
  }
  return { ok: true, value: Object.fromEntries(given.map(optionOf)) }
}

function optionOf(given: string): readonly [string, string] {
  const at = given.indexOf('=')
  return [given.slice(0, at), given.slice(at + 1)]
}

async function givenSecret(context: CommandContext): Promise<Outcome<string>> {
  const fromEnvironment = context.environment.FIELDPOST_SECRET?.trim()
  if (fromEnvironment) return { ok: true, value: fromEnvironment }
  if (context.input.isTerminal) return failed('credentials', text.noSecret)
  const read = await readInput(context, longestSecret)
  if (!read.ok) return read
  const secret = read.value.trim()
  return secret === '' ? failed('credentials', text.noSecret) : { ok: true, value: secret }
}
