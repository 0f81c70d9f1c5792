import { expect, onTestFinished } from 'vitest'
import type { NoteState } from '../../../electron/ipc/shapes.ts'
import { type SaleshandySandbox, startSaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { openScene, type Scene } from './scene.ts'

export const patience = { timeout: 90_000 }

export const ana = {
  id: 'Pr9xQ2Lm',
  firstName: 'Ana',
  lastName: 'Vidal',
  email: 'ana.vidal@example.com',
  phone: '+16025550150',
}
export const ben = {
  id: 'Pr4Kb8Qw',
  firstName: 'Ben',
  lastName: 'Okafor',
  email: 'ben@example.com',
  phone: '+16025550151',
}
export const gone = {
  id: 'INVALIDxx',
  firstName: 'Cara',
  lastName: 'Lund',
  email: 'cara@example.com',
  phone: '+16025550152',
}

export interface SaleshandyScene extends Scene {
  readonly saleshandy: SaleshandySandbox
}

/** The app with a Saleshandy account that knows Ana, Ben and Cara. */
export async function openSaleshandy(): Promise<SaleshandyScene> {
  const nowMs = Date.now()
  const presetProspects = [gone, ben, ana].map((one, index) => ({
    ...one,
    createdAtMs: nowMs - 60_000 + index * 1_000,
  }))
  const saleshandy = await startSaleshandySandbox({
    seed: 21,
    prospects: 12,
    notes: 10,
    threads: 3,
    sharedPeople: 0,
    rateLimit: null,
    presetProspects,
    nowMs: nowMs - 120_000,
  })
  onTestFinished(() => saleshandy.close())
  const scene = await openScene()
  const { screen } = scene.app
  await screen.submitAccountForm(saleshandy.url, saleshandy.key, 'saleshandy')
  await screen.chooseMember(saleshandy.state.team.me.email.toLowerCase())
  await screen.leaveAbilities()
  await screen.inboxRows.filter({ hasText: 'Ana Vidal' }).first().waitFor()
  return { ...scene, saleshandy }
}

export async function openPerson({ app }: Scene, name: string): Promise<number> {
  const row = app.screen.inboxRows.filter({ hasText: name }).first()
  await row.waitFor()
  const id = Number(await row.getAttribute('data-conversation-id'))
  await row.click()
  await app.page.locator(`main [data-conversation-id="${id}"]`).waitFor()
  return id
}

export async function isOutboxEmpty({ app }: Scene): Promise<boolean> {
  return (await app.screen.call('outbox.list', null)).length === 0
}

/** Presses Save and waits until the note is one: the composer is free for the next. */
export async function save({ app }: Scene): Promise<void> {
  await app.screen.at('composer-save').click()
  await expect.poll(() => app.screen.at('composer').inputValue()).toBe('')
}

/** Takes the picture of the screen in both dresses. */
export async function pictures({ app, picture }: Scene, name: string): Promise<void> {
  await picture(`${name}-light`)
  await app.screen.dress('dark')
  await picture(`${name}-dark`)
  await app.screen.dress('light')
}

export function targetsIn({ app }: Scene, state: NoteState) {
  return app.page.locator(`[data-testid="outbox-target"][data-state="${state}"]`)
}
