import { describe, expect, test } from 'vitest'
import { openScene } from './harness/scene.ts'

describe('the first run', () => {
  test('asks for an account and shows its inbox once the CRM has accepted the key', async () => {
    const { app, sandbox, picture } = await openScene()
    const { screen } = app
    await screen.at('crm-choice').waitFor()
    await picture('first-run')
    await screen.connect(sandbox.url, sandbox.key)
    await expect.poll(() => screen.at('account-form').count()).toBe(0)
    expect(await screen.inboxRows.count()).toBeGreaterThan(5)
    await picture('first-inbox')
  })

  test('is not asked again at the next start', async () => {
    const { app, sandbox } = await openScene()
    await app.screen.connect(sandbox.url, sandbox.key)
    await app.stop()
    await app.start()
    await app.screen.inboxRows.first().waitFor()
    expect(await app.screen.at('crm-choice').count()).toBe(0)
  })

  test('says that an address must be https, and keeps what was typed', async () => {
    const { app, picture } = await openScene()
    const { screen } = app
    await screen.submitAccountForm('http://crm.example.com', 'sk_live_key')
    await expect.poll(() => screen.at('error-message').textContent()).toMatch(/https/i)
    expect(await screen.at('base-url').inputValue()).toBe('http://crm.example.com')
    expect(await screen.at('secret').inputValue()).toBe('sk_live_key')
    await picture('first-run-not-https')
  })

  test('says that the CRM refused the key, and takes another', async () => {
    const { app, sandbox, picture } = await openScene()
    const { screen } = app
    await screen.submitAccountForm(sandbox.url, 'sk_of_somebody_else')
    await expect.poll(() => screen.at('error-message').textContent()).toMatch(/key/i)
    await picture('first-run-refused')
    await screen.connect(sandbox.url, sandbox.key)
    expect(await screen.inboxRows.count()).toBeGreaterThan(5)
  })

  test('says that nothing answers at an address, and connects once something does', async () => {
    const { app, sandbox } = await openScene()
    const { screen } = app
    await sandbox.setOffline(true)
    await screen.submitAccountForm(sandbox.url, sandbox.key)
    await expect.poll(() => screen.at('error-message').textContent()).toMatch(/reach|answer|connection/i)
    await sandbox.setOffline(false)
    await screen.connect(sandbox.url, sandbox.key)
    expect(await screen.inboxRows.count()).toBeGreaterThan(5)
  })

  test('opens a sample workspace without any account', async () => {
    const { app, sandbox, picture } = await openScene()
    const { screen } = app
    await screen.at('sample').click()
    await screen.openRow(0)
    await screen.saveNote('A first note, only to try it.')
    await picture('sample-workspace')
    expect(sandbox.requests.matching()).toEqual([])
  })
})
