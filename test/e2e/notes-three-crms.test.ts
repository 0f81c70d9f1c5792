import { describe, expect, onTestFinished, test } from 'vitest'
import { type LeadsquaredSandbox, startLeadsquaredSandbox } from '../sandbox/leadsquared/sandbox.ts'
import { connectLeadsquared, dropFiles, isOutboxEmpty, openPerson, pictures } from './harness/crms.ts'
import { ana, openSaleshandy, patience, save, targetsIn } from './harness/saleshandy-scene.ts'
import { openScene, type Scene } from './harness/scene.ts'
import { until } from './harness/until.ts'

async function openLeadsquared(scene: Scene): Promise<LeadsquaredSandbox> {
  const sandbox = await startLeadsquaredSandbox({
    seed: 22,
    leads: 20,
    activities: 80,
    sharedPeople: false,
    rateLimit: null,
    nowMs: Date.now(),
  })
  onTestFinished(() => sandbox.close())
  const { firstName, lastName, email, phone } = ana
  sandbox.colleagues.newLead({ firstName, lastName, email, phone })
  await connectLeadsquared(scene, sandbox)
  return sandbox
}

/** What of the page's notes a browser could carry out or fetch. */
function dangerousIn({ app }: Scene): Promise<number> {
  return app.page
    .locator('[data-testid="note-html"]')
    .locator(
      'script, style, img, iframe, form, object, svg, link, [style], [onclick], [onerror], [src], a[href^="javascript:"]',
    )
    .count()
}

const attack = [
  '<p onclick="window.harmed=1">Called <b>Ana</b>.</p><script>window.harmed=1</script>',
  '<img src="https://spy.example/pixel.gif" onerror="window.harmed=1" alt="Roof">',
  '<style>body{display:none}</style><iframe src="https://evil.example"></iframe><svg onload="window.harmed=1"></svg>',
  '<a href="javascript:window.harmed=1">trap</a> <a href="https://example.com/offer">offer</a>',
].join('')

describe('a note with HTML', () => {
  test('is drawn safe, and sent as the user wrote it', async () => {
    const scene = await openSaleshandy()
    const { screen } = scene.app
    await openPerson(scene, 'Ana Vidal')
    await scene.saleshandy.setOffline(true)
    await screen.at('note-format-html').check({ force: true })
    await screen.at('composer').fill(attack)
    expect(await screen.at('html-preview').textContent()).toContain('[Picture: Roof]')
    await pictures(scene, 'note-html-composer')
    await save(scene)
    await screen.noteRow('Called Ana.').first().waitFor()
    expect(await dangerousIn(scene)).toBe(0)
    await pictures(scene, 'note-html-pending')

    await scene.saleshandy.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    const [sent, ...others] = scene.saleshandy.state.notesFromApi()
    expect(others).toEqual([])
    expect(sent?.sentContent).toBe(attack)
    // The outbox and the timeline are read one after the other.
    await expect.poll(() => screen.noteRow('Called Ana.').count()).toBe(1)
    expect(await dangerousIn(scene)).toBe(0)
    expect(await scene.app.page.evaluate(() => 'harmed' in window)).toBe(false)
  })

  test('of a colleague is drawn safe though the CRM lets everything through', async () => {
    const scene = await openSaleshandy()
    const { state, colleagues } = scene.saleshandy
    const note = colleagues.addNote(ana.id, 'Soon something else.')
    state.changeNote(note?.id ?? '', (changed) => {
      changed.content = attack
    })
    await openPerson(scene, 'Ana Vidal')
    await scene.app.screen.noteRow('Called Ana.').first().waitFor()
    expect(await dangerousIn(scene)).toBe(0)
    expect(await scene.app.page.evaluate(() => 'harmed' in window)).toBe(false)
  })
})

