import { describe, expect, test } from 'vitest'
import { endBlankWatch, watchForBlanks } from './harness/blank-watch.ts'
import { openScene, openSyncedScene } from './harness/scene.ts'

const fullSize = { conversations: 2_000, activities: 40_000 } as const

describe('at 2,000 conversations and 40,000 activities', () => {
  test('the first page of the inbox is on screen before the backfill is through, and the backfill meets no 429', async () => {
    const { app, sandbox, picture } = await openScene(fullSize)
    const { screen } = app
    await screen.connect(sandbox.url, sandbox.key)
    await expect.poll(async () => (await screen.status()).isSyncing).toBe(true)
    const { streams } = await screen.status()
    expect(streams.map((stream) => stream.phase)).toContain('backfill')
    expect(await screen.inboxRows.count()).toBeGreaterThan(5)
    await picture('inbox-while-syncing')

    await screen.waitForBackfill()
    const done = await screen.status()
    const have = Object.fromEntries(done.streams.map((stream) => [stream.stream, stream.have]))
    expect(have.conversations).toBe(sandbox.state.listedConversations().length)
    expect(have.activities).toBe(sandbox.state.listedEvents().length)
    expect(sandbox.requests.matching({ status: 429 })).toEqual([])
  })

  test('scrolling through the whole inbox and typing a search never show a blank for more than one frame', async () => {
    const { app, sandbox } = await openSyncedScene(fullSize)
    const { screen } = app
    const active = sandbox.state.listedConversations().filter((row) => !row.isArchived).length
    await watchForBlanks(screen.page, '[data-testid="inbox-list"]', '[data-testid="inbox-row"]')
    const seen = await screen.scrollThroughInbox()
    const scrolling = await endBlankWatch(screen.page)
    expect(seen).toBe(active)
    expect(scrolling.frames).toBeGreaterThan(100)
    expect(scrolling.longestBlank, scrolling.example ?? '').toBeLessThanOrEqual(1)

    await screen.search('roof')
    await screen.searchHits.first().waitFor()
    await screen.at('search-input').fill('r')
    await screen.searchHits.first().waitFor()
    await watchForBlanks(screen.page, '#search-results', '[data-testid="search-hit"]')
    await screen.at('search-input').pressSequentially('oof', { delay: 60 })
    const typing = await endBlankWatch(screen.page)
    expect(typing.frames).toBeGreaterThan(5)
    expect(typing.longestBlank, typing.example ?? '').toBeLessThanOrEqual(1)
  })
})
