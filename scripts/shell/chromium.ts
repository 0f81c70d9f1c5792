import { type Browser, chromium } from 'playwright-core'
import { findChromium } from '../find-chromium.mjs'

/** A headless Chromium of this machine's own. @throws where there is none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found: install it or set FIELDPOST_CHROMIUM to its path.')
  // Chromium's sandbox refuses root, which containers run as; the only page it opens is ours.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...sandbox, '--disable-gpu', '--disable-background-networking'] })
}
