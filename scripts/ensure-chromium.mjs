// The end-to-end tests and the tour draw the app in a headless Chromium. Plain Node without dependencies, like
// ensure-installed.mjs. Exits with 1 where there is none and none can be installed, unless told `--if-possible`.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from './find-chromium.mjs'

function run(program, ...words) {
  console.log(`> ${program} ${words.join(' ')}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // apt's hundreds of lines are not for this terminal; where it fails, its errors are.
  return spawnSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status === 0
}

function installOnDebian() {
  const isRoot = process.getuid?.() === 0
  if (!isRoot || !existsSync('/etc/debian_version')) return
  console.log('Installing Chromium for the end-to-end tests.')
  if (!run('apt-get', 'update')) return
  const install = (browser) =>
    run('apt-get', 'install', '-y', '--no-install-recommends', browser, 'fonts-noto-color-emoji')
  // Older releases of Debian do not have the lighter one.
  if (!install('chromium-headless-shell')) install('chromium')
}

if (!findChromium()) {
  if (!process.env.FIELDPOST_CHROMIUM) installOnDebian()
  if (!findChromium()) {
    console.error(
      process.env.FIELDPOST_CHROMIUM
        ? `FIELDPOST_CHROMIUM names ${process.env.FIELDPOST_CHROMIUM}, which cannot be run.`
        : 'No Chromium found: install it (Debian: sudo apt install chromium-headless-shell) or set FIELDPOST_CHROMIUM to its path.',
    )
    process.exit(process.argv.includes('--if-possible') ? 0 : 1)
  }
}
