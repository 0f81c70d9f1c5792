import type { FieldpostApp } from '../../test/e2e/harness/app.ts'
import { until } from '../../test/e2e/harness/until.ts'
import type { LeadpingSandbox } from '../../test/sandbox/leadping/sandbox-core.ts'
import { demoSize } from './crm.ts'

export interface Stage {
  readonly app: FieldpostApp
  readonly sandbox: LeadpingSandbox
}

export interface Step {
  readonly title: string
  /** Plays the step and returns what was seen; throws where it did not come as promised. */
  readonly play: (stage: Stage) => Promise<string>
}

const notes = {
  first: 'Called back: wants the 8 kW offer by Friday.',
  second: 'Roof faces south-west, about 60 m².',
  other: 'Ask for the last two electricity bills.',
} as const
const allNotes = Object.values(notes)
const inboundText = 'Is Thursday at 4 still good for you?'

/** What Fieldpost promises, told in the order of a working day. */
export const story: readonly Step[] = [
  { title: 'Connect an account on the first screen', play: connect },
  { title: 'The first page of the inbox is there while history still loads', play: firstPage },
  { title: 'The whole account is on this machine', play: backfilled },
  { title: 'The network is cut', play: cutNetwork },
  { title: 'Inbox, timeline and search still answer', play: answerOffline },
  { title: 'Three notes on two conversations', play: writeNotes },
  { title: 'Killed (SIGKILL) and started again: the notes are there', play: killAndRestart },
  { title: 'Network back, two answers lost: each note is in the CRM once, in order', play: reconnect },
  { title: 'A new message comes in', play: inboundMessage },
]

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

async function connect({ app, sandbox }: Stage): Promise<string> {
  await app.screen.submitAccountForm(sandbox.url, sandbox.key)
  await app.screen.leaveAbilities()
  await app.screen.at('inbox-list').waitFor()
  return `as ${sandbox.state.team.me.name}`
}

async function firstPage({ app }: Stage): Promise<string> {
  await app.screen.inboxRows.first().waitFor()
  await until('the status says that it is syncing', async () => (await app.screen.status()).isSyncing, 5_000)
  const { streams } = await app.screen.status()
  const rows = await app.screen.inboxRows.count()
  const activities = streams.find((one) => one.stream === 'activities')
  expect(
    streams.some((one) => one.phase === 'backfill'),
    'The history was loaded before the first page was shown.',
  )
  return `${rows} rows drawn, ${activities?.have ?? 0} activities here so far`
}

async function backfilled({ app, sandbox }: Stage): Promise<string> {
  await app.screen.waitForBackfill(150_000)
  // Leads keep on writing, so the two sides are compared until they stand still together.
  await until('the replica holds what the CRM lists', async () => {
    const { streams } = await app.screen.status()
    const have = (name: string) => streams.find((one) => one.stream === name)?.have
    return (
      have('conversations') === sandbox.state.listedConversations().length &&
      have('activities') === sandbox.state.listedEvents().length
    )
  })
  const conversations = sandbox.state.listedConversations().length
  const activities = sandbox.state.listedEvents().length
  expect(conversations >= demoSize.conversations && activities >= demoSize.activities, 'The CRM lost rows.')
  const throttled = sandbox.requests.matching({ status: 429 }).length
  expect(throttled === 0, `The rate limit was met ${throttled} times.`)
  const requests = sandbox.requests.matching().length
  return `${conversations} conversations, ${activities} activities, ${requests} requests, no 429`
}

async function cutNetwork({ app, sandbox }: Stage): Promise<string> {
  await sandbox.setOffline(true)
  await app.screen.call('sync.now', { accountId: null })
  await app.screen.waitForConnectivity('offline')
  const status = (await app.screen.at('sync-status').textContent()) ?? ''
  return `status: ${status.replaceAll(/\s+/g, ' ').trim()}`
}

async function answerOffline({ app }: Stage): Promise<string> {
  const { screen } = app
  const inboxMs = await timed(async () => {
    await screen.filter('archived')
    await screen.inboxRows.first().waitFor()
    await screen.filter('active')
    await screen.inboxRows.first().waitFor()
  })
  const timelineMs = await timed(() => screen.openRow(2))
  const searchMs = await timed(async () => {
    await screen.search('roof')
    await screen.searchHits.first().waitFor()
  })
  const hits = await screen.searchHits.count()
  await screen.leaveSearch()
  return `two filters ${inboxMs} ms, timeline ${timelineMs} ms, search ${searchMs} ms (${hits} hits drawn)`
}

async function writeNotes({ app }: Stage): Promise<string> {
  const { screen } = app
  await screen.openRow(0)
  await screen.saveNote(notes.first)
  await screen.saveNote(notes.second)
  await screen.openRow(1)
  await screen.saveNote(notes.other)
  await screen.showOutbox()
  await until('the outbox shows three notes', async () => (await screen.at('outbox-row').count()) === 3)
  return 'saved on this machine, waiting for the network'
}

async function killAndRestart({ app }: Stage): Promise<string> {
  await app.kill()
  const startMs = await timed(async () => {
    await app.start()
    await app.screen.inboxRows.first().waitFor()
  })
  const { screen } = app
  await screen.showOutbox()
  for (const text of allNotes) await screen.outboxRow(text).waitFor()
  return `inbox on screen ${startMs} ms after the start, ${await screen.at('outbox-row').count()} notes in the outbox`
}

async function reconnect({ app, sandbox }: Stage): Promise<string> {
  sandbox.faults.add({ kind: 'drop_after_commit', match: { method: 'POST', pathPattern: '/notes$' }, times: 2 })
  await sandbox.setOffline(false)
  await app.screen.call('sync.hint', { isOnline: true })
  await until('the outbox is empty', async () => (await app.screen.call('outbox.list', null)).length === 0, 90_000)
  const sent = sandbox.state.notesFromApi()
  const dropped = sandbox.requests.matching({ method: 'POST', pathPattern: '/notes$' }).filter((one) => one.fault)
  expect(dropped.length === 2, `Two answers were to be lost, ${dropped.length} were.`)
  const texts = sent.map((event) => event.text)
  expect(sent.length === allNotes.length, `The CRM has ${sent.length} notes: ${JSON.stringify(texts)}`)
  for (const text of allNotes) expect(texts.filter((one) => one === text).length === 1, `Not once: ${text}`)
  expect(texts.indexOf(notes.first) < texts.indexOf(notes.second), 'Two notes on one conversation changed places.')
  await app.screen.showInbox()
  return 'three notes in the CRM, none twice, two found again by reading back'
}

async function inboundMessage({ app, sandbox }: Stage): Promise<string> {
  await app.screen.showInbox()
  sandbox.colleagues.inboundMessage(undefined, inboundText)
  const row = app.screen.inboxRows.filter({ hasText: inboundText })
  const ms = await timed(() => row.first().waitFor({ timeout: 90_000 }))
  return `in the inbox ${ms} ms after it was sent`
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await run()
  return Math.round(performance.now() - startMs)
}