describe('files', () => {
  test('stay with the draft, are refused where they are too large, and arrive with their note once', async () => {
    const scene = await openSaleshandy()
    const { app, saleshandy } = scene
    const id = await openPerson(scene, 'Ana Vidal')
    await dropFiles(scene, [
      { name: 'roof.png', type: 'image/png', size: 40_000, byte: 7 },
      { name: 'offer.pdf', type: 'application/pdf', size: 90_000, byte: 7 },
      { name: 'film.mp4', type: 'video/mp4', size: 21 * 1024 * 1024, byte: 7 },
    ])
    await expect.poll(() => app.screen.at('attachment').count()).toBe(2)
    expect(await app.screen.at('error-message').first().textContent()).toContain('“film.mp4” is larger than the 20 MB')
    await app.screen.at('composer').fill('With two files.')
    await pictures(scene, 'note-files-composer')
    await expect
      .poll(async () => (await app.screen.call('draft.get', { conversationId: id })).text)
      .toBe('With two files.')
    await app.kill()
    await app.start()
    await app.screen.inboxRows.first().waitFor()
    await openPerson(scene, 'Ana Vidal')
    await expect.poll(() => app.screen.at('attachment').count()).toBe(2)
    await saleshandy.setOffline(true)
    await save(scene)
    await app.screen.noteRow('With two files.').first().waitFor()
    expect(await app.screen.at('note-file').count()).toBe(2)
    expect(await app.screen.at('attachment').count()).toBe(0)
    await pictures(scene, 'note-files-pending')
    await saleshandy.setOffline(false)
    await app.screen.call('sync.hint', { isOnline: true })
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    const [sent, ...others] = saleshandy.state.notesFromApi()
    expect(others).toEqual([])
    const names = sent?.attachmentIds.map((each) => saleshandy.state.attachments.get(each)?.fileName)
    expect(names).toEqual(['roof.png', 'offer.pdf'])
    await expect.poll(() => app.screen.at('sent-file').count()).toBe(2)
  })
})

describe('a thread of mails', () => {
  test('says to whom a note that is written there goes', async () => {
    const scene = await openSaleshandy()
    const { app, saleshandy } = scene
    const { screen } = app
    const fromAna = saleshandy.colleagues.newThread(ana.id, 'What does it cost?')
    if (fromAna === null) throw new Error('Ana has no address')
    await screen.call('sync.now', { accountId: null })
    const row = screen.inboxRows.filter({ hasText: fromAna.subject }).first()
    await row.waitFor({ timeout: 60_000 })
    await row.click()
    await screen.timelineRows.filter({ hasText: 'What does it cost?' }).first().waitFor()
    expect(await screen.at('note-targets').textContent()).toContain('Notes go to the prospect:Ana Vidal')
    await screen.at('composer').fill('She asked for the price.')
    await pictures(scene, 'thread-composer')
    await save(scene)
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(saleshandy.state.notesFromApi().map(({ prospectId }) => prospectId)).toEqual([ana.id])
  })
})

describe('a delivered note of one’s own', () => {
  test('is changed in place; where somebody else changed it too, the user sees both and chooses', async () => {
    const scene = await openSaleshandy()
    const { app, saleshandy } = scene
    const { screen } = app
    const note = saleshandy.colleagues.addNote(ana.id, '<p>The first words.</p>', { by: 'me' })
    if (note === null) throw new Error('There is no prospect for the note')
    const content = () => saleshandy.state.notesOf(ana.id).find(({ id }) => id === note.id)?.content ?? ''
    await openPerson(scene, 'Ana Vidal')
    const change = async (shown: string, words: string) => {
      const row = screen.noteRow(shown).first()
      await row.hover(patience)
      await row.getByTestId('delivered-edit').click(patience)
      expect(await screen.at('note-edit-text').inputValue()).toBe(shown)
      await screen.at('note-edit-text').fill(words)
      await screen.at('note-edit-save').click()
    }
    await change('The first words.', 'The second words.')
    await screen.at('pending-edit').waitFor()
    await pictures(scene, 'note-edit-pending')
    await expect.poll(content, patience).toContain('The second words.')
    // Only what came back from the CRM can be changed anew.
    await expect.poll(() => screen.at('pending-edit').count(), patience).toBe(0)

    await saleshandy.setOffline(true)
    await change('The second words.', 'Mine: Monday.')
    saleshandy.colleagues.editNote(note.id, '<p>Theirs: Tuesday.</p>')
    await saleshandy.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })
    await screen.at('edit-conflict').waitFor({ timeout: 90_000 })
    expect(await screen.at('conflict-theirs').textContent()).toContain('Theirs: Tuesday.')
    expect(await screen.at('conflict-mine').textContent()).toContain('Mine: Monday.')
    expect(content()).toContain('Theirs: Tuesday.')
    await pictures(scene, 'note-edit-conflict')
    await screen.at('keep-mine').click()
    await expect.poll(content, patience).toContain('Mine: Monday.')
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
  })
})

