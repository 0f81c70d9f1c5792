import { describe, expect, test } from 'vitest'
import type { LeadpingSandbox } from '../sandbox/leadping/sandbox-core.ts'
import { openSyncedScene } from './harness/scene.ts'

const patience = { timeout: 90_000 }

function sentTexts(sandbox: LeadpingSandbox): (string | null)[] {
  return sandbox.state.notesFromApi().map((note) => note.text)
}

describe('notes', () => {
  test('written offline survive a kill and reach the CRM exactly once, in order, though answers are lost', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    await sandbox.setOffline(true)
    await app.screen.openRow(0)
    await app.screen.saveNote('First of two.')
    await app.screen.saveNote('Second of two.')
    await app.screen.openRow(1)
    await app.screen.saveNote('On another conversation.')
    await app.kill()

    await app.start()
    await app.screen.inboxRows.first().waitFor()
    await app.screen.showOutbox()
    await expect.poll(() => app.screen.at('outbox-row').count()).toBe(3)
    await picture('outbox-after-kill')

    sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: '/notes$' }, times: 2 })
    await sandbox.setOffline(false)
    await app.screen.call('sync.hint', { isOnline: true })
    await expect.poll(() => app.screen.at('outbox-row').count(), patience).toBe(0)
    expect(sandbox.faults.waiting).toBe(0)
    const texts = sentTexts(sandbox)
    expect(texts.toSorted()).toEqual(['First of two.', 'On another conversation.', 'Second of two.'])
    expect(texts.indexOf('First of two.')).toBeLessThan(texts.indexOf('Second of two.'))
  })

  test('killed in the middle of sending, a note is in the CRM once', async () => {
    const { app, sandbox } = await openSyncedScene()
    sandbox.faults.add({ kind: 'hang', afterCommit: true, match: { method: 'POST', pathPattern: '/notes$' } })
    await app.screen.openRow(0)
    await app.screen.saveNote('Sent while the lights went out.')
    await expect.poll(() => sentTexts(sandbox), patience).toEqual(['Sent while the lights went out.'])
    await app.kill()
    await app.start()
    await app.screen.inboxRows.first().waitFor()
    await expect.poll(async () => (await app.screen.call('outbox.list', null)).length, patience).toBe(0)
    expect(sentTexts(sandbox)).toEqual(['Sent while the lights went out.'])
  })

  test('show where they are, and lose neither place nor text when the CRM confirms them', async () => {
    const { app, sandbox } = await openSyncedScene()
    await app.screen.openRow(0)
    await app.screen.saveNote('Confirmed in a moment.')
    await expect.poll(() => sentTexts(sandbox), patience).toEqual(['Confirmed in a moment.'])
    await expect.poll(async () => (await app.screen.call('outbox.list', null)).length, patience).toBe(0)
    expect(await app.screen.noteRow('Confirmed in a moment.').count()).toBe(1)
  })

  test('can be taken back while they are held, and become the draft again', async () => {
    const { app, sandbox } = await openSyncedScene()
    const { screen } = app
    await screen.openRow(0)
    await screen.saveNote('Not like this.')
    await screen.at('undo').first().click()
    await expect.poll(() => screen.at('composer').inputValue()).toBe('Not like this.')
    await expect.poll(() => screen.noteRow('Not like this.').count()).toBe(0)
    expect(sentTexts(sandbox)).toEqual([])
  })

  test('that are sent while they are being changed keep what is typed, across screens, until it becomes a new note', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    const other = await screen.openRow(1)
    const id = await screen.openRow(0)
    await screen.saveNote('Call on Monday.')
    await screen.noteRow('Call on Monday.').getByTestId('note-edit').click()
    const editor = screen.at('note-edit-text')
    await editor.pressSequentially(' Or rather')
    await expect.poll(() => sentTexts(sandbox), patience).toEqual(['Call on Monday.'])
    await screen.at('note-edit-late').waitFor()
    expect(await editor.inputValue()).toBe('Call on Monday. Or rather')
    // The next key falls into it.
    await screen.page.keyboard.type(' on Tuesday.')
    expect(await editor.inputValue()).toBe('Call on Monday. Or rather on Tuesday.')
    await picture('note-edit-late')

    await screen.showOutbox()
    expect(await screen.at('late-edit').getByTestId('note-edit-text').inputValue()).toContain('on Tuesday.')
    await screen.showInbox()
    await screen.openConversation(other)
    expect(await editor.count()).toBe(0)
    await screen.openConversation(id)
    await editor.focus()
    await editor.press('Escape')
    await screen.at('note-edit-leave').waitFor()
    await screen.page.keyboard.press('Escape')
    expect(await editor.inputValue()).toBe('Call on Monday. Or rather on Tuesday.')
    await screen.at('note-edit-save').click()
    await expect.poll(() => screen.at('composer').inputValue()).toBe('Call on Monday. Or rather on Tuesday.')
    await expect.poll(() => editor.count()).toBe(0)
    expect(sentTexts(sandbox)).toEqual(['Call on Monday.'])
  })

  test('a draft is there again after a kill', async () => {
    const { app } = await openSyncedScene()
    const id = await app.screen.openRow(0)
    await app.screen.at('composer').fill('Half a thou')
    await expect
      .poll(async () => (await app.screen.call('conversation.get', { conversationId: id }))?.draft)
      .toBe('Half a thou')
    await app.kill()
    await app.start()
    await app.screen.openConversation(id)
    await expect.poll(() => app.screen.at('composer').inputValue()).toBe('Half a thou')
  })

  test('a change that was being typed is there again after a kill, in its editor', async () => {
    const { app, sandbox } = await openSyncedScene()
    await sandbox.setOffline(true)
    const id = await app.screen.openRow(0)
    await app.screen.saveNote('Call on Monday.')
    await app.screen.noteRow('Call on Monday.').getByTestId('note-edit').click()
    await app.screen.at('note-edit-text').fill('Call on Tuesd')
    await expect
      .poll(async () => (await app.screen.call('edit.list', null)).map((edit) => edit.text))
      .toEqual(['Call on Tuesd'])
    await app.kill()
    await app.start()
    const { screen } = app
    await screen.openConversation(id)
    await expect.poll(() => screen.at('note-edit-text').inputValue()).toBe('Call on Tuesd')
    await screen.at('note-edit-text').fill('Call on Tuesday.')
    await screen.at('note-edit-save').click()
    await screen.noteRow('Call on Tuesday.').waitFor()
    expect(await screen.call('edit.list', null)).toEqual([])
    await sandbox.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })
    await expect.poll(() => sentTexts(sandbox), patience).toEqual(['Call on Tuesday.'])
  })

  test('that the CRM refuses say why, and can be edited and sent again', async () => {
    const { app, sandbox, picture } = await openSyncedScene()
    const { screen } = app
    sandbox.settings.refuseNotesContaining.push('DISCOUNT')
    await screen.openRow(0)
    await screen.saveNote('Offer him the DISCOUNT.')
    await screen.showOutbox()
    const row = screen.outboxRow('Offer him the DISCOUNT.')
    await expect.poll(() => row.getAttribute('data-state'), patience).toBe('rejected')
    expect(await row.textContent()).toContain('Notes may not contain "DISCOUNT"')
    await picture('outbox-rejected')
    await row.getByTestId('outbox-edit').click()
    const editor = screen.at('note-edit-text')
    await editor.press('Escape')
    // Nothing was typed: it closes without a question, and the focus is where it came from.
    const focused = () => screen.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    await expect.poll(focused).toBe('outbox-edit')
    await screen.page.keyboard.press('Enter')
    await editor.fill('Offer him the usual price.')
    await screen.at('note-edit-save').click()
    await expect.poll(() => sentTexts(sandbox), patience).toEqual(['Offer him the usual price.'])
    await expect.poll(() => screen.at('outbox-row').count(), patience).toBe(0)
  })

  test('that the CRM refuses do not hold up the next ones', async () => {
    const { app, sandbox } = await openSyncedScene()
    sandbox.settings.refuseNotesContaining.push('DISCOUNT')
    await app.screen.openRow(0)
    await app.screen.saveNote('With a DISCOUNT.')
    await app.screen.saveNote('Without.')
    await expect.poll(() => sentTexts(sandbox), patience).toEqual(['Without.'])
    // The CRM has the note a moment before its answer is here.
    await expect
      .poll(async () => (await app.screen.call('outbox.list', null)).map(({ text, state }) => [text, state]), patience)
      .toEqual([['With a DISCOUNT.', 'rejected']])
  })
})
