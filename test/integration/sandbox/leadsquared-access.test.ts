import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../sandbox/faults.ts'
import type { LeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import { isObject } from './client.ts'
import {
  activities,
  byEvent,
  call,
  closeAccounts,
  create,
  leadCalls,
  leadOf,
  listOf,
  rowsOf,
  startAccount,
} from './leadsquared-client.ts'

afterEach(closeAccounts)

const who = '/v2/Authentication.svc/UserByAccessKey.Get'

function keyOf(sandbox: LeadsquaredSandbox, index: number): string {
  const pair = sandbox.keys[index]
  if (pair === undefined) throw new Error(`No key pair ${index}`)
  return `${pair.accessKey}:${pair.secretKey}`
}

function post(sandbox: LeadsquaredSandbox) {
  return create(sandbox, { RelatedProspectId: leadOf(sandbox), ActivityEvent: 200, ActivityNote: 'a note' })
}

describe('keys', () => {
  it('tell whose they are and where the account lives', async () => {
    const sandbox = await startAccount()
    const { me, organization } = sandbox.state.team
    expect((await call(sandbox, who)).json).toMatchObject({
      Id: me.id,
      Name: me.name,
      Role: 'Administrator',
      OrgId: organization.id,
      OrgShortCode: organization.shortCode,
      LSQCommonServiceURLs: { api: new URL(sandbox.url).host },
    })
    sandbox.settings.serviceUrls = 'url'
    expect((await call(sandbox, who)).json).toMatchObject({ LSQCommonServiceURLs: { api: sandbox.url } })
  })

  it.each<[string, string]>([
    ['none', ''],
    ['unknown ones', 'a:b'],
    ['an access key with a wrong secret', 'wrong'],
  ])('are refused with 401: %s', async (_, key) => {
    const sandbox = await startAccount()
    const given = key === 'wrong' ? `${sandbox.keys[0]?.accessKey}:nope` : key
    for (const path of [who, `${activities}/ActivityTypes.Get`]) {
      const reply = await call({ url: sandbox.url, key: given }, path)
      expect([reply.status, reply.json]).toEqual([401, expect.objectContaining({ Status: 'Error' })])
    }
  })

  it('die with their user, and when they are revoked', async () => {
    const sandbox = await startAccount()
    sandbox.colleagues.setUserActive(sandbox.state.team.me, false)
    expect((await call(sandbox, who)).status).toBe(401)
    expect((await call({ url: sandbox.url, key: keyOf(sandbox, 1) }, who)).status).toBe(200)
    sandbox.colleagues.setUserActive(sandbox.state.team.me, true)
    sandbox.credentials.revoke(sandbox.keys[0]?.accessKey)
    expect((await call(sandbox, who)).status).toBe(401)
    sandbox.credentials.add('fresh', 'secret')
    expect((await call({ url: sandbox.url, key: 'fresh:secret' }, who)).status).toBe(200)
  })

  it('of a user who is no administrator see every lead, or only their own, as set', async () => {
    const sandbox = await startAccount()
    const seller = { url: sandbox.url, key: keyOf(sandbox, 1) }
    const body = {
      Parameter: { FromDate: '2020-01-01 00:00:00', ToDate: '2030-01-01 00:00:00' },
      Paging: { PageSize: 500 },
    }
    const seen = async () => rowsOf(await call(seller, `${leadCalls}/Leads.RecentlyModified`, body), 'Leads').length
    expect(await seen()).toBe(60)
    sandbox.settings.nonAdminsSee = 'own_leads'
    const { salesUser } = sandbox.state.team
    const leads = [...sandbox.state.leads.values()]
    expect(await seen()).toBe(leads.filter((lead) => lead.ownerId === salesUser.id).length)
    const foreign = leads.find((lead) => lead.ownerId !== salesUser.id)?.id ?? ''
    expect((await call(seller, `${leadCalls}/Leads.GetById?id=${foreign}`)).json).toEqual([])
    expect((await create(seller, { RelatedProspectId: foreign, ActivityEvent: 200 })).status).toBe(500)
    const rows = listOf(await byEvent(seller, 22))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((row) => sandbox.state.leads.get(String(row.RelatedProspectId))?.ownerId === salesUser.id)).toBe(
      true,
    )
    expect((await call(sandbox, `${leadCalls}/Leads.GetById?id=${foreign}`)).json).toHaveLength(1)
  })
})

describe("another region's host", () => {
  it('refuses good keys with 401 everywhere but where it tells the right host', async () => {
    const sandbox = await startAccount()
    const elsewhere = { url: sandbox.wrongRegionUrl, key: sandbox.key }
    expect((await call(elsewhere, who)).json).toMatchObject({
      LSQCommonServiceURLs: { api: new URL(sandbox.url).host },
    })
    expect((await call({ ...elsewhere, key: 'a:b' }, who)).status).toBe(401)
    expect((await call(elsewhere, `${activities}/ActivityTypes.Get`)).status).toBe(401)
    expect((await create(elsewhere, {})).status).toBe(401)
    expect((await call(elsewhere, '/v2/Nothing.svc/Get')).status).toBe(404)
  })
})