describe('a note that is sent while it is being changed', () => {
  test('is changed in the CRM by what was typed', async () => {
    const scene = await openSaleshandy()
    const { app, saleshandy } = scene
    const { screen } = app
    await openPerson(scene, 'Ana Vidal')
    await screen.saveNote('Call on Monday.')
    await screen.noteRow('Call on Monday.').getByTestId('note-edit').click()
    await screen.at('note-edit-text').pressSequentially(' Or on Tuesday.')
    await screen.at('note-edit-late').waitFor({ timeout: 90_000 })
    const contents = () => saleshandy.state.notesFromApi().map(({ content }) => content)
    expect(contents()).toEqual([expect.stringContaining('Call on Monday.')])
    await screen.at('note-edit-save').click()
    await expect.poll(contents, patience).toEqual([expect.stringContaining('Call on Monday. Or on Tuesday.')])
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    await expect.poll(() => screen.noteRow('Or on Tuesday.').count()).toBe(1)
  })
})

describe('an activity', () => {
  test('without a mandatory field says so at the field before it is queued, works offline, and arrives as filled in', async () => {
    const scene = await openScene()
    const leadsquared = await openLeadsquared(scene)
    const { screen } = scene.app
    await openPerson(scene, 'Ana Vidal')
    await screen.at('activity-type').selectOption({ label: 'Meeting' })
    await screen.page.getByText('More', { exact: true }).click()
    await screen.at('switch-wantsLeadScore').check()
    await leadsquared.setOffline(true)
    await screen.at('composer').fill('Met at the house.')
    await screen.at('composer-save').click()
    const field = (label: string) => screen.at('activity-field').filter({ hasText: label })
    await expect.poll(() => field('Outcome').getByTestId('field-problem').textContent()).toBe('Please fill this in')
    expect(await field('Agenda').getByTestId('field-problem').textContent()).toBe('Please fill this in')
    expect(await isOutboxEmpty(scene)).toBe(true)
    await pictures(scene, 'activity-mandatory')

    await field('Outcome').getByRole('combobox').selectOption('Interested')
    expect(await field('Outcome').getByTestId('field-problem').textContent()).toBe('')
    await field('Agenda').getByRole('textbox').fill('Price and date')
    await field('Attendees').getByRole('textbox').fill('three')
    await screen.at('composer-save').click()
    await expect.poll(() => field('Attendees').getByTestId('field-problem').textContent()).toBe('Not a number')
    await field('Attendees').getByRole('textbox').fill('3')
    await save(scene)
    await screen.noteRow('Met at the house.').first().waitFor()
    await pictures(scene, 'activity-pending')

    await leadsquared.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    const [sent, ...others] = leadsquared.state.activitiesFromApi()
    expect(others).toEqual([])
    await screen.at('lead-score').waitFor()
    await pictures(scene, 'activity-delivered')
    expect(sent).toMatchObject({ eventCode: 202, note: 'Met at the house.' })
    expect(Object.values(sent?.fields ?? {})).toEqual(expect.arrayContaining(['Interested', 'Price and date', '3']))
  })

  test('with an option that the CRM removed meanwhile says so, and goes out with another', async () => {
    const scene = await openScene()
    const leadsquared = await openLeadsquared(scene)
    const { screen } = scene.app
    await openPerson(scene, 'Ana Vidal')
    await screen.at('activity-type').selectOption({ label: 'Meeting' })
    const field = (label: string) => screen.at('activity-field').filter({ hasText: label })
    await field('Outcome').getByRole('combobox').selectOption('Interested')
    await field('Agenda').getByRole('textbox').fill('Price')
    await leadsquared.setOffline(true)
    await screen.at('composer').fill('They want it.')
    await save(scene)
    await screen.noteRow('They want it.').first().waitFor()
    leadsquared.colleagues.removeOption(202, 'mx_Custom_1', 'Interested')
    await leadsquared.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })
    await screen.showOutbox()
    const row = screen.outboxRow('They want it.')
    await expect.poll(() => row.getAttribute('data-state'), patience).toBe('rejected')
    expect(await row.getByTestId('outbox-trouble').textContent()).toContain('Interested')
    await pictures(scene, 'activity-option-removed')
    await row.getByTestId('outbox-edit').click()
    const { id } = (await screen.call('accounts.list', null))[0] ?? { id: -1 }
    await until('the kinds of activity are those of now', async () => {
      const types = await screen.call('activityTypes.list', { accountId: id })
      const options = types.flatMap(({ fields }) => fields.find(({ label }) => label === 'Outcome')?.options ?? [])
      return !options.includes('Interested')
    })
    await screen.at('note-edit-save').click()
    await expect.poll(() => field('Outcome').getByTestId('field-problem').textContent()).toBe('Choose again')
    await pictures(scene, 'activity-option-edit')
    await field('Outcome').getByRole('combobox').selectOption('Signed')
    await screen.at('note-edit-save').click()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(leadsquared.state.activitiesFromApi().map(({ note }) => note)).toEqual(['They want it.'])
  })

  test('is also sent to the same person in another CRM, with one outcome for each', async () => {
    const scene = await openSaleshandy()
    const { screen } = scene.app
    await screen.at('nav-settings').click()
    await screen.at('add-account').click()
    const leadsquared = await openLeadsquared(scene)
    await until(
      'both are synced',
      async () => {
        const statuses = await screen.call('sync.status', null)
        return statuses.length === 2 && statuses.every(({ freshAsOfMs }) => freshAsOfMs !== null)
      },
      120_000,
    )
    await screen.showInbox()
    await openPerson(scene, 'Ana Vidal')
    await screen.at('same-person-row').first().waitFor()
    await pictures(scene, 'same-person')
    await screen.at('target-same-person').check()
    await screen.at('activity-form').waitFor()
    await screen.at('composer').fill('One note for both.')
    await pictures(scene, 'same-person-composer')
    await leadsquared.setOffline(true)
    await save(scene)
    await screen.showOutbox()
    await expect.poll(() => targetsIn(scene, 'delivered').count(), patience).toBe(1)
    expect(await screen.at('outbox-row').count()).toBe(1)
    expect(await screen.at('outbox-target').count()).toBe(2)
    expect(leadsquared.state.activitiesFromApi()).toEqual([])
    await pictures(scene, 'same-person-outbox')
    await leadsquared.setOffline(false)
    await screen.call('sync.hint', { isOnline: true })
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    await screen.showInbox()
    await openPerson(scene, 'Ana Vidal')
    expect(scene.saleshandy.state.notesFromApi().map(({ prospectId }) => prospectId)).toEqual([ana.id])
    expect(leadsquared.state.activitiesFromApi().map(({ note }) => note)).toEqual(['One note for both.'])

    await screen.at('people-separate').first().click()
    await screen.at('apart-row').first().waitFor()
    expect(await screen.at('target-same-person').count()).toBe(0)
    await screen.at('people-join').first().click()
    await screen.at('target-same-person').waitFor()
  })
})
