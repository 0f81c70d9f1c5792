import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterEach, describe, expect, it } from 'vitest'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { isObject, type Json, pageOf, type Reply, send, walk } from './client.ts'
import { closeSandboxes, someConversation, start } from './running.ts'

afterEach(closeSandboxes)

const documentPath = fileURLToPath(new URL('../../../../shared/api/leadping-openapi-subset.json', import.meta.url))

interface Contract {
  /** The schema of an operation's answer with this status. */
  answer(method: 'get' | 'post' | 'delete', path: string, status: number): { validate: ValidateFunction; name: string }
  /** Names of the members that a component declares. */
  membersOf(component: string): readonly string[]
}

function readContract(): Contract {
  const document = withNullInNullableEnums(JSON.parse(readFileSync(documentPath, 'utf8')))
  if (!isObject(document)) throw new Error('The published document is not an object')
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const at = (...path: string[]): Json => {
    let node: unknown = document
    for (const step of path) node = isObject(node) ? node[step] : undefined
    if (!isObject(node)) throw new Error(`The published document has no ${path.join(' > ')}`)
    return node
  }
  return {
    answer(method, path, status) {
      const content = at('paths', path, method, 'responses', String(status), 'content')
      const type = 'application/json' in content ? 'application/json' : (Object.keys(content)[0] ?? '')
      const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema']
        .map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
        .map(encodeURIComponent)
        .join('/')
      return { validate: ajv.compile({ $ref: `openapi#/${pointer}` }), name: `${method} ${path} ${status}` }
    },
    membersOf: (component) => Object.keys(at('components', 'schemas', component, 'properties')),
  }
}

/** The document types many enums as `["null", …]` and forgets null among their values; the type is what it means. */
function withNullInNullableEnums(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNullInNullableEnums)
  if (!isObject(node)) return node
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, withNullInNullableEnums(value)]))
  const isNullable = Array.isArray(copy.type) && copy.type.includes('null')
  return isNullable && Array.isArray(copy.enum) ? { ...copy, enum: [...copy.enum, null] } : copy
}

function expectToFit({ validate, name }: ReturnType<Contract['answer']>, reply: Reply): void {
  const fits = validate(reply.json)
  const problems = (validate.errors ?? []).map((error) => `${name} ${error.instancePath}: ${error.message}`)
  expect([...new Set(problems)].slice(0, 20)).toEqual([])
  expect(fits).toBe(true)
}

