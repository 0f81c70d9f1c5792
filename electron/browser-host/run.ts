import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs Fieldpost's own main bundle, unmodified, without Electron: `node electron/browser-host/run.ts [--data-dir=PATH]`.
 * Prints `FIELDPOST_URL <address>` on stdout when the page can be opened in a browser.
 */
const mainBundle = join(import.meta.dirname, '..', '..', 'out', 'main', 'index.js')
const standIn = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href

if (!existsSync(mainBundle)) {
  console.error('Fieldpost is not built yet. Run "npm run build", then start it again.')
  process.exit(1)
}

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: standIn, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
})

await import(pathToFileURL(mainBundle).href)
