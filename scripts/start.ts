import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isFresh } from './build/freshness.ts'
import { build } from './build/run-build.ts'
import { canShowWindows, electronBinary } from './find-electron.mjs'
import { root } from './root.ts'
import { startHost } from './shell/host-process.ts'
import { openInBrowser } from './shell/open-in-browser.ts'

/**
 * `npm start`: opens Fieldpost on the user's own accounts, in Electron where its binary is there and a window can be
 * shown, else as a page in the browser. Further arguments (`-- --data-dir=PATH`) go to the app.
 */
const forApp = process.argv.slice(2)
if (!isFresh()) build()

const electron = canShowWindows() ? electronBinary() : null
if (electron === null) await openAsPage()
else await openWindow(electron)

async function openWindow(binary: string): Promise<void> {
  const child = spawn(binary, [root, ...forApp], { cwd: root, stdio: 'inherit' })
  const [code]: (number | null)[] = await once(child, 'exit')
  process.exitCode = code ?? 1
}

async function openAsPage(): Promise<void> {
  const host = await startHost(forApp)
  const isOpen = await openInBrowser(host.url)
  console.log(`${isOpen ? 'Fieldpost opens in your browser' : 'Open Fieldpost in your browser'}: ${host.url}`)
  console.log('The address is for you alone: whoever has it can use the app. Ctrl+C ends Fieldpost.')
  // Ctrl+C reaches the host too, which then quits in its own order; this process only outlives it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void host.end('SIGTERM'))
  process.exitCode = (await host.exited) ?? 1
}
