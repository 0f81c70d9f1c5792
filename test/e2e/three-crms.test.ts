import { describe, expect, onTestFinished, test } from 'vitest'
import type { Provider } from '../../electron/ipc/shapes.ts'
import { type LeadsquaredSandbox, startLeadsquaredSandbox } from '../sandbox/leadsquared/sandbox.ts'
import { type SaleshandySandbox, startSaleshandySandbox } from '../sandbox/saleshandy/sandbox.ts'
import { openScene, type Scene } from './harness/scene.ts'
import { until } from './harness/until.ts'

async function openSaleshandy(): Promise<SaleshandySandbox> {
  const sandbox = await startSaleshandySandbox({
    seed: 11,
    prospects: 24,
    notes: 30,
    threads: 6,
    rateLimit: null,
    nowMs: Date.now(),
  })
  onTestFinished(() => sandbox.close())
  return sandbox
}

async function openLeadsquared(): Promise<LeadsquaredSandbox> {
  const sandbox = await startLeadsquaredSandbox({
    seed: 12,
    leads: 40,
    activities: 300,
    rateLimit: null,
    nowMs: Date.now(),
  })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** Takes the picture of the screen in both dresses. */
async function pictures({ app, picture }: Scene, name: string): Promise<void> {
  await app.screen.dress('light')
  await picture(`${name}-light`)
  await app.screen.dress('dark')
  await picture(`${name}-dark`)
  await app.screen.dress('light')
}

async function addAccount({ app }: Scene): Promise<void> {
  await app.screen.at('nav-settings').click()
  await app.screen.at('add-account').click()
  await app.screen.at('crm-choice').waitFor()
}

async function accountOf({ app }: Scene, provider: Provider) {
  const account = (await app.screen.call('accounts.list', null)).find((each) => each.provider === provider)
  if (account === undefined) throw new Error(`No account of ${provider} is connected.`)
  return account
}

/** The accounts whose rows come by while the user scrolls down the inbox. */
async function accountsInInbox({ app }: Scene): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  await app.screen.inboxRows.first().hover()
  await until('rows of three accounts came by', async () => {
    for (const name of await app.screen.at('row-account').allInnerTexts()) names.add(name)
    await app.page.mouse.wheel(0, 400)
    return names.size >= 3
  })
  return names
}

describe('connecting Saleshandy', () => {
  test('asks who of the team the user is, and says what the key may do', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const saleshandy = await openSaleshandy()
    await screen.at('crm-saleshandy').click()
    await screen.at('account-form').waitFor()
    await pictures(scene, 'saleshandy-form')
    await screen.submitAccountForm(saleshandy.url, saleshandy.key, 'saleshandy')
    await screen.at('member-choice').waitFor()
    await pictures(scene, 'saleshandy-member')
    const { me } = saleshandy.state.team
    await screen.chooseMember(me.email.toLowerCase())
    await screen.at('abilities').locator('[data-answer]').first().waitFor()
    expect(await screen.at('ability-read_people').getAttribute('data-answer')).toBe('yes')
    await pictures(scene, 'saleshandy-abilities')
    await screen.leaveAbilities()
    await screen.inboxRows.first().waitFor()
    expect(await accountOf(scene, 'saleshandy')).toMatchObject({ userEmail: me.email, isSignedIn: true })
  })

  test('says that the key was refused, and keeps what was typed', async () => {
    const { app } = await openScene()
    const { screen } = app
    const saleshandy = await openSaleshandy()
    await screen.submitAccountForm(saleshandy.url, 'wrong-key', 'saleshandy')
    await expect.poll(() => screen.at('error-message').textContent()).toMatch(/Saleshandy does not accept this key/)
    expect(await screen.at('secret').inputValue()).toBe('wrong-key')
  })
})

describe('connecting LeadSquared', () => {
  test('finds the account’s own region from any other', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const leadsquared = await openLeadsquared()
    await screen.at('crm-leadsquared').click()
    await screen.at('address').waitFor()
    await pictures(scene, 'leadsquared-form')
    await screen.submitAccountForm(leadsquared.wrongRegionUrl, leadsquared.key, 'leadsquared')
    await screen.at('abilities').locator('[data-answer]').first().waitFor()
    await pictures(scene, 'leadsquared-abilities')
    await screen.leaveAbilities()
    await screen.inboxRows.first().waitFor()
    expect((await accountOf(scene, 'leadsquared')).baseUrl).toBe(leadsquared.url)
  })

  test('explains that a refused key may be another region’s', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const leadsquared = await openLeadsquared()
    await screen.submitAccountForm(leadsquared.url, 'wrong:keys', 'leadsquared')
    await expect.poll(() => screen.at('error-message').textContent()).toMatch(/another region/)
    await pictures(scene, 'leadsquared-refused')
  })
})

