import { afterEach, describe, expect, it } from 'vitest'
import type { SaleshandySandbox } from '../../sandbox/saleshandy/sandbox.ts'
import { sharedPeople } from '../../sandbox/shared-people.ts'
import { isObject, type Json } from './client.ts'
import { ask, closeSandboxes, payloadOf, rowsOf, someProspect, start } from './saleshandy-running.ts'

afterEach(closeSandboxes)

function attribute(row: Json | undefined, key: string): unknown {
  const found = Array.isArray(row?.attributes)
    ? row.attributes.find((one: unknown) => isObject(one) && one.key === key)
    : undefined
  return isObject(found) ? found.value : undefined
}

async function allProspects(sandbox: SaleshandySandbox, query = ''): Promise<Json[]> {
  const rows: Json[] = []
  for (let page = 1; ; page++) {
    const some = rowsOf(await ask(sandbox, 'GET', `/prospects?pageSize=50&page=${page}${query}`))
    rows.push(...some)
    if (some.length < 50) return rows
  }
}

describe('the list of prospects', () => {
  it('pages to its end without saying how many there are, newest first', async () => {
    const sandbox = await start()
    const reply = await ask(sandbox, 'GET', '/prospects')
    expect(Object.keys(isObject(reply.json) ? reply.json : {})).toEqual(['message', 'payload'])
    expect(rowsOf(reply)).toHaveLength(100)
    const rows = await allProspects(sandbox)
    expect(rows.map((row) => row.id)).toEqual(sandbox.state.listedProspects().map((one) => one.id))
    expect(new Set(rows.map((row) => row.id)).size).toBe(130)
    const stamps = rows.map((row) => String(row.createdAt))
    expect(stamps).toEqual(stamps.toSorted().reverse())
    expect(new Set(stamps).size).toBeLessThan(130)
    const oldestFirst = await allProspects(sandbox, '&sort=ASC&sortBy=createdAt')
    expect(oldestFirst.map((row) => row.id)).toEqual(rows.map((row) => row.id).reverse())
    sandbox.settings.prospectExtras = true
    const byOwner = (await allProspects(sandbox, '&sortBy=owner&sort=ASC')).map((row) => row.owner)
    const names = byOwner.map((owner) => (isObject(owner) ? `${owner.firstName} ${owner.lastName}` : ''))
    expect(names).toEqual(names.toSorted())
    expect(new Set(names).size).toBe(5)
  })

  it('has attributes with id, key and value, the custom ones on request', async () => {
    const sandbox = await start({
      presetProspects: [
        { id: 'Pr1', firstName: 'Ana', lastName: null, email: 'ana@example.com', phone: '+16025550100' },
      ],
    })
    const [plain] = rowsOf(await ask(sandbox, 'GET', '/prospects?pageSize=10'))
    expect(plain).toMatchObject({ id: 'Pr1', email: 'ana@example.com', verificationStatus: expect.any(String) })
    expect([attribute(plain, 'First Name'), attribute(plain, 'Last Name'), attribute(plain, 'Phone Number')]).toEqual([
      'Ana',
      undefined,
      '+16025550100',
    ])
    const keys = (row: Json): unknown[] =>
      Array.isArray(row.attributes) ? row.attributes.map((one: unknown) => isObject(one) && one.key) : []
    const all = await allProspects(sandbox)
    expect(all.flatMap(keys)).not.toContain('Budget')
    expect((await allProspects(sandbox, '&includeCustomFields=true')).flatMap(keys)).toContain('Budget')
    sandbox.settings.attributeKeys = 'camel_case'
    sandbox.settings.prospectExtras = true
    const [camel] = rowsOf(await ask(sandbox, 'GET', '/prospects?pageSize=10'))
    expect(attribute(camel, 'firstName')).toBe('Ana')
    expect(camel).toMatchObject({ owner: { email: expect.any(String) }, tags: expect.any(Array) })
  })

  it('holds the people whom other sandboxes know, half of them with the number as written at home', async () => {
    const sandbox = await start()
    const rows = await allProspects(sandbox)
    const found = sharedPeople.map((person) => {
      const row = rows.find((one) => one.email === person.email)
      return attribute(row, 'Phone Number')
    })
    expect(found).toEqual(sharedPeople.map((person, index) => (index % 2 === 0 ? person.localPhone : person.phone)))
  })

  it('searches names and addresses', async () => {
    const sandbox = await start({
      presetProspects: [{ id: 'Pr1', firstName: 'Zenobia', email: 'queen@palmyra.example' }],
    })
    for (const wanted of ['zenob', 'PALMYRA']) {
      expect(rowsOf(await ask(sandbox, 'GET', `/prospects?search=${wanted}`)).map((row) => row.id)).toEqual(['Pr1'])
    }
    expect(rowsOf(await ask(sandbox, 'GET', '/prospects?search=nobody-at-all'))).toEqual([])
  })

  it.each(['pageSize=30', 'page=0', 'sort=newest', 'sortBy=email', 'includeCustomFields=1'])(
    'refuses %s',
    async (query) => {
      const sandbox = await start()
      expect((await ask(sandbox, 'GET', `/prospects?${query}`)).json).toMatchObject({ code: 4000 })
    },
  )

  it('caps the page size, and takes odd ones where the setting says so', async () => {
    const sandbox = await start()
    expect(rowsOf(await ask(sandbox, 'GET', '/prospects?pageSize=500'))).toHaveLength(100)
    sandbox.settings.oddPageSizes = 'accept'
    expect(rowsOf(await ask(sandbox, 'GET', '/prospects?pageSize=30'))).toHaveLength(30)
  })

  it('shows new, edited and deleted prospects without any stamp that tells', async () => {
    const sandbox = await start()
    const added = sandbox.colleagues.addProspect({ firstName: 'New' })
    const [first, second] = rowsOf(await ask(sandbox, 'GET', '/prospects?pageSize=10'))
    expect(first?.id).toBe(added.id)
    sandbox.colleagues.editProspect(String(second?.id))
    const [, edited] = rowsOf(await ask(sandbox, 'GET', '/prospects?pageSize=10'))
    expect(edited).toMatchObject({ id: second?.id, createdAt: second?.createdAt })
    expect(attribute(edited, 'Company')).not.toBe(attribute(second, 'Company'))
    sandbox.colleagues.deleteProspect(String(second?.id))
    expect((await allProspects(sandbox)).map((row) => row.id)).not.toContain(second?.id)
    expect(sandbox.state.prospects.get(String(second?.id))?.deletedAtMs).not.toBeNull()
  })
})

