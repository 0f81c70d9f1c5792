import { readSettings, writeSettings } from '../../../db/settings.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'

export function settingsHandlers(context: ShellContext) {
  return {
    'settings.get': () => readSettings(context.journal),
    'settings.set': ({ theme, undoHoldMs, asksBeforeQuit, phoneRegion }) => {
      writeSettings(context.journal, {
        ...(theme === undefined ? {} : { theme }),
        ...(undoHoldMs === undefined ? {} : { undoHoldMs }),
        ...(asksBeforeQuit === undefined ? {} : { asksBeforeQuit }),
        ...(phoneRegion === undefined ? {} : { phoneRegion }),
      })
      if (theme !== undefined) context.system.applyTheme(theme)
      if (phoneRegion !== undefined) context.engine.post({ kind: 'settings_changed' })
      context.announce([{ kind: 'settings' }])
      return { ok: true }
    },
  } satisfies Partial<Handlers>
}
