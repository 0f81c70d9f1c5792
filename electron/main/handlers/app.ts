import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { externalUrl } from '../security.ts'

export function appHandlers({ system, notices, leaving }: ShellContext) {
  return {
    'app.info': () => ({
      version: system.version,
      platform: system.platform,
      isOnBrowserHost: system.isOnBrowserHost,
    }),
    'app.notices': () => notices.list(),
    'app.dismissNotice': ({ id }) => {
      notices.dismiss(id)
      return { ok: true }
    },
    'app.openExternal': async ({ url }) => {
      const allowed = externalUrl(url)
      if (allowed === null) return { ok: false, error: { kind: 'not_allowed', detail: null } }
      await system.openExternal(allowed)
      return { ok: true }
    },
    'app.copy': async ({ text }) => {
      await system.copy(text)
      return { ok: true }
    },
    'app.quit': ({ answer }) => {
      leaving.answered(answer)
      return { ok: true }
    },
  } satisfies Partial<Handlers>
}
