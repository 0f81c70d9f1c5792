import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ElectronShell } from '../../test/e2e/harness/electron-shell.ts'
import { Screen } from '../../test/e2e/harness/screen.ts'
import type { LeadpingSandbox } from '../../test/sandbox/leadping/sandbox-core.ts'
import { findChromium } from '../find-chromium.mjs'
import { canShowWindows, electronBinary } from '../find-electron.mjs'
import { launchChromium } from '../shell/chromium.ts'
import { startHost } from '../shell/host-process.ts'
import { openInBrowser } from '../shell/open-in-browser.ts'
import { demoSize, startDemoCrm } from './crm.ts'

/** Opens Fieldpost on a sandbox CRM with live traffic and a folder of its own. Resolves when the user has ended it. */
export async function runDemo(): Promise<void> {
  const sandbox = await startDemoCrm(true)
  const folder = await mkdtemp(join(tmpdir(), 'fieldpost-demo-'))
  const electron = canShowWindows() ? electronBinary() : null
  try {
    if (electron === null) await showAsPage(sandbox, folder)
    else await showInElectron(electron, sandbox, folder)
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function showAsPage(sandbox: LeadpingSandbox, folder: string): Promise<void> {
  const host = await startHost([`--data-dir=${folder}`])
  const interrupted = untilInterrupted()
  try {
    const isConnected = findChromium() !== null && (await connectThrough(host.url, sandbox))
    describe(sandbox, isConnected)
    const isOpen = await openInBrowser(host.url)
    console.log(`  ${isOpen ? 'Opening in your browser' : 'Open in your browser'}:  ${host.url}\n`)
    console.log('  Ctrl+C ends the demo and removes its data.')
    await Promise.race([interrupted, host.exited])
  } finally {
    await host.end('SIGTERM')
  }
}

async function showInElectron(binary: string, sandbox: LeadpingSandbox, folder: string): Promise<void> {
  const interrupted = untilInterrupted()
  const run = await new ElectronShell(binary).start({ dataDir: folder, colorScheme: null, viewport: null })
  const closed = new Promise((resolve) => run.page.once('close', resolve))
  describe(sandbox, await connect(run.page, sandbox))
  console.log('  Close the window or press Ctrl+C to end the demo and remove its data.')
  await Promise.race([interrupted, closed])
  await run.stop()
}

/** The host shows one page at a time, so this one is gone before the user's own opens. */
async function connectThrough(url: string, sandbox: LeadpingSandbox): Promise<boolean> {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(url)
    return await connect(page, sandbox)
  } finally {
    await browser.close()
  }
}

/** Sends what the account form would send. */
async function connect(page: Page, sandbox: LeadpingSandbox): Promise<boolean> {
  await page.waitForFunction(() => 'fieldpost' in window)
  const answer = await new Screen(page).call('accounts.connect', {
    provider: 'leadping',
    baseUrl: sandbox.url,
    secret: sandbox.key,
    allowPlainTextVault: true,
  })
  if (!answer.ok) console.error(`Connecting by itself did not work (${answer.error.kind}).`)
  return answer.ok
}

function describe(sandbox: LeadpingSandbox, isConnected: boolean): void {
  const { conversations, activities } = demoSize
  console.log(`
Fieldpost demo
  A sandbox CRM with ${conversations.toLocaleString('en')} conversations and ${activities.toLocaleString('en')} activities; its leads keep on writing.
  ${isConnected ? 'Connected already, as' : 'Connect it on the first screen with'}
    address  ${sandbox.url}
    key      ${sandbox.key}

  Cut its network, and bring it back, from another terminal:
    curl -X POST ${sandbox.adminUrl}/__admin/offline -d '{"offline":true}'
    curl -X POST ${sandbox.adminUrl}/__admin/offline -d '{"offline":false}'
`)
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
