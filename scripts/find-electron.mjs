import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const electron = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', 'electron')

export function electronBinary() {
  const pathFile = join(electron, 'path.txt')
  if (!existsSync(pathFile)) return null
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(electron, 'dist')
  const binary = join(folder, readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

export function canShowWindows() {
  if (process.platform !== 'linux') return true
  // Chromium's sandbox refuses root, and Fieldpost never runs without the sandbox.
  const isRoot = process.getuid?.() === 0
  return !isRoot && Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}
