import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = [
  // Chromium without the windows, menus and services around the page, which nobody sees in a headless one: a third less work.
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]
const fixedPlaces = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export function findChromium() {
  const chosen = process.env.FIELDPOST_CHROMIUM
  if (chosen) return isExecutable(chosen) ? chosen : null
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = names.flatMap((name) => ['/usr/bin', ...folders].map((folder) => join(folder, name)))
  return [...onPath, ...(fixedPlaces[process.platform] ?? [])].find(isExecutable) ?? null
}
