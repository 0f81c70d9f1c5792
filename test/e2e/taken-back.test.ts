import { describe, expect, test } from 'vitest'
import { openSyncedScene } from './harness/scene.ts'
import type { Screen } from './harness/screen.ts'

describe('what the user takes back while notes are being sent', () => {
  test('is not done once they are sent: neither quitting nor removing the account', async () => {
    const { app, sandbox } = await openSyncedScene()
    const { screen } = app
    const sent = () => sandbox.state.notesFromApi().map((note) => note.text)
    sandbox.faults.add({ kind: 'slow', ms: 4_000, match: { method: 'POST', pathPattern: '/notes$' } })
    await screen.openRow(0)
    await screen.saveNote('Has two dogs.')
    await app.askToQuit()
    await screen.at('quit-send').click()
    await screen.at('quit-stay').click()
    await screen.at('quit-question').waitFor({ state: 'detached' })
    await expect.poll(sent, { timeout: 60_000 }).toEqual(['Has two dogs.'])

    sandbox.faults.add({ kind: 'slow', ms: 4_000, match: { method: 'POST', pathPattern: '/notes$' } })
    await screen.saveNote('And a cat.')
    await screen.at('nav-settings').click()
    await screen.at('account-remove').click()
    await screen.at('remove-confirm').click()
    await screen.at('remove-send').click()
    await screen.at('remove-keep').click()
    await screen.at('remove-send').waitFor({ state: 'detached' })
    await expect.poll(sent, { timeout: 60_000 }).toEqual(['Has two dogs.', 'And a cat.'])
    await expect.poll(() => screen.call('outbox.list', null), { timeout: 30_000 }).toEqual([])
    // Answers no sooner than the one that the question waited for.
    await screen.call('outbox.sendNow', { accountId: null })

    expect(app.hasExited).toBe(false)
    expect(await screen.call('accounts.list', null)).toMatchObject([{ isSignedIn: true }])
  })
})

/** Where the focus is: the nearest name that a test knows. */
function focus({ page }: Screen): Promise<string | null> {
  return page.evaluate(() => {
    const named = document.activeElement?.closest('[data-testid]')
    return named?.getAttribute('data-testid') ?? null
  })
}

describe('the focus', () => {
  test('goes to the next note where its own is discarded, and to the status line where its panel is closed', async () => {
    const { app, sandbox } = await openSyncedScene()
    const { screen } = app
    await sandbox.setOffline(true)
    await screen.openRow(0)
    await screen.saveNote('Has two dogs.')
    await screen.saveNote('And a cat.')
    await screen.showOutbox()
    for (const [text, next] of [
      ['Has two dogs.', 'outbox-row'],
      ['And a cat.', 'outbox'],
    ] as const) {
      await screen.outboxRow(text).getByTestId('outbox-discard').press('Enter')
      await screen.at('discard-confirm').press('Enter')
      await screen.outboxRow(text).waitFor({ state: 'detached' })
      await expect
        .poll(() =>
          screen.page.evaluate(() => {
            const { activeElement } = document
            return activeElement?.closest('[data-testid="outbox-row"], main')?.getAttribute('data-testid') ?? null
          }),
        )
        .toBe(next)
    }
    await screen.at('sync-status').press('Enter')
    await screen.at('sync-now').focus()
    await screen.page.keyboard.press('Escape')
    await screen.at('status-panel').waitFor({ state: 'detached' })
    expect(await focus(screen)).toBe('sync-status')
  })
})

describe('a page that has lost its connection', () => {
  test('says so, takes no more typing, and keeps what stands there to be copied', async () => {
    const { app, picture } = await openSyncedScene()
    const { screen } = app
    await screen.openRow(0)
    await screen.at('composer').pressSequentially('Has two dogs')
    await screen.page.evaluate(() => window.dispatchEvent(new Event('fieldpost-disconnected')))
    await screen.at('connection-lost').waitFor()
    await screen.at('composer').pressSequentially(' and a cat')
    expect(await screen.at('composer').inputValue()).toBe('Has two dogs')
    await picture('connection-lost')
    await screen.at('reload').click()
    await screen.at('connection-lost').waitFor({ state: 'detached' })
    await screen.inboxRows.first().waitFor()
  })
})