describe('three CRMs', () => {
  test('stand in one window: one inbox over all, or one account at a time, each with its own sync', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const [saleshandy, leadsquared] = await Promise.all([openSaleshandy(), openLeadsquared()])
    await screen.connect(scene.sandbox.url, scene.sandbox.key)
    await addAccount(scene)
    await pictures(scene, 'add-account')
    await screen.submitAccountForm(saleshandy.url, saleshandy.key, 'saleshandy')
    await screen.chooseMember(saleshandy.state.team.me.email.toLowerCase())
    await screen.leaveAbilities()
    await addAccount(scene)
    await screen.submitAccountForm(leadsquared.url, leadsquared.key, 'leadsquared')
    await screen.leaveAbilities()
    await until(
      'all three are synced',
      async () => {
        const statuses = await screen.call('sync.status', null)
        return statuses.length === 3 && statuses.every(({ freshAsOfMs }) => freshAsOfMs !== null)
      },
      120_000,
    )
    expect(await screen.at('account-card').count()).toBe(3)
    await pictures(scene, 'three-accounts-settings')

    await screen.showInbox()
    expect((await accountsInInbox(scene)).size).toBe(3)
    await screen.showInbox()
    await screen.openRow(0)
    await pictures(scene, 'three-accounts-inbox')
    await screen.at('sync-status').click()
    expect(await screen.at('status-account').count()).toBe(3)
    await pictures(scene, 'three-accounts-status')
    await scene.app.page.keyboard.press('Escape')

    const one = await accountOf(scene, 'leadsquared')
    await screen.at('account-switcher').selectOption(String(one.id))
    await until('only its conversations are shown', async () => {
      const { rows } = await screen.call('inbox.page', { accountId: one.id, filter: 'active', cursor: null, limit: 1 })
      const first = await screen.inboxRows.first().getAttribute('data-conversation-id')
      return first === String(rows[0]?.id) && (await screen.at('row-account').count()) === 0
    })
    await pictures(scene, 'three-accounts-one')
  })

  test('are paused, signed out and signed in one by one', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const leadsquared = await openLeadsquared()
    await screen.connect(scene.sandbox.url, scene.sandbox.key)
    await addAccount(scene)
    await screen.submitAccountForm(leadsquared.url, leadsquared.key, 'leadsquared')
    await screen.leaveAbilities()
    const card = screen.at('account-card').filter({ hasText: 'LeadSquared' })
    const isPaused = async (provider: Provider) => (await accountOf(scene, provider)).isPaused
    const connectivity = async (provider: Provider) => {
      const { id } = await accountOf(scene, provider)
      return (await screen.call('sync.status', null)).find(({ accountId }) => accountId === id)?.connectivity
    }
    await until('it syncs', async () => (await connectivity('leadsquared')) === 'online')
    await card.getByTestId('account-pause').click()
    await until('it is paused', async () => (await connectivity('leadsquared')) === 'paused')
    expect([await isPaused('leadsquared'), await isPaused('leadping')]).toEqual([true, false])
    await pictures(scene, 'paused-card')
    // What was under way has come in by the time that the other account has been asked for news twice. Words that nobody said before.
    for (const text of ['Zebrafish', 'Platypus']) {
      const [asked, askedOther] = [leadsquared.requests.matching().length, scene.sandbox.requests.matching().length]
      scene.sandbox.colleagues.inboundMessage(undefined, text)
      await screen.call('sync.now', { accountId: null })
      await until('the other account has the news', async () => {
        const { rows } = await screen.call('search.query', { text, accountId: null, cursor: null, limit: 5 })
        return rows.length > 0
      })
      expect(scene.sandbox.requests.matching().length).toBeGreaterThan(askedOther)
      if (text === 'Platypus') expect(leadsquared.requests.matching()).toHaveLength(asked)
    }
    await card.getByTestId('account-pause').click()
    const whilePaused = leadsquared.requests.matching().length
    await until('it syncs again', async () => (await connectivity('leadsquared')) === 'online')
    await until('its CRM is asked again', async () => leadsquared.requests.matching().length > whilePaused)

    await card.getByTestId('account-sign-out').click()
    await screen.at('sign-out-confirm').click()
    await expect.poll(() => card.getByTestId('account-sign-out').count()).toBe(0)
    expect(await accountOf(scene, 'leadsquared')).toMatchObject({ isSignedIn: false })
    expect(await accountOf(scene, 'leadping')).toMatchObject({ isSignedIn: true })
    await pictures(scene, 'signed-out-card')
    await card.getByTestId('account-new-key').click()
    await screen.at('reauthenticate-form').waitFor()
    await screen.fillSecret(leadsquared.key)
    await screen.pressAndAgree('reauthenticate')
    await until('it is signed in', async () => (await accountOf(scene, 'leadsquared')).isSignedIn)
    await until('its new keys are used', async () => (await connectivity('leadsquared')) === 'online')
  })
})
