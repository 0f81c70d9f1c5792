import { onTestFinished } from 'vitest'
import {
  type LeadsquaredSandbox,
  type LeadsquaredSandboxOptions,
  startLeadsquaredSandbox,
} from '../../sandbox/leadsquared/sandbox.ts'
import {
  type SaleshandySandbox,
  type SaleshandySandboxOptions,
  startSaleshandySandbox,
} from '../../sandbox/saleshandy/sandbox.ts'
import type { Scene } from './scene.ts'

/** Somebody whom the CRMs of these helpers know: the newest of all, so that the inbox shows her at once. */
const ana = {
  id: 'Pr9xQ2Lm',
  firstName: 'Ana',
  lastName: 'Vidal',
  email: 'ana.vidal@example.com',
  phone: '+16025550150',
}
export const anasName = `${ana.firstName} ${ana.lastName}`

/** A Saleshandy that knows Ana, gone when the test ends. */
export async function openSaleshandy(options: Partial<SaleshandySandboxOptions> = {}): Promise<SaleshandySandbox> {
  const nowMs = Date.now()
  const sandbox = await startSaleshandySandbox({
    seed: 31,
    prospects: 8,
    notes: 8,
    threads: 2,
    sharedPeople: 0,
    rateLimit: null,
    presetProspects: [{ ...ana, createdAtMs: nowMs - 60_000 }],
    nowMs: nowMs - 120_000,
    ...options,
  })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** A LeadSquared account that knows Ana, gone when the test ends. */
export async function openLeadsquared(options: Partial<LeadsquaredSandboxOptions> = {}): Promise<LeadsquaredSandbox> {
  const sandbox = await startLeadsquaredSandbox({
    seed: 32,
    leads: 20,
    activities: 80,
    sharedPeople: false,
    rateLimit: null,
    nowMs: Date.now(),
    ...options,
  })
  onTestFinished(() => sandbox.close())
  const { firstName, lastName, email, phone } = ana
  sandbox.colleagues.newLead({ firstName, lastName, email, phone })
  return sandbox
}

/** On the form that is open, or asks for the CRM; as our own user. */
export async function connectSaleshandy({ app: { screen } }: Scene, sandbox: SaleshandySandbox): Promise<void> {
  await screen.submitAccountForm(sandbox.url, sandbox.key, 'saleshandy')
  await screen.chooseMember(sandbox.state.team.me.email.toLowerCase())
  await screen.leaveAbilities()
}

export async function connectLeadsquared({ app: { screen } }: Scene, sandbox: LeadsquaredSandbox): Promise<void> {
  await screen.submitAccountForm(sandbox.url, sandbox.key, 'leadsquared')
  await screen.leaveAbilities()
}

/** Opens the conversation of the first person of this name in the inbox. Returns its local id. */
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

/** Takes the picture of the screen in both dresses. */
export async function pictures({ app, picture }: Scene, name: string): Promise<void> {
  await app.screen.dress('light')
  await picture(`${name}-light`)
  await app.screen.dress('dark')
  await picture(`${name}-dark`)
  await app.screen.dress('light')
}

interface DroppedFile {
  readonly name: string
  readonly type: string
  readonly size: number
  /** What every byte of it is. */
  readonly byte: number
}

/** Drops files onto the composer, as a hand from the desktop does. */
export async function dropFiles({ app }: Scene, files: readonly DroppedFile[]): Promise<void> {
  const dataTransfer = await app.page.evaluateHandle((wanted) => {
    const transfer = new DataTransfer()
    for (const { name, type, size, byte } of wanted)
      transfer.items.add(new File([new Uint8Array(size).fill(byte)], name, { type }))
    return transfer
  }, files)
  await app.page.dispatchEvent('[data-testid="composer-box"]', 'drop', { dataTransfer })
}
