import {
  type AccountRow,
  listAccounts,
  readAccount,
  saveCredential,
  setAccountPaused,
  updateAccount,
} from '../../../db/accounts.ts'
import { readClaim } from '../../../db/note-claims.ts'
import { removeAccountRows } from '../../../db/queries/targets.ts'
import type { Identity } from '../../connectors/connector.ts'
import { checkBaseUrl } from '../../connectors/fetch-transport.ts'
import type { Input } from '../../ipc/contract.ts'
import { type Account, type Provider, provider } from '../../ipc/shapes.ts'
import { type ConnectProblem, connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import {
  accountUserOf,
  connectedSample,
  newSampleAddress,
  storeConnectedAccount,
} from '../../sync/accounts/connected-account.ts'
import { giveUpAccount, unsentNotesOf } from '../../sync/accounts/give-up-account.ts'
import type { ShellContext } from '../context.ts'
import { postAccount } from '../engine-accounts.ts'
import type { Handlers } from '../router.ts'
import type { SealedSecret } from '../vault.ts'

type Checked =
  | { ok: true; identity: Identity; sealed: SealedSecret }
  | { ok: false; error: ConnectProblem | { kind: 'vault_unavailable'; detail: null } }

const done = { ok: true } as const

function refused<K extends string>(kind: K, detail: string | null = null) {
  return { ok: false as const, error: { kind, detail } }
}

export function accountHandlers(context: ShellContext) {
  const { journal, engine } = context
  return {
    'accounts.list': () => listAccounts(journal).map(accountOf),
    'accounts.connect': (request) => connect(context, request),
    'accounts.reauthenticate': (request) => reauthenticate(context, request),
    'accounts.setPaused': async ({ accountId, isPaused }) => {
      if (readAccount(journal, accountId) === null) return refused('gone')
      setAccountPaused(journal, accountId, isPaused)
      const account = readAccount(journal, accountId)
      if (account !== null) await postAccount(context, account)
      context.announce([{ kind: 'accounts' }])
      return done
    },
    'accounts.remove': ({ accountId, discardUnsent, areUnsentSaved }) => {
      if (readAccount(journal, accountId) === null) return refused('gone')
      const isSaved = (noteId: string) => areUnsentSaved === true && readClaim(journal, noteId)?.role === 'origin'
      // A note that was written meanwhile, or came from a file itself, is in no file.
      const unsent = unsentNotesOf(journal, accountId).filter((note) => !isSaved(note.noteId))
      if (unsent.length > 0 && !discardUnsent) return refused('unsent_notes', String(unsent.length))
      // The engine first: nothing of this account may leave while its notes are being given up.
      engine.post({ kind: 'forget_account', accountId })
      giveUpAccount(journal, accountId, context.clock.nowMs())
      removeAccountRows(context.replica, accountId)
      context.announce([{ kind: 'everything' }])
      return done
    },
  } satisfies Partial<Handlers>
}

async function connect(context: ShellContext, request: Input<'accounts.connect'>) {
  const { journal, clock } = context
  const isSample = request.provider === 'sample'
  const sample = isSample ? connectedSample(journal) : null
  if (sample !== null) return { ok: true as const, account: accountOf(sample) }
  const address = isSample ? sampleAddress(clock.nowMs()) : checkBaseUrl(request.baseUrl)
  if (!address.ok) return refused(address.kind)
  const baseUrl = address.value
  const checked = await check(context, { ...request, baseUrl })
  if (!checked.ok) return checked
  const { identity, sealed } = checked
  const connected = { provider: request.provider, baseUrl, identity, sealed }
  const accountId = storeConnectedAccount(journal, connected, clock.nowMs())
  const account = readAccount(journal, accountId)
  if (account === null) throw new Error('An account that was just stored cannot be read')
  await postAccount(context, account)
  context.announce([{ kind: 'accounts' }, { kind: 'inbox', accountId }])
  return { ok: true as const, account: accountOf(account) }
}

async function reauthenticate(context: ShellContext, request: Input<'accounts.reauthenticate'>) {
  const account = readAccount(context.journal, request.accountId)
  if (account === null) return refused('gone')
  const checked = await check(context, {
    provider: provider.parse(account.provider),
    baseUrl: account.baseUrl,
    secret: request.secret,
    allowPlainTextVault: request.allowPlainTextVault,
  })
  if (!checked.ok) return checked
  // Another user's notes and inbox must not mix with this one's.
  if (checked.identity.remoteUserId !== account.userRemoteId) return refused('other_user', checked.identity.displayName)
  context.journal.write(() => {
    saveCredential(context.journal, account.accountId, checked.sealed.cipher, checked.sealed.isPlainText)
    updateAccount(context.journal, account.accountId, accountUserOf(checked.identity))
  })
  await postAccount(context, account)
  context.announce([{ kind: 'accounts' }])
  return done
}

/** Seals the credential and asks the CRM whose it is. Stores nothing. The vault first: it needs no network to say no. */
async function check(
  { vault, engine }: ShellContext,
  request: { provider: Provider; baseUrl: string; secret: string; allowPlainTextVault: boolean },
): Promise<Checked> {
  // The sample workspace has no secret that anyone could steal.
  const sealed = await vault.seal(request.secret, request.allowPlainTextVault || request.provider === 'sample')
  if (sealed === null) return { ok: false, error: { kind: 'vault_unavailable', detail: null } }
  const result = await engine.identify({
    provider: request.provider,
    baseUrl: request.baseUrl,
    secret: request.secret,
  })
  return result.ok
    ? { ok: true, identity: result.identity, sealed }
    : { ok: false, error: connectProblemOf(result.failure) }
}

function sampleAddress(nowMs: number) {
  return { ok: true as const, value: newSampleAddress(nowMs) }
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.accountId,
    provider: provider.parse(row.provider),
    label: row.label,
    baseUrl: row.baseUrl,
    userName: row.userName,
    organizationName: row.organizationName,
    isPaused: row.isPaused,
  }
}
