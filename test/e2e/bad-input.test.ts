import { describe, expect, test } from 'vitest'
import type { FaultRule } from '../sandbox/faults.ts'
import { openScene, openSyncedScene } from './harness/scene.ts'

const patience = { timeout: 90_000 }

describe('bad input from the user', () => {
  test('a note of 10 MB is refused in plain words, and its text is kept', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    const long = 'All work and no play. '.repeat(480_000)
    const id = await screen.openRow(0)
    await screen.pasteIntoComposer(long)
    await expect.poll(() => screen.at('error-message').first().textContent()).toMatch(/shorten the note/i)
    await screen.at('composer-save').click()
    await picture('note-too-long')
    await expect
      .poll(async () => (await screen.call('conversation.get', { conversationId: id }))?.draft.length, patience)
      .toBe(long.length)
    await app.kill()
    await app.start()
    await app.screen.openConversation(id)
    await expect
      .poll(() => app.screen.at('composer').getAttribute('data-characters'), patience)
      .toBe(String(long.length))
    expect(await app.screen.call('outbox.list', null)).toEqual([])
    expect(sandbox.state.notesFromApi()).toEqual([])
  })

  test('a note in emoji, right-to-left script and with a NUL arrives exactly as it was written', async () => {
    const { app, sandbox } = await openSyncedScene()
    const text = 'שלום 👩‍👩‍👧‍👦 مرحبا \u202eabc\u202c e\u0301 before\u0000after\nsecond line\ttab'
    await app.screen.openRow(0)
    await app.screen.at('composer').fill(text)
    await app.screen.at('composer-save').click()
    await expect.poll(() => sandbox.state.notesFromApi().map((note) => note.text), patience).toEqual([text])
    await expect.poll(async () => (await app.screen.call('outbox.list', null)).length, patience).toBe(0)
    await expect.poll(() => app.screen.noteRow('second line').count()).toBe(1)
  })

  test('an empty note cannot be saved', async () => {
    const { app } = await openSyncedScene()
    await app.screen.openRow(0)
    await app.screen.at('composer').fill('   \n  ')
    expect(await app.screen.at('composer-save').isDisabled()).toBe(true)
  })
})

describe('bad input from the CRM', () => {
  const lists = { method: 'POST', pathPattern: '/(events|conversations|leads)/all/my$|/conversations/my$' }
  const passing: readonly [string, FaultRule][] = [
    ['answers that are not JSON', { kind: 'malformed_json', match: lists, times: 3 }],
    ['answers that break off', { kind: 'truncate', match: lists, times: 3 }],
    ['the login page of a hotel', { kind: 'html', match: lists, times: 3 }],
    ['values that no document knows', { kind: 'unknown_enum', match: lists, times: 3 }],
    ['pages with items twice', { kind: 'duplicate_items', match: lists, times: 3 }],
    ['errors of the server', { kind: 'status', status: 503, match: lists, times: 3 }],
  ]

  test.each(passing)('%s do not stop the sync: everything is here in the end', async (_, fault) => {
    const { app, sandbox } = await openScene()
    const { screen } = app
    sandbox.faults.add(fault)
    await screen.connect(sandbox.url, sandbox.key)
    await screen.waitForBackfill()
    await expect.poll(() => sandbox.faults.waiting, patience).toBe(0)
    await expect
      .poll(async () => (await screen.status()).streams.find((one) => one.stream === 'activities')?.have, patience)
      .toBe(sandbox.state.listedEvents().length)
    await screen.openRow(0)
    expect(await screen.timelineRows.count()).toBeGreaterThan(0)
  })

  test('an item without id is set aside and told of; the rest of its page is here', async () => {
    const { app, sandbox, picture } = await openScene()
    const { screen } = app
    // The first list of events is one row, asked for to learn the dialect.
    sandbox.faults.add({ kind: 'drop_item_id', match: { method: 'POST', pathPattern: '/events/all/my$' }, skip: 1 })
    await screen.connect(sandbox.url, sandbox.key)
    await screen.waitForBackfill()
    await expect.poll(async () => (await screen.status()).quarantined, patience).toBeGreaterThan(0)
    const have = (await screen.status()).streams.find((one) => one.stream === 'activities')?.have ?? 0
    expect(have).toBeGreaterThanOrEqual(sandbox.state.listedEvents().length - 1)
    await screen.openRow(0)
    await picture('item-set-aside')
  })
})