describe('what surrounds prospects', () => {
  it('fields, a long attribute whole, and sequences', async () => {
    const sandbox = await start()
    const fields = rowsOf(await ask(sandbox, 'GET', '/fields?systemFields=true'))
    const custom = rowsOf(await ask(sandbox, 'GET', '/fields?systemFields=false'))
    expect(fields.map((field) => field.label)).toContain('First Name')
    expect(custom.map((field) => field.label)).toEqual(['Budget', 'Background'])
    expect((await ask(sandbox, 'GET', '/fields')).status).toBe(400)

    const background = custom.find((field) => field.label === 'Background')
    const rows = await allProspects(sandbox, '&includeCustomFields=true')
    const withLong = rows.find((row) => String(attribute(row, 'Background') ?? '').length === 200)
    const whole = payloadOf(
      await ask(sandbox, 'GET', `/prospects/attribute?attributeId=${background?.id}&prospectId=${withLong?.id}`),
    )
    const value = isObject(whole) ? String(whole.value) : ''
    expect(value.length).toBeGreaterThan(200)
    expect(value.startsWith(String(attribute(withLong, 'Background')))).toBe(true)

    const inSequence = sandbox.state.listedThreads().find((one) => one.sequenceId !== null && one.prospectId !== null)
    const sequences = rowsOf(await ask(sandbox, 'GET', `/prospects/${inSequence?.prospectId}/minimal/sequences`))
    expect(sequences.map((sequence) => sequence.id)).toContain(inSequence?.sequenceId)
  })

  it('team members, whose addresses are those of authors and whose ids are owners', async () => {
    const sandbox = await start()
    const members = rowsOf(await ask(sandbox, 'GET', '/user/team-member-list'))
    expect(members.map((member) => member.email)).toEqual(sandbox.state.team.members.map((member) => member.email))
    expect(members).toHaveLength(5)
    const alone = await start({ members: 1 })
    expect(rowsOf(await ask(alone, 'GET', '/user/team-member-list'))).toMatchObject([
      { email: alone.state.team.me.email },
    ])
  })
})