describe('paths', () => {
  it('that are none answer 404, those with another method 405', async () => {
    const sandbox = await startAccount()
    expect((await call(sandbox, `${activities}/Types.Get`)).status).toBe(404)
    expect((await call(sandbox, '/ProspectActivity.svc/Create', {})).status).toBe(404)
    expect((await call(sandbox, `${activities}/ActivityTypes.Get`, {})).status).toBe(405)
    expect((await call(sandbox, `${activities}/Create`)).status).toBe(405)
  })
})

describe('the limits', () => {
  it('let 25 calls in five seconds pass, all keys together, and say so in the envelope', async () => {
    let monotonicMs = 0
    const sandbox = await startAccount({ rateLimit: { requests: 25, windowMs: 5_000 }, monotonicMs: () => monotonicMs })
    const other = { url: sandbox.url, key: keyOf(sandbox, 1) }
    for (let count = 0; count < 25; count++)
      expect((await call(count % 2 === 0 ? sandbox : other, who)).status).toBe(200)
    const refused = await post(sandbox)
    expect([refused.status, refused.headers.get('retry-after'), refused.json]).toEqual([
      429,
      null,
      {
        Status: 'Error',
        ExceptionType: 'MXAPIRateLimitExceededException',
        ExceptionMessage: 'API calls exceeded the limit of 25 in 5 second(s)',
      },
    ])
    sandbox.settings.throttleStatus = 200
    sandbox.settings.sendRetryAfter = true
    const quiet = await post(sandbox)
    expect([quiet.status, quiet.headers.get('retry-after')]).toEqual([200, '5'])
    expect(quiet.json).toMatchObject({ ExceptionType: 'MXAPIRateLimitExceededException' })
    expect(sandbox.state.activitiesFromApi()).toEqual([])
    monotonicMs += 5_000
    expect((await post(sandbox)).json).toMatchObject({ Status: 'Success' })
  })

  it('count bulk calls apart, and lists of one type with them where the account is set so', async () => {
    const sandbox = await startAccount({
      rateLimit: { requests: 4, windowMs: 5_000 },
      bulkRateLimit: { requests: 1, windowMs: 5_000 },
      monotonicMs: () => 0,
    })
    const rows = [{ RelatedProspectId: leadOf(sandbox), ActivityEvent: 200, ActivityNote: 'bulk' }]
    const bulk = () => call(sandbox, `${activities}/Bulk/CustomActivity/Add/ByLeadId`, rows)
    expect([(await bulk()).status, (await bulk()).status, (await byEvent(sandbox, 200)).status]).toEqual([
      200, 429, 200,
    ])
    sandbox.settings.sweepsCountAsBulk = true
    expect([(await byEvent(sandbox, 200)).status, (await call(sandbox, who)).status]).toEqual([429, 200])
  })
})

