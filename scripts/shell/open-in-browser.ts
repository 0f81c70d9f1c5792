import { spawn } from 'node:child_process'
import { canShowWindows } from '../find-electron.mjs'

/** Opens the address in the user's default browser. False where there is no desktop to open it on. */
export async function openInBrowser(url: string): Promise<boolean> {
  if (!canShowWindows()) return false
  const [program, ...words] = opener(url)
  const child = spawn(program, words, { stdio: 'ignore', detached: true })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

function opener(url: string): [string, ...string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open', url]
    case 'win32':
      return ['cmd', '/c', 'start', '', url]
    default:
      return ['xdg-open', url]
  }
}
