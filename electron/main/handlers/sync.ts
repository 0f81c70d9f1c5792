import { hideHeldBack, keepHeldBack } from '../../../db/streams.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { accountStatuses } from '../statuses.ts'

export function syncHandlers({ replica, journal, clock, engine, statuses, announce }: ShellContext) {
  return {
    'sync.status': () => accountStatuses(replica, journal, statuses),
    'sync.answerHeldBack': ({ accountId, answer }) => {
      if (answer === 'keep') keepHeldBack(replica, accountId)
      else announce(hideHeldBack(replica, accountId, clock.nowMs()))
      return { ok: true }
    },
    'sync.now': ({ accountId }) => {
      engine.post({ kind: 'sync_now', accountId })
      return { ok: true }
    },
    'sync.hint': ({ isOnline }) => {
      engine.post({ kind: 'network_hint', isOnline })
      return { ok: true }
    },
  } satisfies Partial<Handlers>
}
