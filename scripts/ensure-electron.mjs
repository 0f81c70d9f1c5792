// Electron's npm package fetches its binary apart. Tries that once where a window could be shown at all; without it
// Fieldpost opens in the browser, so a failure here is told in one line and is no error.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canShowWindows, electronBinary } from './find-electron.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const patienceMs = 180_000

if (canShowWindows() && !electronBinary()) {
  console.log('Fetching Electron (once).')
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  spawnSync(node, [installer], { cwd: root, stdio: 'ignore', timeout: patienceMs })
  if (!electronBinary()) console.log('Electron cannot be fetched from here; Fieldpost opens in your browser instead.')
}
