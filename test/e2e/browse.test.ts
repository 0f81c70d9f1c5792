import { describe, expect, test } from 'vitest'
import type { SandboxConversation } from '../sandbox/leadping/types.ts'
import { openSyncedScene } from './harness/scene.ts'

function nameOf(conversation: Readonly<SandboxConversation>): string {
  return [conversation.firstName, conversation.lastName].filter(Boolean).join(' ')
}

function newestFirst(rows: readonly Readonly<SandboxConversation>[]): Readonly<SandboxConversation>[] {
  return rows
    .filter((row) => row.lastEventAtMs !== null && nameOf(row) !== '')
    .toSorted((one, other) => (other.lastEventAtMs ?? 0) - (one.lastEventAtMs ?? 0))
}

describe('browsing', () => {
  test("shows the CRM's conversations newest first, and each filter its own", async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    const all = sandbox.state.listedConversations()
    const expected = {
      active: newestFirst(all.filter((row) => !row.isArchived)),
      unread: newestFirst(all.filter((row) => row.isUnread && !row.isArchived)),
      archived: newestFirst(all.filter((row) => row.isArchived)),
    }
    for (const name of ['unread', 'archived', 'active'] as const) {
      expect(expected[name].length).toBeGreaterThan(0)
      await screen.filter(name)
      const wanted = expected[name].slice(0, 4).map(nameOf)
      await expect
        .poll(async () => {
          const rows = await screen.inboxRows.allTextContents()
          return wanted.map((_, index) => wanted.findIndex((one) => rows[index]?.includes(one)))
        })
        .toEqual(wanted.map((one) => wanted.indexOf(one)))
      await picture(`inbox-${name}`)
    }
  })

  test('shows everything that the CRM lists of a conversation, newest at hand', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    const top = newestFirst(sandbox.state.listedConversations().filter((row) => !row.isArchived))[0]
    if (top === undefined) throw new Error('The CRM has no conversation.')
    const id = await screen.openRow(0)
    const listed = sandbox.state.listedEventsIn(top.id).length
    await expect
      .poll(
        async () => (await screen.call('timeline.page', { conversationId: id, cursor: null, limit: 200 })).rows.length,
      )
      .toBe(Math.min(listed, 200))
    expect(await screen.timelineRows.count()).toBeGreaterThan(0)
    await picture('timeline')
  })

  test('fetches the details of an event when they are asked for, and keeps them for offline', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    await screen.openRow(0)
    const row = screen.page.locator('[data-testid="timeline-row"][data-kind="activity"]').last()
    await row.getByTestId('detail-toggle').click()
    await row.getByTestId('event-detail').waitFor()
    await expect.poll(() => row.getByTestId('event-detail').getAttribute('data-state')).toBe('kept')
    await picture('event-detail')
    await sandbox.setOffline(true)
    await app.kill()
    await app.start()
    await app.screen.openRow(0)
    const again = app.screen.page.locator('[data-testid="timeline-row"][data-kind="activity"]').last()
    await again.getByTestId('detail-toggle').click()
    await expect.poll(() => again.getByTestId('event-detail').getAttribute('data-state')).toBe('kept')
  })

  test('finds words anywhere, marks them, and opens what was found', async () => {
    const { app, picture } = await openSyncedScene()
    const { screen } = app
    await screen.search('roof')
    await screen.searchHits.first().waitFor()
    const marked = await screen.searchHits.first().locator('mark').allTextContents()
    expect(marked.join(' ')).toMatch(/roof/i)
    await picture('search')
    await screen.searchHits.first().click()
    await screen.timelineRows.first().waitFor()
  })

  test('can be done from the keyboard alone', async () => {
    const { app } = await openSyncedScene()
    const { screen } = app
    const { keyboard } = screen.page
    await screen.at('inbox-list').focus()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await screen.timelineRows.first().waitFor()
    await screen.at('composer').focus()
    await keyboard.type('Typed without a mouse.')
    await keyboard.press('Control+Enter')
    await screen.noteRow('Typed without a mouse.').waitFor()
  })

  test('shows what comes in while it is open, without being asked', async () => {
    const { app, sandbox } = await openSyncedScene()
    const text = 'Could you come a little earlier?'
    sandbox.colleagues.inboundMessage(undefined, text)
    await app.screen.inboxRows.filter({ hasText: text }).first().waitFor({ timeout: 90_000 })
  })

  test('works the same with an account of the older dialect', async () => {
    const { app, sandbox } = await openSyncedScene({ dialect: 'A' })
    await app.screen.openRow(0)
    await app.screen.saveNote('Written to the older dialect.')
    await expect
      .poll(() => sandbox.state.notesFromApi().map((note) => note.text), { timeout: 60_000 })
      .toEqual(['Written to the older dialect.'])
  })
})
