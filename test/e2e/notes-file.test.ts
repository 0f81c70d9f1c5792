import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FieldpostApp } from './harness/app.ts'
import { newFolder, openSyncedScene } from './harness/scene.ts'
import { until } from './harness/until.ts'

const passphrase = 'carried in a pocket'

async function typePassphrase({ screen }: FieldpostApp): Promise<void> {
  await screen.at('passphrase').fill(passphrase)
  await screen.at('passphrase-repeated').fill(passphrase)
}

describe('a file of unsent notes', () => {
  test('carries them to another computer, where they wait in the outbox too', async () => {
    const path = join(await newFolder(), 'notes.fieldpost-notes')
    const here = await openSyncedScene()
    const there = await openSyncedScene({ sandbox: here.sandbox })
    await here.sandbox.setOffline(true)
    await here.app.screen.openRow(0)
    await here.app.screen.saveNote('Wants a quote for the garage roof.')
    await here.app.screen.saveNote('Call back on Monday.')
    await here.app.screen.showOutbox()
    await here.app.pickFile(path)
    await here.app.screen.at('notes-save').click()
    await here.app.screen.at('passphrase').fill('short')
    expect(await here.app.screen.at('notes-save-confirm').isDisabled()).toBe(true)
    await typePassphrase(here.app)
    await here.picture('notes-file-save')
    await here.app.screen.at('notes-save-confirm').click()
    await here.app.screen.at('notes-saved').waitFor()
    expect(await here.app.screen.at('notes-saved').textContent()).toContain(path)
    await here.picture('notes-file-saved')
    await here.app.page.keyboard.press('Escape')
    await expect.poll(() => here.app.screen.at('outbox-handover').count()).toBe(2)
    expect(await here.app.screen.at('outbox-edit').count()).toBe(0)
    await here.picture('notes-file-outbox')

    await there.app.pickFile(path)
    await there.app.screen.showOutbox()
    await there.app.screen.at('notes-take-over').click()
    await there.app.screen.at('notes-choose').click()
    await there.app.screen.at('passphrase').fill('not the passphrase')
    await there.app.screen.at('notes-take-over-confirm').click()
    const refusal = there.app.screen.at('take-over-form')
    await expect.poll(() => refusal.textContent()).toContain('The passphrase does not open this file')
    await there.picture('notes-file-refused')
    await there.app.screen.at('passphrase').fill(passphrase)
    await there.app.screen.at('notes-take-over-confirm').click()
    await there.app.screen.at('notes-taken-over').waitFor()
    await there.picture('notes-file-taken-over')
    await there.app.screen.at('notes-done').click()
    await expect.poll(() => there.app.screen.at('outbox-row').count()).toBe(2)
    await there.picture('notes-file-outbox-there')

    // What came from a file is not handed on, and who quits by saving is told before the app is gone.
    await there.app.screen.showInbox()
    await there.app.screen.openRow(1)
    await there.app.screen.saveNote('Prefers mornings.')
    await there.app.pickFile(join(await newFolder(), 'again.fieldpost-notes'))
    await there.app.askToQuit()
    await there.app.screen.at('quit-save').click()
    await typePassphrase(there.app)
    await there.app.screen.at('notes-save-confirm').click()
    await there.app.screen.at('notes-saved').waitFor()
    expect(await there.app.screen.at('notes-saved').textContent()).toContain(
      '2 notes came from another computer’s file',
    )
    await there.picture('notes-file-left-out')
    expect(there.app.hasExited).toBe(false)
    await there.app.screen.at('notes-saved-done').click()
    await until('the app is gone', async () => there.app.hasExited)
  })

  test('lets an account go whose notes it holds', async () => {
    const path = join(await newFolder(), 'notes.fieldpost-notes')
    const { app, sandbox, picture } = await openSyncedScene()
    await sandbox.setOffline(true)
    await app.screen.openRow(0)
    await app.screen.saveNote('Wants a quote for the garage roof.')
    await app.pickFile(path)
    await app.screen.at('nav-settings').click()
    await app.screen.at('account-remove').click()
    await app.screen.at('remove-confirm').click()
    await app.screen.at('remove-save').waitFor()
    await picture('remove-account-unsent')
    await app.screen.at('remove-save').click()
    await typePassphrase(app)
    await app.screen.at('notes-save-confirm').click()
    await app.screen.at('crm-choice').waitFor()
    expect(await app.screen.call('outbox.list', null)).toEqual([])
  })
})