describe('faults', () => {
  it.each<[string, FaultRule, number | 'cut', number]>([
    ['drop_before_commit: nothing made', { kind: 'drop_before_commit' }, 'cut', 0],
    ['drop_after_commit: no answer, yet made', { kind: 'drop_after_commit' }, 'cut', 1],
    ['status 502: nothing made', { kind: 'status', status: 502 }, 502, 0],
    ['status 500 after commit: made', { kind: 'status', status: 500, afterCommit: true }, 500, 1],
    ['truncate: half an answer, yet made', { kind: 'truncate' }, 'cut', 1],
    ['html: a captive portal', { kind: 'html' }, 200, 0],
  ])('strike a post: %s', async (_, rule, outcome, made) => {
    const sandbox = await startAccount()
    sandbox.faults.add({ ...rule, match: { pathPattern: '/Create$' } })
    const status = await post(sandbox).then(
      (reply) => reply.status,
      () => 'cut',
    )
    expect([status, sandbox.state.activitiesFromApi().length]).toEqual([outcome, made])
  })

  it('that are a status speak as the vendor does where it would, and as a gateway where it would not', async () => {
    const sandbox = await startAccount()
    sandbox.faults.add({ kind: 'status', status: 429 })
    sandbox.faults.add({ kind: 'status', status: 500, detail: 'An error occurred.' })
    sandbox.faults.add({ kind: 'status', status: 500 })
    const [throttled, enveloped, bare] = [await post(sandbox), await post(sandbox), await post(sandbox)]
    expect(throttled.json).toMatchObject({ ExceptionType: 'MXAPIRateLimitExceededException' })
    expect(enveloped.json).toMatchObject({ Status: 'Error', ExceptionMessage: 'An error occurred.' })
    expect([bare.status, bare.json]).toEqual([500, undefined])
  })

  it('double, reverse and repeat the rows of a page', async () => {
    const sandbox = await startAccount()
    const ids = async (PageIndex = 1) =>
      listOf(await byEvent(sandbox, 22, { PageIndex, PageSize: 9 })).map((row) => row.ProspectActivityId)
    const [first, second] = [await ids(1), await ids(2)]
    for (const kind of ['duplicate_items', 'reorder_items', 'repeat_page'] as const) sandbox.faults.add({ kind })
    const doubled = await ids()
    expect([doubled.length, new Set(doubled).size]).toEqual([12, 9])
    expect(await ids()).toEqual(first.toReversed())
    expect(await ids(2)).toEqual(first)
    expect(await ids(2)).toEqual(second)
  })

  it('take an id from a row, a lead or a write, and put unknown words into others', async () => {
    const sandbox = await startAccount()
    const without = (): void => sandbox.faults.add({ kind: 'drop_item_id' })
    without()
    const rows = listOf(await byEvent(sandbox, 22, { PageIndex: 1, PageSize: 9 }))
    expect(rows.map((row) => 'ProspectActivityId' in row)).toEqual(rows.map((_, at) => at !== 4))
    without()
    const body = {
      Parameter: { FromDate: '2020-01-01 00:00:00', ToDate: '2030-01-01 00:00:00' },
      Paging: { PageSize: 3 },
    }
    const leads = rowsOf(await call(sandbox, `${leadCalls}/Leads.RecentlyModified`, body), 'Leads')
    expect(leads.map((lead) => JSON.stringify(lead).includes('"ProspectID"'))).toEqual([true, false, true])
    without()
    const written = await post(sandbox)
    expect(written.json).toEqual({ Status: 'Success', Message: {} })
    sandbox.faults.add({ kind: 'unknown_enum' })
    const strange = listOf(await byEvent(sandbox, 22, { PageIndex: 1, PageSize: 9 }))
    expect(strange.map((row) => row.Status === 'Hologram')).toEqual(strange.map((_, at) => at === 0))
  })
})

describe('the switches over HTTP', () => {
  const admin = (sandbox: LeadsquaredSandbox, path: string, body?: unknown) =>
    call({ url: sandbox.adminUrl, key: '' }, `/__admin${path}`, body)

  it('show what was posted, let colleagues act, and change keys and settings', async () => {
    const sandbox = await startAccount()
    await post(sandbox)
    const [posted] = sandbox.state.activitiesFromApi()
    const shown = (await admin(sandbox, '/activities')).json
    expect(shown).toMatchObject([{ ProspectActivityId: posted?.id, ActivityEvent_Note: 'a note', isDeleted: false }])
    const leadId = leadOf(sandbox, 2)
    const made = await admin(sandbox, '/activities', { leadId, eventCode: 200, note: 'by a colleague' })
    const activityId = isObject(made.json) ? String(made.json.id) : ''
    expect(sandbox.state.activities.get(activityId)).toMatchObject({ leadId, note: 'by a colleague', origin: 'test' })
    await admin(sandbox, '/colleague', { action: 'edit_activity', activityId, note: 'edited' })
    expect(sandbox.state.activities.get(activityId)?.note).toBe('edited')
    await admin(sandbox, '/colleague', { action: 'merge_leads', leadId, intoLeadId: leadOf(sandbox) })
    expect([sandbox.state.leads.has(leadId), sandbox.state.mergedInto(leadId)]).toEqual([false, leadOf(sandbox)])
    await admin(sandbox, '/settings', { firstOffset: 1 })
    expect(sandbox.settings.firstOffset).toBe(1)
    await admin(sandbox, '/keys', { revoke: true, add: 'new:pair' })
    expect((await call(sandbox, who)).status).toBe(401)
    expect((await call({ url: sandbox.url, key: 'new:pair' }, who)).status).toBe(200)
    expect((await admin(sandbox, '/state')).json).toMatchObject({ leads: 59, activitiesFromApi: 1 })
    expect((await admin(sandbox, '/colleague', { action: 'delete_lead', leadId: 'nobody' })).status).toBe(404)
  })
})

describe('the account on the command line', () => {
  it('says where it is, where it is not and what its keys are, and stops when its parent is gone', async () => {
    const size = ['--leads', '20', '--activities', '50', '--no-rate-limit', '--key', 'access:secret']
    const child = spawn(
      process.execPath,
      ['test/sandbox/serve.ts', '--provider', 'leadsquared', ...size, '--until-stdin-closes'],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const said: unknown = JSON.parse(String(line))
    if (!isObject(said)) throw new Error(`Not an announcement: ${String(line)}`)
    const home = { url: String(said.url), key: 'access:secret' }
    expect((await call(home, `${activities}/ActivityTypes.Get`)).status).toBe(200)
    expect((await call({ ...home, url: String(said.wrongRegionUrl) }, `${activities}/ActivityTypes.Get`)).status).toBe(
      401,
    )
    child.stdin.end()
    expect(await exited).toEqual([0, null])
  })
})
