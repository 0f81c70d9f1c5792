import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chooseShell, FieldpostApp } from '../../test/e2e/harness/app.ts'
import { until } from '../../test/e2e/harness/until.ts'
import type { LeadpingSandbox } from '../../test/sandbox/leadping/sandbox-core.ts'
import { startDemoCrm } from './crm.ts'

type Take = (screen: string) => Promise<void>

/** Writes a picture of every main screen, light and dark, into `folder` as `<screen>-<light|dark>.png`. */
export async function makeScreenshots(folder: string): Promise<void> {
  const target = resolve(folder)
  await mkdir(target, { recursive: true })
  const sandbox = await startDemoCrm(false)
  const dataDir = await mkdtemp(join(tmpdir(), 'fieldpost-pictures-'))
  const shell = chooseShell()
  try {
    const app = await FieldpostApp.launch({ shell, dataDir })
    try {
      await pose(app, sandbox, async (screen) => {
        for (const dress of ['light', 'dark'] as const) {
          await app.screen.dress(dress)
          const path = join(target, `${screen}-${dress}.png`)
          await app.page.screenshot({ path, animations: 'disabled', caret: 'hide' })
          console.log(path)
        }
        await app.screen.dress('light')
      })
    } finally {
      await app.stop()
    }
  } finally {
    await shell.close()
    await sandbox.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function pose(app: FieldpostApp, sandbox: LeadpingSandbox, take: Take): Promise<void> {
  const { screen } = app
  await screen.at('crm-choice').waitFor()
  await take('first-run')
  await screen.connect(sandbox.url, sandbox.key)
  await screen.openRow(1)
  await take('syncing')
  await screen.waitForBackfill()
  await until('the sync rests', async () => !(await screen.status()).isSyncing)
  await screen.openRow(0)
  await take('inbox')
  await screen.search('roof')
  await screen.searchHits.first().waitFor()
  await take('search')
  await screen.leaveSearch()
  sandbox.settings.refuseNotesContaining.push('DISCOUNT')
  await screen.saveNote('Offered the spring DISCOUNT, he wants to think about it.')
  await screen.showOutbox()
  await screen.outboxRowsIn('rejected').first().waitFor()
  await sandbox.setOffline(true)
  await screen.call('sync.now', { accountId: null })
  await screen.waitForConnectivity('offline')
  await screen.showInbox()
  await screen.openRow(2)
  await screen.saveNote('Met at the door: call again after the holidays.')
  // Past the undo time, so that the picture shows it waiting for the network.
  await screen.page.locator('[data-testid="timeline-row"][data-state="queued"]').first().waitFor()
  await take('offline')
  await screen.showOutbox()
  await take('outbox')
  await screen.at('nav-settings').click()
  await screen.at('undo-hold').waitFor()
  await take('settings')
}
