import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.ts'

/** Everything that decides what the bundles look like; folders count with all that is in them. */
const sources = ['electron', 'db', 'renderer', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json']
const bundles = [
  'out/main/index.js',
  'out/main/sync-worker.js',
  'out/main/command-line.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]

/** The youngest change under `path`, ms; a folder's own stamp shows that a file was removed. */
function lastChangeMs(path: string): number {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const inside = readdirSync(path).map((name) => lastChangeMs(join(path, name)))
  return Math.max(stats.mtimeMs, ...inside)
}

/** Whether all bundles are there and younger than every source. */
export function isFresh(): boolean {
  const built = bundles.map((path) => join(root, path))
  if (!built.every((path) => existsSync(path))) return false
  const oldest = Math.min(...built.map((path) => statSync(path).mtimeMs))
  const newest = Math.max(
    ...sources.map((path) => join(root, path)).map((path) => (existsSync(path) ? lastChangeMs(path) : 0)),
  )
  return oldest > newest
}