describe('dialect B against the published OpenAPI document', () => {
  it('every answer fits its schema', async (context) => {
    if (!existsSync(documentPath)) context.skip(`the published document is not at ${documentPath}`)
    const contract = readContract()
    const sandbox = await start({ dialect: 'B', maxPageSize: 2_000 })
    const conversationId = someConversation(sandbox)
    const leadId = sandbox.state.conversations.get(conversationId)?.leadId ?? ''
    const phoneNumber = sandbox.state.leads.get(leadId)?.phone ?? ''
    const organizationId = sandbox.state.team.organization.id
    const all = { pageSize: 2_000, includeCount: true }
    const lists: readonly [template: string, path: string][] = [
      ['/conversations/my', '/conversations/my?archiveFilter=all'],
      ['/conversations/lead/{leadId}', `/conversations/lead/${leadId}`],
      ['/events/all/my', '/events/all/my'],
      ['/events/organizations/{organizationId}', `/events/organizations/${organizationId}`],
      ['/events/conversations/{conversationId}', `/events/conversations/${conversationId}`],
      ['/events/leads/{leadId}', `/events/leads/${leadId}`],
      ['/leads/all/my', '/leads/all/my?archiveFilter=all'],
      ['/events/sms/all/my', '/events/sms/all/my'],
      ['/events/sms/lead/{leadId}', `/events/sms/lead/${leadId}`],
      ['/events/sms/phone/{phoneNumber}', `/events/sms/phone/${encodeURIComponent(phoneNumber)}`],
      ['/events/calls/all/my', '/events/calls/all/my'],
      ['/events/calls/lead/{leadId}', `/events/calls/lead/${leadId}`],
      ['/events/calls/phone/{phoneNumber}', `/events/calls/phone/${encodeURIComponent(phoneNumber)}`],
    ]
    for (const [template, path] of lists) {
      const reply = await send(sandbox, 'POST', path, all)
      expect([path, reply.status]).toEqual([path, 200])
      expect(pageOf(reply).totalCount).toBe(pageOf(reply).items.length)
      expectToFit(contract.answer('post', template, 200), reply)
    }
    const byType = new Map([...sandbox.state.events.values()].map((event) => [event.type, event.id]))
    const anyEvent = contract.answer('get', '/events/{eventId}', 200)
    const anyDetail = contract.answer('get', '/events/detail/{eventId}', 200)
    expect(byType.size).toBe(12)
    for (const id of byType.values()) {
      expectToFit(anyEvent, await send(sandbox, 'GET', `/events/${id}`))
      expectToFit(anyDetail, await send(sandbox, 'GET', `/events/detail/${id}`))
    }
    const note = await send(sandbox, 'POST', `/events/conversations/${conversationId}/notes`, { text: 'A note' })
    expectToFit(contract.answer('post', '/events/conversations/{conversationId}/notes', 200), note)
    expectToFit(contract.answer('get', '/leads/{id}', 200), await send(sandbox, 'GET', `/leads/${leadId}`))
    expectToFit(contract.answer('get', '/users/me', 200), await send(sandbox, 'GET', '/users/me'))
    expectToFit(contract.answer('get', '/organizations/me', 200), await send(sandbox, 'GET', '/organizations/me'))
  })

  it('every error fits Problem Details', async (context) => {
    if (!existsSync(documentPath)) context.skip(`the published document is not at ${documentPath}`)
    const contract = readContract()
    const sandbox = await start({ dialect: 'B' })
    const bad = await send(sandbox, 'POST', '/events/all/my', { pageSize: -1 })
    expectToFit(contract.answer('post', '/events/all/my', 400), bad)
    const missing = await send(sandbox, 'GET', '/events/detail/nothing')
    expect(missing.status).toBe(404)
    expectToFit(contract.answer('get', '/events/detail/{eventId}', 404), missing)
    const stranger = await send({ url: sandbox.url, key: 'wrong' }, 'GET', '/users/me')
    expectToFit(contract.answer('get', '/users/me', 401), stranger)
    sandbox.faults.add({ kind: 'status', status: 429 })
    expectToFit(contract.answer('get', '/users/me', 429), await send(sandbox, 'GET', '/users/me'))
  })

  it('rows have every documented member somewhere and no other', async (context) => {
    if (!existsSync(documentPath)) context.skip(`the published document is not at ${documentPath}`)
    const contract = readContract()
    const sandbox = await start({ dialect: 'B' })
    const seen = async (path: string): Promise<string[]> => membersIn(sandbox, path)
    const conversations = await seen('/conversations/my?archiveFilter=all')
    expect(conversations).toEqual(contract.membersOf('ConversationResponse').toSorted())
    expect(await seen('/events/all/my')).toEqual(contract.membersOf('EventTableRow').toSorted())
    expect(await seen('/leads/all/my?archiveFilter=all')).toEqual(contract.membersOf('LeadTableRow').toSorted())
    const sms = contract.membersOf('SmsEventTableRow')
    expect((await seen('/events/sms/all/my')).filter((name) => !sms.includes(name))).toEqual([])
    const calls = contract.membersOf('CallEventTableRow')
    expect((await seen('/events/calls/all/my')).filter((name) => !calls.includes(name))).toEqual([])
    const detail = await send(sandbox, 'GET', `/events/detail/${[...sandbox.state.events.keys()][0]}`)
    expect(Object.keys(isObject(detail.json) ? detail.json : {}).toSorted()).toEqual(
      contract.membersOf('EventDetailResponse').toSorted(),
    )
  })
})

async function membersIn(sandbox: LeadpingSandbox, path: string): Promise<string[]> {
  const items = (await walk(sandbox, path, { pageSize: 200 })).flatMap((page) => page.items)
  return [...new Set(items.flatMap((item) => Object.keys(item)))].toSorted()
}
