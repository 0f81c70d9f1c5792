import { describe, expect, test } from 'vitest'
import type { AccountStatus, Provider } from '../../electron/ipc/shapes.ts'
import type { LeadsquaredSandbox } from '../sandbox/leadsquared/sandbox.ts'
import type { SaleshandySandbox } from '../sandbox/saleshandy/sandbox.ts'
import {
  anasName,
  connectLeadsquared,
  connectSaleshandy,
  isOutboxEmpty,
  openLeadsquared,
  openPerson,
  openSaleshandy,
  pictures,
} from './harness/crms.ts'
import { openScene, type Scene } from './harness/scene.ts'
import { until } from './harness/until.ts'

const patience = { timeout: 90_000 }

async function accountOf({ app }: Scene, provider: Provider) {
  const account = (await app.screen.call('accounts.list', null)).find((each) => each.provider === provider)
  if (account === undefined) throw new Error(`No account of ${provider} is connected.`)
  return account
}

async function statusOf(scene: Scene, provider: Provider): Promise<AccountStatus> {
  const { id } = await accountOf(scene, provider)
  const status = (await scene.app.screen.call('sync.status', null)).find(({ accountId }) => accountId === id)
  if (status === undefined) throw new Error(`The engine has not spoken of ${provider} yet.`)
  return status
}

/** Shows this account's conversations alone, and waits until they are what the inbox lists. */
async function showAccount(scene: Scene, provider: Provider): Promise<void> {
  const { screen } = scene.app
  const { id } = await accountOf(scene, provider)
  await screen.at('account-switcher').selectOption(String(id))
  await screen.at('nav-inbox').click()
  await until(`the inbox lists the conversations of ${provider}`, async () => {
    const { rows } = await screen.call('inbox.page', { accountId: id, filter: 'active', cursor: null, limit: 1 })
    const first = await screen.inboxRows.first().getAttribute('data-conversation-id')
    return first === String(rows[0]?.id)
  })
}

function hostOf(url: string): string {
  return new URL(url).host
}

describe('signing in to LeadSquared with another region’s host', () => {
  test('finds the account’s own host, and says it', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const leadsquared = await openLeadsquared()
    await screen.submitAccountForm(leadsquared.wrongRegionUrl, leadsquared.key, 'leadsquared')
    await screen.leaveAbilities()
    await screen.inboxRows.filter({ hasText: anasName }).first().waitFor()
    await screen.at('nav-settings').click()
    const card = screen.at('account-card')
    expect(await card.textContent()).toContain(hostOf(leadsquared.url))
    expect(await card.textContent()).not.toContain(hostOf(leadsquared.wrongRegionUrl))
    await pictures(scene, 'bad-input-own-region')
  })

  test('and wrong keys says that they are wrong, and that it may be the region', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const leadsquared = await openLeadsquared()
    await screen.submitAccountForm(leadsquared.wrongRegionUrl, 'wrong:keys', 'leadsquared')
    await expect
      .poll(() => screen.at('error-message').textContent())
      .toMatch(/LeadSquared does not accept this key\..* the account may live in another region: choose that one/)
    await pictures(scene, 'bad-input-wrong-region-and-keys')
    expect(await screen.at('base-url').inputValue()).toBe(leadsquared.wrongRegionUrl)
    await screen.fillSecret(leadsquared.key)
    await screen.pressAndAgree('connect')
    await screen.leaveAbilities()
    await screen.inboxRows.filter({ hasText: anasName }).first().waitFor()
  })
})

describe('signing in to Saleshandy with a wrong key', () => {
  test('says so, and works with the right one', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const saleshandy = await openSaleshandy()
    await screen.submitAccountForm(saleshandy.url, 'wrong-key', 'saleshandy')
    await expect
      .poll(() => screen.at('error-message').textContent())
      .toBe('Saleshandy does not accept this key. Check that it was copied whole and has not expired, then try again.')
    await pictures(scene, 'bad-input-wrong-key')
    expect(await screen.at('secret').inputValue()).toBe('wrong-key')
    await screen.fillSecret(saleshandy.key)
    await screen.pressAndAgree('connect')
    await screen.chooseMember(saleshandy.state.team.me.email.toLowerCase())
    await screen.leaveAbilities()
    await screen.inboxRows.filter({ hasText: anasName }).first().waitFor()
  })
})

