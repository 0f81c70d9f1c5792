import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../root.ts'

/** Builds all bundles into out/. A failed build ends the program: nothing after it could work. */
export function build(): void {
  console.error('Building Fieldpost.')
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const words = [builder, 'build', '--logLevel', 'warn']
  // Standard output and input are those of whatever is started afterwards.
  const run = spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 2, 'inherit'] })
  if (run.status !== 0) {
    console.error('The build failed; its lines above say where.')
    process.exit(1)
  }
}
