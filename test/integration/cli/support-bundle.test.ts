import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  accountAddShape,
  inboxShape,
  noteSavedShape,
  supportBundleShape,
  syncShape,
} from '../../../electron/cli/output-shapes.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { CommandLine, startSandbox } from './command-line.ts'

let sandbox: LeadpingSandbox
let line: CommandLine
beforeEach(async () => {
  sandbox = await startSandbox()
  line = new CommandLine()
})
afterEach(async () => {
  line.close()
  await sandbox.close()
})

it('the support bundle holds what happened, and nothing of who or what it was about', async () => {
  const key = { environment: { FIELDPOST_SECRET: sandbox.key } }
  await line.json(
    accountAddShape,
    ['account', 'add', 'leadping', '--base-url', sandbox.url, '--store-secret', 'plain'],
    key,
  )
  await line.json(syncShape, ['sync'])
  const { conversations } = await line.json(inboxShape, ['inbox'])
  const [first, second] = conversations
  sandbox.settings.refuseNotesContaining.push('Zanzibar')
  await line.json(noteSavedShape, ['note', String(first?.id), 'Moonlight over the carport.'])
  await line.json(noteSavedShape, ['note', String(second?.id), 'A trip to Zanzibar.'])
  await line.json(syncShape, ['sync', '--until-drained'], { code: 9 })
  const bundle = await line.json(supportBundleShape, ['support-bundle'])

  expect(bundle.notes.map((note) => note.state).sort()).toEqual(['delivered', 'rejected'])
  const rejected = bundle.notes.find((note) => note.state === 'rejected')
  expect(rejected?.receipts.map((receipt) => receipt.cause)).toEqual([
    'written',
    'attempt_begins',
    'attempt_failed rejected 400',
  ])
  expect(bundle.accounts[0]).toMatchObject({ host: new URL(sandbox.url).host })
  expect(bundle.accounts[0]?.runs).not.toEqual([])

  const printed = JSON.stringify(bundle)
  const { me, organization } = sandbox.state.team
  const forbidden = [
    sandbox.key,
    'Moonlight',
    'Zanzibar',
    me.name,
    me.email,
    organization.name,
    ...[...sandbox.state.leads.values()].flatMap((lead) => [lead.firstName, lead.lastName, lead.email, lead.phone]),
    ...sandbox.state.listedEvents().map((event) => event.text),
  ].filter((each) => typeof each === 'string' && each.length > 2)
  expect(forbidden.length).toBeGreaterThan(100)
  expect(forbidden.filter((each) => printed.includes(String(each)))).toEqual([])
})
