import { expect, onTestFinished } from 'vitest'
import type { NoteState } from '../../../electron/ipc/shapes.ts'
import { type SaleshandySandbox, startSaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { connectSaleshandy } from './crms.ts'
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
  await connectSaleshandy(scene, saleshandy)
  await scene.app.screen.inboxRows.filter({ hasText: 'Ana Vidal' }).first().waitFor()
  return { ...scene, saleshandy }
}

/** Presses Save and waits until the note is one: the composer is free for the next. */
export async function save({ app }: Scene): Promise<void> {
  await app.screen.at('composer-save').click()
  await expect.poll(() => app.screen.at('composer').inputValue()).toBe('')
}

export function targetsIn({ app }: Scene, state: NoteState) {
  return app.page.locator(`[data-testid="outbox-target"][data-state="${state}"]`)
}
