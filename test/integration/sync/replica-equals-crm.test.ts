import { afterEach, describe, expect, it } from 'vitest'
import { startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import type { Dialect } from '../../sandbox/leadping/types.ts'
import { crmRows, replicaRows, rowDifferences } from '../../support/replica-equals-crm.ts'
import { openWorkspace, until, type Workspace } from './workspace.ts'

const opened: { workspace: Workspace | null; sandbox: LeadpingSandbox | null } = { workspace: null, sandbox: null }

afterEach(async () => {
  await opened.workspace?.stop()
  await opened.sandbox?.close()
  opened.workspace = null
  opened.sandbox = null
})

async function start(
  dialect: Dialect,
  size: { conversations: number; activities: number },
  beforeSync: (sandbox: LeadpingSandbox) => void = () => undefined,
) {
  const sandbox = await startLeadpingSandbox({ dialect, seed: 7, ...size, nowMs: Date.now() - 60_000 })
  beforeSync(sandbox)
  const { me } = sandbox.state.team
  const workspace = openWorkspace({ url: sandbox.url, key: sandbox.key, userId: me.id, userName: me.name })
  opened.workspace = workspace
  opened.sandbox = sandbox
  return { sandbox, workspace }
}

const isSynced = (workspace: Workspace) => () => workspace.status()?.freshAsOfMs != null

function rowsOf(workspace: Workspace, sql: string): Record<string, unknown>[] {
  return workspace.databases.replica.raw.prepare<[], Record<string, unknown>>(sql).all()
}

function expectEqualSides(workspace: Workspace, sandbox: LeadpingSandbox, dialect: Dialect): void {
  const here = replicaRows(workspace.databases.replica)
  const there = crmRows(sandbox, dialect)
  expect(rowDifferences(here, there)).toEqual([])
  expect(here.activities).toHaveLength(there.activities.length)
}

describe.each<Dialect>(['A', 'B'])('a synced Leadping account, dialect %s', (dialect) => {
  it('equals the CRM row for row and field by field, and met no 429', async () => {
    const { sandbox, workspace } = await start(dialect, { conversations: 300, activities: 4_000 })
    await until('the backfill is through', isSynced(workspace))
    expectEqualSides(workspace, sandbox, dialect)
    expect(sandbox.requests.matching({ status: 429 })).toEqual([])
  })
})

describe('a synced Leadping account', () => {
  it('of 2,000 conversations and 40,000 activities equals the CRM and met no 429', async () => {
    const { sandbox, workspace } = await start('B', { conversations: 2_000, activities: 40_000 })
    await until('the backfill is through', isSynced(workspace), 110_000)
    expectEqualSides(workspace, sandbox, 'B')
    expect(sandbox.requests.matching({ status: 429 })).toEqual([])
  }, 120_000)

  it('follows what happens afterwards: a new message, a new lead, a delivery report', async () => {
    const { sandbox, workspace } = await start('B', { conversations: 40, activities: 400 })
    await until('the backfill is through', isSynced(workspace))
    sandbox.colleagues.inboundMessage(undefined, 'Can you come on Thursday?')
    sandbox.colleagues.newLead()
    workspace.engine.handle({ kind: 'sync_now', accountId: null })
    const count = () =>
      rowsOf(workspace, "SELECT summary FROM activities WHERE summary = 'Can you come on Thursday?'").length
    await until('the message is here', () => count() === 1)
    await until(
      'the new lead is here',
      () => rowsOf(workspace, 'SELECT id FROM conversations WHERE is_placeholder = 0').length === 41,
    )
    await until('all streams are quiet', () => workspace.status()?.isSyncing === false)
    expectEqualSides(workspace, sandbox, 'B')
  })

  it('goes on where it was when its process dies in the middle of the backfill, without reading a page twice', async () => {
    const { sandbox, workspace } = await start('B', { conversations: 400, activities: 8_000 })
    const activityPages = () => sandbox.requests.matching({ pathPattern: '^/events/all/my' }).length
    await until('half of the backfill is in', () => activityPages() >= 20)
    workspace.abandon()
    const { me } = sandbox.state.team
    const next = openWorkspace(
      { url: sandbox.url, key: sandbox.key, userId: me.id, userName: me.name },
      { folder: workspace.folder },
    )
    opened.workspace = next
    await until('the backfill is through', isSynced(next))
    expectEqualSides(next, sandbox, 'B')
    // 40 pages of backfill; the page that was out when the process died, and the walks that look for news, come on top.
    expect(activityPages()).toBeLessThanOrEqual(60)
  })

  it('keeps everything and goes on after its key was revoked in the middle and replaced', async () => {
    const { sandbox, workspace } = await start('B', { conversations: 300, activities: 6_000 })
    const have = () => rowsOf(workspace, 'SELECT 1 FROM activities').length
    await until('some pages are in', () => have() >= 800)
    sandbox.credentials.revoke()
    await until('the account is signed out', () => workspace.status()?.connectivity === 'signed_out')
    const kept = have()
    expect(kept).toBeGreaterThanOrEqual(800)
    sandbox.credentials.add('sk_new')
    workspace.engine.handle({
      kind: 'account',
      account: {
        accountId: workspace.accountId,
        provider: 'leadping',
        baseUrl: sandbox.url,
        secret: 'sk_new',
        isPaused: false,
      },
    })
    await until('the backfill is through', isSynced(workspace))
    expectEqualSides(workspace, sandbox, 'B')
  })

  it('takes the good rows of a page and keeps the bad one in quarantine with its reason', async () => {
    const { workspace } = await start('B', { conversations: 60, activities: 600 }, ({ faults }) => {
      faults.add({ kind: 'drop_item_id', match: { pathPattern: '^/events/all/my' }, times: 2 })
      faults.add({ kind: 'unknown_enum', match: { pathPattern: '^/conversations/my' } })
      faults.add({ kind: 'malformed_json', match: { pathPattern: '^/leads/all/my' } })
      faults.add({ kind: 'truncate', match: { pathPattern: '^/events/all/my' }, skip: 1 })
    })
    await until('the backfill is through', isSynced(workspace))
    const quarantined = rowsOf(workspace, 'SELECT stream, issues FROM quarantine')
    expect(quarantined.length).toBeGreaterThanOrEqual(1)
    expect(JSON.stringify(quarantined)).toContain('id')
    expect(rowsOf(workspace, 'SELECT 1 FROM conversations WHERE is_placeholder = 0')).toHaveLength(60)
  })
})
