import { forgetCredential, listAccounts, readAccount, saveAbilities, setAccountPaused } from '../../../db/accounts.ts'
import type { Journal } from '../../../db/connection.ts'
import { countDrafts } from '../../../db/drafts.ts'
import { readClaim } from '../../../db/note-claims.ts'
import { openNotesOfAccount } from '../../../db/outbox.ts'
import { removeAccountRows } from '../../../db/queries/targets.ts'
import { connectProblemOf } from '../../sync/accounts/connect-problem.ts'
import { giveUpAccount } from '../../sync/accounts/give-up-account.ts'
import type { ShellContext } from '../context.ts'
import { postAccount } from '../engine-accounts.ts'
import type { Handlers } from '../router.ts'
import { accountView, describedProviders } from './account-view.ts'

const done = { ok: true } as const

function refused<K extends string>(kind: K, detail: string | null = null) {
  return { ok: false as const, error: { kind, detail } }
}

/** The accounts that are connected. Signing in to them is `connectHandlers`. */
export function accountHandlers(context: ShellContext) {
  const { journal, engine } = context
  /** Tells the engine, and whoever looks, of an account that was changed. */
  async function changed(accountId: number): Promise<void> {
    const account = readAccount(journal, accountId)
    if (account !== null) await postAccount(context, account)
    context.announce([{ kind: 'accounts' }])
  }
  return {
    'providers.list': () => describedProviders(),
    'accounts.list': () => listAccounts(journal).map((row) => accountView(journal, row)),
    'accounts.setPaused': async ({ accountId, isPaused }) => {
      if (readAccount(journal, accountId) === null) return refused('gone')
      setAccountPaused(journal, accountId, isPaused)
      await changed(accountId)
      return done
    },
    'accounts.checkAbilities': async ({ accountId }) => {
      if (readAccount(journal, accountId) === null) return refused('gone')
      const result = await engine.checkAbilities(accountId)
      if (!result.ok) return { ok: false, error: connectProblemOf(result.failure) }
      saveAbilities(journal, accountId, result.value)
      context.announce([{ kind: 'accounts' }])
      return { ok: true, abilities: result.value.map((ability) => ({ ...ability })) }
    },
    'accounts.signOut': async ({ accountId, mayKeepUnsent }) => {
      if (readAccount(journal, accountId) === null) return refused('gone')
      const unsent = openNotesOfAccount(journal, accountId)
      if (unsent.length > 0 && !mayKeepUnsent) return refused('unsent_notes', String(unsent.length))
      forgetCredential(journal, accountId)
      // What the copy beside the journal still holds would sign it in again after damage.
      context.refreshJournalBackup()
      await changed(accountId)
      return done
    },
    'accounts.remove': async (request) => {
      const { accountId } = request
      if (readAccount(journal, accountId) === null) return refused('gone')
      const agreed = new Set(openNotesOfAccount(journal, accountId).map(({ noteId }) => noteId))
      const refusal = refusalToRemove(journal, { ...request, agreed })
      if (refusal !== null) return refusal
      // The engine first: a note that is on its way is given up only once it is known whether it arrived.
      await engine.forgetAccount(accountId)
      if (readAccount(journal, accountId) === null) return done
      const late = refusalToRemove(journal, { ...request, agreed })
      if (late !== null) {
        // What was written while that took was not in what the user agreed to: the account goes on.
        await changed(accountId)
        return late
      }
      giveUpAccount(journal, accountId, context.clock.nowMs())
      // Its key is in the copy beside the journal, too.
      context.refreshJournalBackup()
      removeAccountRows(context.replica, accountId)
      context.announce([{ kind: 'everything' }])
      return done
    },
  } satisfies Partial<Handlers>
}

interface Removal {
  readonly accountId: number
  readonly discardUnsent: boolean
  readonly areUnsentSaved?: boolean | undefined
  readonly discardDrafts?: boolean | undefined
  /** The notes that were there when the user was asked. */
  readonly agreed: ReadonlySet<string>
}

/** Why the account may not be removed yet: what would go with it, and nobody has said that it may. Null: it may. */
function refusalToRemove(
  journal: Journal,
  { accountId, discardUnsent, areUnsentSaved, discardDrafts, agreed }: Removal,
) {
  // A note that was written meanwhile, or came from a file itself, is in no file.
  const isSaved = (noteId: string) => areUnsentSaved === true && readClaim(journal, noteId)?.role === 'origin'
  const isAgreed = (noteId: string) => discardUnsent && agreed.has(noteId)
  const open = openNotesOfAccount(journal, accountId).filter(({ noteId }) => !isSaved(noteId))
  if (open.some(({ noteId }) => !isAgreed(noteId))) return refused('unsent_notes', String(open.length))
  const drafts = discardDrafts === true ? 0 : countDrafts(journal, accountId)
  return drafts === 0 ? null : { ok: false as const, error: { kind: 'unsent_drafts' as const, detail: null, drafts } }
}
