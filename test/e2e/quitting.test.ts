import { describe, expect, test } from 'vitest'
import { openSyncedScene } from './harness/scene.ts'
import { until } from './harness/until.ts'

describe('quitting with unsent notes', () => {
  test('asks what becomes of them, and keeps them whatever the answer', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    await sandbox.setOffline(true)
    await screen.openRow(0)
    await screen.saveNote('Wants a quote for the garage roof.')

    await app.askToQuit()
    await screen.at('quit-question').waitFor()
    await screen.dress('dark')
    await picture('quit-question-dark')
    await screen.dress('light')
    await picture('quit-question-light')
    await screen.at('quit-stay').click()
    await screen.at('quit-question').waitFor({ state: 'detached' })
    expect(app.hasExited).toBe(false)

    await app.askToQuit()
    await screen.at('quit-send').click()
    // There is no network: it says so instead of going away.
    await screen.at('quit-question').getByRole('alert').waitFor()
    expect(app.hasExited).toBe(false)
    await screen.at('quit-keep').click()
    await until('the app is gone', async () => app.hasExited)

    await app.stop()
    await app.start()
    await app.screen.showOutbox()
    await app.screen.outboxRow('garage roof').waitFor()
    await sandbox.setOffline(false)
    await app.screen.call('sync.now', { accountId: null })
    await expect
      .poll(() => sandbox.state.notesFromApi().map((note) => note.text), { timeout: 60_000 })
      .toEqual(['Wants a quote for the garage roof.'])
  })

  test('sends them first where the user wants to, and then quits by itself', async () => {
    const { app, sandbox } = await openSyncedScene()
    const { screen } = app
    await screen.openRow(0)
    await screen.saveNote('Call again on Monday.')
    await app.askToQuit()
    await screen.at('quit-send').click()
    await until('the app is gone', async () => app.hasExited)
    expect(sandbox.state.notesFromApi().map((note) => note.text)).toEqual(['Call again on Monday.'])
  })

  test('is not asked about again where the user said so, and never when the machine shuts down', async () => {
    const { app, sandbox } = await openSyncedScene()
    const { screen } = app
    await sandbox.setOffline(true)
    await screen.openRow(0)
    await screen.saveNote('Has two dogs.')
    await app.askToQuit()
    await screen.at('quit-never-ask').check()
    await screen.at('quit-keep').click()
    await until('the app is gone', async () => app.hasExited)
    await app.stop()
    await app.start()
    expect(await app.screen.call('settings.get', null)).toMatchObject({ asksBeforeQuit: false })
    expect(await app.screen.call('outbox.list', null)).toHaveLength(1)
    await app.askToQuit()
    await until('the app is gone', async () => app.hasExited)
  })

  test('goes at once where everything is sent', async () => {
    const { app } = await openSyncedScene()
    await app.askToQuit()
    await until('the app is gone', async () => app.hasExited)
  })
})
