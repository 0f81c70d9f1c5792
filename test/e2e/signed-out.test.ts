import { describe, expect, test } from 'vitest'
import { openScene } from './harness/scene.ts'

describe('a key that expires', () => {
  test('in the middle of the sync loses nothing; after signing in again the sync goes on to the end', async () => {
    const { app, sandbox, picture } = await openScene({ conversations: 300, activities: 9_000 })
    const { screen } = app
    await screen.connect(sandbox.url, sandbox.key)
    await expect
      .poll(async () => (await screen.status()).streams.find((one) => one.stream === 'activities')?.have ?? 0)
      .toBeGreaterThan(0)
    sandbox.credentials.revoke()
    await screen.waitForConnectivity('signed_out')
    expect(await screen.isBackfilled()).toBe(false)
    const hadRows = await screen.inboxRows.count()
    expect(hadRows).toBeGreaterThan(0)

    await screen.openRow(0)
    await screen.saveNote('Written while signed out.')
    await picture('signed-out')
    const refusals = sandbox.requests.matching({ status: 401 }).length

    sandbox.credentials.add('sk_new_key')
    await screen.signInAgain('sk_new_key')
    await screen.waitForConnectivity('online')
    await screen.waitForBackfill()
    const { streams } = await screen.status()
    expect(streams.find((one) => one.stream === 'conversations')?.have).toBe(sandbox.state.listedConversations().length)
    await expect
      .poll(() => sandbox.state.notesFromApi().map((note) => note.text), { timeout: 60_000 })
      .toEqual(['Written while signed out.'])
    // Asking again and again with a key that was refused would only lock the account.
    expect(refusals).toBeLessThan(10)
  })

  test('asks again where the new one is refused too', async () => {
    const { app, sandbox } = await openScene()
    const { screen } = app
    await screen.connect(sandbox.url, sandbox.key)
    await screen.waitForBackfill()
    sandbox.credentials.revoke()
    await screen.call('sync.now', { accountId: null })
    await screen.waitForConnectivity('signed_out')
    await screen.signInAgain('sk_wrong_again')
    await expect.poll(() => screen.at('error-message').first().textContent()).toMatch(/key/i)
    expect(await screen.connectivity()).toBe('signed_out')
  })
})
