import { forgetCredential, listAccounts, readAccount, saveAbilities, setAccountPaused } from '../../../db/accounts.ts'
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
    'accounts.remove': async ({ accountId, discardUnsent, areUnsentSaved, discardDrafts }) => {
      if (readAccount(journal, accountId) === null) return refused('gone')
      const isSaved = (noteId: string) => areUnsentSaved === true && readClaim(journal, noteId)?.role === 'origin'
      // A note that was written meanwhile, or came from a file itself, is in no file.
      const unsent = openNotesOfAccount(journal, accountId).filter((note) => !isSaved(note.noteId))
      if (unsent.length > 0 && !discardUnsent) return refused('unsent_notes', String(unsent.length))
      const drafts = discardDrafts === true ? 0 : countDrafts(journal, accountId)
      if (drafts > 0) return { ok: false, error: { kind: 'unsent_drafts', detail: null, drafts } }
      // The engine first: a note that is on its way is given up only once it is known whether it arrived.
      await engine.forgetAccount(accountId)
      if (readAccount(journal, accountId) === null) return done
      giveUpAccount(journal, accountId, context.clock.nowMs())
      // Its key is in the copy beside the journal, too.
      context.refreshJournalBackup()
      removeAccountRows(context.replica, accountId)
      context.announce([{ kind: 'everything' }])
      return done
    },
  } satisfies Partial<Handlers>
}
