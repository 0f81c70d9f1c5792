import type { Locator, Page } from 'playwright-core'
import { type Channel, channels, type Input, type Output } from '../../../electron/ipc/contract.ts'
import type { AccountStatus, InboxFilter, NoteState, Provider } from '../../../electron/ipc/shapes.ts'
import { until } from './until.ts'

/** The app as its user meets it: everything here goes through the DOM, by mouse and keyboard. */
export class Screen {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId)
  }

  /**
   * Chooses the CRM where that is asked, fills its form and presses Connect; agrees to a key in a file where the machine has no
   * keychain. A key of several parts has them joined by ':'.
   */
  async submitAccountForm(baseUrl: string, secret: string, provider: Provider = 'leadping'): Promise<void> {
    await this.at('account-form').or(this.at('crm-choice')).first().waitFor()
    if ((await this.at('crm-choice').count()) > 0) await this.at(`crm-${provider}`).click()
    await this.at('account-form').waitFor()
    if ((await this.at('address').count()) > 0) await this.at('address').selectOption('other')
    await this.at('base-url').fill(baseUrl)
    await this.fillSecret(secret)
    await this.pressAndAgree('connect')
  }

  async fillSecret(secret: string): Promise<void> {
    const fields = await this.at('secret').all()
    const parts = fields.length === 1 ? [secret] : secret.split(':')
    for (const [index, field] of fields.entries()) await field.fill(parts[index] ?? '')
  }

  /** Says who of the team the user is, where the key does not. */
  async chooseMember(remoteUserId: string): Promise<void> {
    await this.page.locator(`[data-testid="member"][data-member="${remoteUserId}"]`).click()
  }

  /** Waits until the CRM has said what the key may do, or why it cannot be asked, and goes on. */
  async leaveAbilities(): Promise<void> {
    await this.at('abilities').locator('[data-answer], [data-testid="error-message"]').first().waitFor()
    await this.at('abilities-done').click()
  }

  /** Presses a button that signs in; agrees to a key in a file where that is asked. */
  async pressAndAgree(buttonId: string): Promise<void> {
    const consent = this.at('plain-text-consent')
    const button = this.at(buttonId)
    await button.click()
    await until('the form is answered', async () => {
      return (await button.count()) === 0 || (await this.at('error-message').count()) > 0
    })
    if ((await consent.count()) === 0 || (await consent.isChecked())) return
    await consent.check()
    await button.click()
  }

  /** Connects on the first-run screen and waits for the first rows of the inbox. */
  async connect(baseUrl: string, secret: string): Promise<void> {
    await this.submitAccountForm(baseUrl, secret)
    await this.leaveAbilities()
    await this.inboxRows.first().waitFor()
  }

  get inboxRows(): Locator {
    return this.at('inbox-row')
  }

  get timelineRows(): Locator {
    return this.at('timeline-row')
  }

  get searchHits(): Locator {
    return this.at('search-hit')
  }

  /** Resolves when the list shows this filter's rows: until they are read, those of the filter before stay on screen. */
  async filter(name: InboxFilter): Promise<void> {
    await this.at(`filter-${name}`).click()
    await until(`the inbox shows its ${name} conversations`, async () => {
      const { rows } = await this.call('inbox.page', { accountId: null, filter: name, cursor: null, limit: 1 })
      const [first] = rows
      if (first === undefined) return (await this.inboxRows.count()) === 0
      const shown = await this.inboxRows.first().getAttribute('data-conversation-id')
      return shown === String(first.id)
    })
  }

  /** Opens the inbox's row at `index` and waits for its timeline. Returns the conversation's local id. */
  async openRow(index: number): Promise<number> {
    const row = this.inboxRows.nth(index)
    await row.waitFor()
    const id = Number(await row.getAttribute('data-conversation-id'))
    await this.openConversation(id)
    return id
  }

  /** Resolves when its timeline is drawn: until then the conversation before stays on screen. */
  async openConversation(id: number): Promise<void> {
    await this.page.locator(`[data-testid="inbox-row"][data-conversation-id="${id}"]`).click()
    await this.page.locator(`main [data-conversation-id="${id}"] [data-testid="timeline-row"]`).first().waitFor()
  }

  /** Scrolls the inbox to its end at a brisk pace, as a wheel does. Returns how many conversations came by. */
  async scrollThroughInbox(): Promise<number> {
    return this.page.evaluate(async () => {
      const pxAFrame = 220
      const patienceFrames = 240
      const list = document.querySelector('[data-testid="inbox-list"]')
      if (list === null) throw new Error('There is no inbox.')
      const scroller = list.parentElement
      if (scroller === null) throw new Error('The inbox does not scroll.')
      const seen = new Set<string>()
      let framesAtEnd = 0
      // At the end it waits a while: further pages may be on their way.
      while (framesAtEnd < patienceFrames) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        for (const row of list.querySelectorAll('[data-testid="inbox-row"]')) {
          seen.add(row.getAttribute('data-conversation-id') ?? '')
        }
        const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2
        framesAtEnd = isAtEnd ? framesAtEnd + 1 : 0
        scroller.scrollTop += pxAFrame
      }
      return seen.size
    })
  }

  /** Gives a new key to an account that was signed out: the status line leads there. */
  async signInAgain(secret: string): Promise<void> {
    await this.at('sync-status').click()
    await this.at('secret').first().waitFor()
    await this.fillSecret(secret)
    await this.pressAndAgree('reauthenticate')
  }

  /** Pastes as the clipboard does: typing megabytes key by key is no test of anything. */
  async pasteIntoComposer(text: string): Promise<void> {
    await this.at('composer').evaluate((field, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  }

  noteRow(text: string): Locator {
    return this.timelineRows.filter({ hasText: text })
  }

  /** Writes a note in the open conversation and waits until it stands in the timeline. */
  async saveNote(text: string): Promise<void> {
    await this.at('composer').fill(text)
    await this.at('composer-save').click()
    await this.noteRow(text).first().waitFor()
  }

  async search(text: string): Promise<void> {
    await this.page.keyboard.press('Control+k')
    await this.at('search-input').fill(text)
  }

  async leaveSearch(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await this.at('search-input').waitFor({ state: 'detached' })
  }

  outboxRow(text: string): Locator {
    return this.at('outbox-row').filter({ hasText: text })
  }

  outboxRowsIn(state: NoteState): Locator {
    return this.page.locator(`[data-testid="outbox-row"][data-state="${state}"]`)
  }

  async showOutbox(): Promise<void> {
    await this.at('nav-outbox').click()
  }

  async showInbox(): Promise<void> {
    await this.at('nav-inbox').click()
    await this.inboxRows.first().waitFor()
  }

  connectivity(): Promise<string | null> {
    return this.at('sync-status').getAttribute('data-connectivity')
  }

  async waitForConnectivity(wanted: AccountStatus['connectivity'], patienceMs = 30_000): Promise<void> {
    await until(`the sync status says ${wanted}`, async () => (await this.connectivity()) === wanted, patienceMs)
  }

  /** Asks main over the page's own bridge, for facts that the screen rounds. */
  async call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
    const answer = await this.page.evaluate<unknown, { name: string; value: unknown }>(
      ({ name, value }) => Reflect.apply(window.fieldpost.call, window.fieldpost, [name, value]),
      { name: channel, value: input },
    )
    return channels[channel].out.parse(answer) as Output<C>
  }

  async status(): Promise<AccountStatus> {
    const [status] = await this.call('sync.status', null)
    if (status === undefined) throw new Error('No account is connected.')
    return status
  }

  async isBackfilled(): Promise<boolean> {
    const { streams } = await this.status()
    return streams.length > 0 && streams.every((stream) => stream.phase === 'current')
  }

  async waitForBackfill(patienceMs = 120_000): Promise<void> {
    await until('the backfill is through', () => this.isBackfilled(), patienceMs)
  }

  /** Dresses the app light or dark, as the system's own setting would. */
  async dress(colorScheme: 'light' | 'dark'): Promise<void> {
    // Without motion, so that a picture shows what stays.
    await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  }
}