/** What a test of refused keys does with a CRM. */
interface Subject {
  readonly provider: Provider
  /** Connected, and for a while in the middle of its first sync. */
  connect(scene: Scene): Promise<void>
  revokeKeys(): void
  /** New keys of the same user, as the form takes them. */
  renewKeys(): string
  sentTexts(): readonly string[]
  refusals(): number
  /** How many people it knows. */
  people(): number
}

function saleshandySubject(sandbox: SaleshandySandbox): Subject {
  return {
    provider: 'saleshandy',
    async connect(scene) {
      const match = { method: 'GET', pathPattern: '/notes$' }
      sandbox.faults.add({ kind: 'slow', ms: 2_500, match, times: 'until_cleared' })
      await connectSaleshandy(scene, sandbox)
    },
    revokeKeys() {
      sandbox.credentials.revoke()
      sandbox.faults.clear()
    },
    renewKeys() {
      sandbox.credentials.add('renewed-key')
      return 'renewed-key'
    },
    sentTexts: () => sandbox.state.notesFromApi().map(({ sentContent }) => sentContent),
    refusals: () => sandbox.requests.matching({ status: 400 }).length,
    people: () => sandbox.state.listedProspects().length,
  }
}

function leadsquaredSubject(sandbox: LeadsquaredSandbox): Subject {
  return {
    provider: 'leadsquared',
    async connect(scene) {
      const match = { pathPattern: 'RetrieveByActivityEvent$' }
      sandbox.faults.add({ kind: 'slow', ms: 2_500, match, times: 'until_cleared' })
      await connectLeadsquared(scene, sandbox)
    },
    revokeKeys() {
      sandbox.credentials.revoke()
      sandbox.faults.clear()
    },
    renewKeys() {
      sandbox.credentials.add('renewed', 'keys')
      return 'renewed:keys'
    },
    sentTexts: () => sandbox.state.activitiesFromApi().map(({ note }) => note),
    refusals: () => sandbox.requests.matching({ status: 401 }).length,
    people: () => sandbox.state.leads.size,
  }
}

describe('a key that is revoked in the middle of the sync', () => {
  const subjects: readonly [string, () => Promise<Subject>][] = [
    ['Saleshandy', async () => saleshandySubject(await openSaleshandy())],
    ['LeadSquared', async () => leadsquaredSubject(await openLeadsquared())],
  ]

  test.each(subjects)(
    'signs %s out and nothing else; what is written meanwhile goes out with the new key',
    async (_, open) => {
      const scene = await openScene()
      const { app, sandbox: leadping } = scene
      const { screen } = app
      const subject = await open()
      const { provider } = subject
      await screen.connect(leadping.url, leadping.key)
      await screen.at('nav-settings').click()
      await screen.at('add-account').click()
      await subject.connect(scene)
      await showAccount(scene, provider)
      await openPerson(scene, anasName)
      await until('notes can be written', async () => {
        await screen.at('composer').fill('Written while signed out.')
        return screen.at('composer-save').isEnabled()
      })
      const before = await statusOf(scene, provider)
      expect(before.streams.map(({ phase }) => phase)).toContain('backfill')
      const revokedAtMs = Date.now()
      subject.revokeKeys()
      await until('the account is signed out', async () => {
        return (await statusOf(scene, provider)).connectivity === 'signed_out'
      })

      await screen.at('composer-save').click()
      const note = screen.noteRow('Written while signed out.')
      await expect
        .poll(() => note.textContent(), patience)
        .toContain('Saved here. It will be sent when you have entered a new key.')
      expect(await screen.connectivity()).toBe('signed_out')
      await pictures(scene, `bad-input-revoked-${provider}`)

      await showAccount(scene, 'leadping')
      await screen.openRow(0)
      await screen.saveNote('The others go on.')
      await expect
        .poll(() => leadping.state.notesFromApi().map(({ text }) => text), patience)
        .toEqual(['The others go on.'])
      await screen.call('sync.now', { accountId: null })
      await until('the other account is looked at for news', async () => {
        return ((await statusOf(scene, 'leadping')).freshAsOfMs ?? 0) > revokedAtMs
      })
      expect((await statusOf(scene, 'leadping')).connectivity).toBe('online')
      expect(subject.sentTexts()).toEqual([])
      // Asking again and again with a key that was refused would only lock the account.
      expect(subject.refusals()).toBeLessThan(10)

      await screen.at('nav-settings').click()
      const card = screen.page
        .locator('[data-testid="account-card"]')
        .filter({ hasText: (await accountOf(scene, provider)).providerName })
      expect(await card.getByTestId('account-status').textContent()).toBe('Signed out: enter a new key')
      await pictures(scene, `bad-input-revoked-${provider}-settings`)
      await card.getByTestId('account-new-key').click()
      await screen.at('reauthenticate-form').waitFor()
      await screen.fillSecret(subject.renewKeys())
      await screen.pressAndAgree('reauthenticate')
      await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
      expect(subject.sentTexts()).toEqual(['Written while signed out.'])
      await until(
        'the sync went on to its end',
        async () => (await statusOf(scene, provider)).streams.every(({ phase }) => phase === 'current'),
        120_000,
      )
      const { streams } = await statusOf(scene, provider)
      expect(streams.find(({ stream }) => stream === 'leads')?.have).toBe(subject.people())
    },
  )
})

