import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { isOutboxEmpty, openPerson, pictures } from './harness/crms.ts'
import { ana, ben, gone, openSaleshandy, patience, save, targetsIn } from './harness/saleshandy-scene.ts'
import type { Scene } from './harness/scene.ts'

/** As a sweep that misses it, or one that finds it again, leaves a conversation. The app must not be running. */
function show({ dataDir }: Scene, conversationId: number, isShown: boolean): void {
  const replica = new SqliteDatabase(join(dataDir, 'replica.db'), { fileMustExist: true })
  replica
    .prepare('UPDATE conversations SET removed_at_ms = ? WHERE id = ?')
    .run(isShown ? null : Date.now(), conversationId)
  replica.close()
}

describe('a note for several', () => {
  test('is delivered to those who are there; the one who is not is shown with the reason', async () => {
    const scene = await openSaleshandy()
    const { app, saleshandy } = scene
    const { screen } = app
    const id = await openPerson(scene, 'Ana Vidal')
    saleshandy.colleagues.deleteProspect(gone.id)
    await screen.at('targets-add').click()
    for (const name of ['Ben Okafor', 'Cara Lund']) {
      await screen.at('picker-search').fill(name)
      await screen.at('picker-row').filter({ hasText: name }).first().click()
    }
    await pictures(scene, 'note-several-picker')
    await screen.at('picker-done').click()
    expect(await screen.at('note-target').count()).toBe(3)
    await screen.at('composer').fill('The price list for all of you.')
    await pictures(scene, 'note-several-composer')
    const kept = async () => {
      const { text, alsoTo } = await screen.call('draft.get', { conversationId: id })
      return `${text} (${alsoTo.length} more)`
    }
    await expect.poll(kept).toBe('The price list for all of you. (2 more)')
    await app.kill()
    await app.start()
    await openPerson(scene, 'Ana Vidal')
    await expect.poll(() => app.screen.at('note-target').count()).toBe(3)
    expect(await app.screen.at('composer').inputValue()).toBe('The price list for all of you.')
    await save(scene)

    await app.screen.showOutbox()
    const target = (name: string) => app.screen.at('outbox-target').filter({ hasText: name })
    await expect.poll(() => target('Cara Lund').getAttribute('data-state'), patience).toBe('rejected')
    await expect.poll(() => target('Ana Vidal').getAttribute('data-state'), patience).toBe('delivered')
    await expect.poll(() => target('Ben Okafor').getAttribute('data-state'), patience).toBe('delivered')
    expect(await app.screen.at('outbox-row').count()).toBe(1)
    expect(await target('Cara Lund').getByTestId('outbox-trouble').textContent()).not.toBe('')
    await pictures(scene, 'note-several-outbox')

    await target('Cara Lund').getByTestId('outbox-discard').click()
    await app.screen.at('discard-confirm').click()
    await expect.poll(() => app.screen.at('outbox-row').count()).toBe(0)
    const sent = saleshandy.state.notesFromApi().map(({ prospectId }) => prospectId)
    expect(sent.toSorted()).toEqual([ben.id, ana.id])
  })

  test('goes out to the one who was not there once they are back and it is tried again', async () => {
    const scene = await openSaleshandy()
    const { state, colleagues } = scene.saleshandy
    const { screen } = scene.app
    await openPerson(scene, 'Ana Vidal')
    const before = state.listedProspect(gone.id)
    if (before === null) throw new Error('Cara is not in the CRM')
    const there = { ...before }
    colleagues.deleteProspect(gone.id)
    await screen.at('targets-add').click()
    await screen.at('picker-search').fill('Cara Lund')
    await screen.at('picker-row').filter({ hasText: 'Cara Lund' }).first().click()
    await screen.at('picker-done').click()
    await screen.at('composer').fill('For both of you.')
    await save(scene)
    await screen.showOutbox()
    const refused = targetsIn(scene, 'rejected')
    await expect.poll(() => refused.count(), patience).toBe(1)
    await expect.poll(() => targetsIn(scene, 'delivered').count(), patience).toBe(1)
    state.addProspect(there)
    await refused.getByTestId('outbox-retry').click()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(state.notesFromApi().map(({ prospectId }) => prospectId)).toEqual([ana.id, gone.id])
  })
})

describe('a note for several of which one is refused', () => {
  test('goes out for that one alone when it is tried again', async () => {
    const scene = await openSaleshandy()
    const { screen } = scene.app
    await openPerson(scene, 'Ana Vidal')
    await screen.at('targets-add').click()
    await screen.at('picker-search').fill('Ben Okafor')
    await screen.at('picker-row').filter({ hasText: 'Ben Okafor' }).first().click()
    await screen.at('picker-done').click()
    const match = { method: 'POST', pathPattern: '/notes$' }
    scene.saleshandy.faults.add({ kind: 'status', status: 400, detail: 'Not today', match })
    await screen.at('composer').fill('For both.')
    await save(scene)
    await screen.showOutbox()
    const refused = targetsIn(scene, 'rejected')
    await expect.poll(() => refused.count(), patience).toBe(1)
    await expect.poll(() => targetsIn(scene, 'delivered').count(), patience).toBe(1)
    await refused.getByTestId('outbox-retry').click()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    const sent = scene.saleshandy.state.notesFromApi().map(({ prospectId }) => prospectId)
    expect(sent.toSorted()).toEqual([ben.id, ana.id])
  })
})

describe('a draft for several of whom one is not here any more', () => {
  test('waits for them, and goes to the others where the user leaves them out', async () => {
    const scene = await openSaleshandy()
    const { app, saleshandy } = scene
    const caraId = await openPerson(scene, 'Cara Lund')
    await openPerson(scene, 'Ana Vidal')
    await app.screen.at('targets-add').click()
    for (const name of ['Ben Okafor', 'Cara Lund']) {
      await app.screen.at('picker-search').fill(name)
      await app.screen.at('picker-row').filter({ hasText: name }).first().click()
    }
    await app.screen.at('picker-done').click()
    await app.screen.at('composer').fill('For all of you.')
    await app.screen.at('composer').blur()
    await saleshandy.setOffline(true)

    async function restart(isCaraShown: boolean): Promise<void> {
      await app.stop()
      show(scene, caraId, isCaraShown)
      await app.start()
      await openPerson(scene, 'Ana Vidal')
    }
    await restart(false)
    const question = () => app.screen.at('absent-people')
    await question().waitFor()
    expect(await question().textContent()).toContain('Cara Lund is not in Fieldpost at the moment')
    expect(await app.screen.at('note-target').count()).toBe(2)
    expect(await app.screen.at('composer-save').isDisabled()).toBe(true)
    await pictures(scene, 'note-several-absent')
    await app.screen.at('target-remove').click()
    await expect.poll(() => app.screen.at('note-target').count()).toBe(1)
    await app.screen.at('composer').fill('For both of you.')

    await restart(true)
    await expect.poll(() => app.screen.at('note-target').allTextContents()).toEqual(['Ana Vidal', 'Cara Lund'])
    expect(await question().count()).toBe(0)
    expect(await app.screen.at('composer').inputValue()).toBe('For both of you.')

    await restart(false)
    await app.screen.at('absent-leave-out').click()
    await question().waitFor({ state: 'detached' })
    await save(scene)
    expect(await app.screen.call('outbox.list', null)).toMatchObject([{ conversationName: 'Ana Vidal' }])
  })
})