describe('the unified inbox', () => {
  const everyone: string[] = []

  it('pages by number with totals, newest first', async () => {
    const sandbox = await start()
    const rows: Json[] = []
    let totalPages = 1
    for (let page = 1; page <= totalPages; page++) {
      const payload = payloadOf(
        await ask(sandbox, 'POST', '/unified-inbox/emails', { page, limit: 25, owners: everyone }),
      )
      if (!isObject(payload) || !isObject(payload.meta) || !Array.isArray(payload.items)) throw new Error('Not a page')
      expect(payload.meta).toEqual({ totalItems: 60, currentPage: page, itemsPerPage: 25, totalPages: 3 })
      totalPages = Number(payload.meta.totalPages)
      rows.push(...payload.items.filter(isObject))
    }
    expect(rows.map((row) => row.id)).toEqual(sandbox.state.listedThreads().map((one) => one.id))
    sandbox.settings.inboxExtras = false
    sandbox.settings.isReadAs = 'number'
    const [bare] = rowsOf(await ask(sandbox, 'POST', '/unified-inbox/emails', { page: 1, limit: 1, owners: everyone }))
    expect(bare).toEqual({
      id: rows[0]?.id,
      subject: rows[0]?.subject,
      senderEmail: rows[0]?.senderEmail,
      lastMessageTimestamp: rows[0]?.lastMessageTimestamp,
      isRead: Number(rows[0]?.isRead),
      sentiment: rows[0]?.sentiment,
    })
  })

  it('filters by dates, owners, what is read, sentiment, category, sequence, mailbox and words', async () => {
    const sandbox = await start()
    const threads = sandbox.state.listedThreads()
    const count = async (query: Json): Promise<number> =>
      rowsOf(await ask(sandbox, 'POST', '/unified-inbox/emails', { limit: 100, owners: everyone, ...query })).length
    const one = threads.find((thread) => thread.sequenceId !== null && thread.categoryKey !== null && !thread.isRead)
    const stamp = new Date(Math.floor((one?.lastMessageAtMs ?? 0) / 1_000) * 1_000).toISOString()
    expect(await count({ startDate: stamp, endDate: stamp })).toBe(1)
    expect(await count({ startDate: stamp.slice(0, 10), endDate: stamp.slice(0, 10) })).toBeGreaterThan(0)
    expect((await count({ startDate: stamp })) + (await count({ endDate: stamp }))).toBe(61)
    expect(await count({ isRead: 0 })).toBe(threads.filter((thread) => !thread.isRead).length)
    expect(await count({ isRead: 0 })).toBe(60 - (await count({ isRead: 1 })))
    for (const [query, matches] of [
      [{ owners: [one?.ownerId] }, threads.filter((thread) => thread.ownerId === one?.ownerId)],
      [{ emailAccountIds: [one?.emailAccountId] }, threads.filter((thread) => thread.ownerId === one?.ownerId)],
      [{ sentiment: one?.sentiment }, threads.filter((thread) => thread.sentiment === one?.sentiment)],
      [{ categoryIds: [one?.categoryKey] }, threads.filter((thread) => thread.categoryKey === one?.categoryKey)],
      [{ sequenceIds: [one?.sequenceId] }, threads.filter((thread) => thread.sequenceId === one?.sequenceId)],
      [{ search: one?.sender.email }, threads.filter((thread) => thread.sender.email === one?.sender.email)],
    ] as const) {
      expect(await count(query)).toBe(matches.length)
      expect(matches.length).toBeLessThan(60)
    }
  })

  it('needs owners, whole page numbers and dates that are ones', async () => {
    const sandbox = await start()
    const ask1 = async (body: Json) => (await ask(sandbox, 'POST', '/unified-inbox/emails', body)).status
    expect(await ask1({ page: 1 })).toBe(400)
    expect(await ask1({ page: 0, owners: [] })).toBe(400)
    expect(await ask1({ isRead: true, owners: [] })).toBe(400)
    expect(await ask1({ startDate: 'yesterday', owners: [] })).toBe(400)
    sandbox.settings.ownersRequired = false
    expect(await ask1({ page: 1 })).toBe(200)
    sandbox.settings.emptyOwnersMean = 'nobody'
    expect(rowsOf(await ask(sandbox, 'POST', '/unified-inbox/emails', { owners: [] }))).toEqual([])
  })

  it('gives threads with their messages and each message whole', async () => {
    const sandbox = await start({ mails: 200 })
    const thread = sandbox.state.listedThreads().find((one) => one.mails.length >= 3)
    const path = `/unified-inbox/emails/${thread?.id}`
    const mails = rowsOf(await ask(sandbox, 'GET', path))
    expect(mails.map((mail) => mail.id)).toEqual(thread?.mails.map((mail) => mail.id))
    const message = payloadOf(await ask(sandbox, 'GET', `${path}/${mails[1]?.id}`))
    expect(message).toMatchObject({
      id: mails[1]?.id,
      from: { email: thread?.mails[1]?.from.email },
      textContent: thread?.mails[1]?.paragraphs.join('\n\n'),
    })
    sandbox.settings.messageContentAs = 'body'
    expect(payloadOf(await ask(sandbox, 'GET', `${path}/${mails[1]?.id}`))).toMatchObject({
      body: expect.stringMatching(/^<p>/),
    })
    for (const shape of ['messages', 'list'] as const) {
      sandbox.settings.threadMessagesAs = shape
      expect(rowsOf(await ask(sandbox, 'GET', path)).map((mail) => mail.id)).toEqual(mails.map((mail) => mail.id))
    }
    expect((await ask(sandbox, 'GET', '/unified-inbox/emails/nowhere')).json).toMatchObject({ code: 4000 })
    expect((await ask(sandbox, 'GET', `${path}/nowhere`)).json).toMatchObject({ code: 4000 })
  })

  it('puts a thread first and makes it unread when a mail comes', async () => {
    const sandbox = await start()
    const oldest = sandbox.state.listedThreads().at(-1)
    sandbox.colleagues.setRead(oldest?.id ?? '', true)
    const unread = async () => payloadOf(await ask(sandbox, 'GET', '/unified-inbox/unread-email-threads-count'))
    const before = await unread()
    sandbox.colleagues.inboundMail(oldest?.id, 'Is the visit still on?')
    const [first] = rowsOf(await ask(sandbox, 'POST', '/unified-inbox/emails', { limit: 1, owners: everyone }))
    expect(first).toMatchObject({ id: oldest?.id, isRead: false, snippet: 'Is the visit still on?' })
    expect(await unread()).toEqual({ count: (isObject(before) ? Number(before.count) : 0) + 1 })
    const opened = sandbox.colleagues.newThread(sandbox.state.listedThreads()[0]?.prospectId ?? someProspect(sandbox))
    expect(rowsOf(await ask(sandbox, 'POST', '/unified-inbox/emails', { limit: 1, owners: everyone }))[0]?.id).toBe(
      opened?.id,
    )
  })

  it('names its categories with their moods', async () => {
    const sandbox = await start()
    const categories = rowsOf(await ask(sandbox, 'GET', '/unibox/categories'))
    expect(categories[0]).toEqual({ key: 'interested', name: 'Interested', isDefault: true, sentiment: '1' })
    expect(new Set(categories.map((category) => category.sentiment))).toEqual(new Set(['1', '2', '3']))
  })
})