describe('an option that the CRM removed after it was chosen', () => {
  test('is refused with the CRM’s reason; the form shows what became of it, and the note goes out with another', async () => {
    const scene = await openScene()
    const { screen } = scene.app
    const leadsquared = await openLeadsquared()
    await connectLeadsquared(scene, leadsquared)
    await openPerson(scene, anasName)
    await screen.at('activity-type').selectOption({ label: 'Meeting' })
    await leadsquared.setOffline(true)
    const field = (label: string) => screen.at('activity-field').filter({ hasText: label })
    await field('Outcome').getByRole('combobox').selectOption('Interested')
    await field('Agenda').getByRole('textbox').fill('Price and date')
    await screen.saveNote('Met at the house.')
    const meeting = [...leadsquared.state.types.values()].find(({ name }) => name === 'Meeting')
    if (meeting === undefined) throw new Error('The account has no meetings.')
    meeting.fields = meeting.fields.map((each) => ({
      ...each,
      options: each.options.filter((option) => option !== 'Interested'),
    }))
    await leadsquared.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })

    const note = screen.noteRow('Met at the house.')
    await expect
      .poll(() => note.textContent(), patience)
      .toMatch(/The CRM refused it: .*Outcome.*'Interested' is not a valid dropdown option\./)
    expect(await note.textContent()).toContain('It stays here until you edit, retry or discard it.')
    expect(leadsquared.state.activitiesFromApi()).toEqual([])
    await pictures(scene, 'bad-input-option-refused')
    await note.getByTestId('note-edit').click()
    const editor = screen.timelineRows.filter({ has: screen.at('note-edit-text') })
    const outcome = editor.getByTestId('activity-field').filter({ hasText: 'Outcome' }).getByRole('combobox')
    await expect.poll(() => outcome.locator('option:checked').textContent()).toBe('Interested (no longer offered)')
    await pictures(scene, 'bad-input-option-gone')
    await outcome.selectOption('Signed')
    await screen.at('note-edit-save').click()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    const [sent, ...others] = leadsquared.state.activitiesFromApi()
    expect(others).toEqual([])
    expect(sent?.note).toBe('Met at the house.')
    expect(Object.values(sent?.fields ?? {})).toEqual(expect.arrayContaining(['Signed', 'Price and date']))
  })
})

describe('a note with HTML that would fetch and run things', () => {
  const hostile = [
    '<p>Called <b>Ana</b>.</p><script>window.harmed=1</script><script src="https://spy.example/run.js"></script>',
    '<img src="https://spy.example/pixel.gif" onerror="window.harmed=1"><link rel="stylesheet" href="https://spy.example/a.css">',
    '<p style="background:url(https://spy.example/b.gif)">Back</p><video src="https://spy.example/c.mp4" autoplay></video>',
  ].join('')

  test('does neither, while it is written, while it waits and once it is delivered, and is sent as it was written', async () => {
    const scene = await openScene()
    const { app } = scene
    const { screen } = app
    const saleshandy = await openSaleshandy()
    const asked: string[] = []
    app.page.on('request', (request) => asked.push(request.url()))
    await connectSaleshandy(scene, saleshandy)
    await openPerson(scene, anasName)
    await screen.at('note-format-html').check({ force: true })
    await screen.at('composer').fill(hostile)
    await expect.poll(() => screen.at('html-preview').textContent()).toContain('Called Ana.')
    await screen.at('composer-save').click()
    await screen.noteRow('Called Ana.').first().waitFor()
    await expect
      .poll(() => saleshandy.state.notesFromApi().map(({ sentContent }) => sentContent), patience)
      .toEqual([hostile])
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(await screen.noteRow('Called Ana.').count()).toBe(1)
    expect(asked.filter((url) => url.includes('spy.example'))).toEqual([])
    expect(await app.page.evaluate(() => 'harmed' in window)).toBe(false)
  })
})
