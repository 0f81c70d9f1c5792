import { describe, expect, it } from 'vitest'
import { failureOf, json, successOf } from '../scripted-transport.ts'
import { error, note, notes, prospect, routes, saleshandy, success } from './saleshandy.ts'

const team = [
  { id: 'M1', firstName: 'Nadia', lastName: 'Okafor', email: 'Nadia@northgate.example' },
  { id: 'M2', name: 'Yusuf Demir', email: 'yusuf@northgate.example' },
  { id: 'M3', firstName: 'No address' },
  { id: 4, email: 'grace@northgate.example' },
]

describe('whose account it is', () => {
  it('is for the user to say, as the key does not', async () => {
    const { connector } = saleshandy(() => success(team))
    expect(successOf(await connector.identify('on_demand'))).toEqual({
      remoteUserId: '',
      displayName: 'Saleshandy',
      email: null,
      organizationName: null,
      choices: [
        { remoteUserId: 'nadia@northgate.example', displayName: 'Nadia Okafor', email: 'Nadia@northgate.example' },
        { remoteUserId: 'yusuf@northgate.example', displayName: 'Yusuf Demir', email: 'yusuf@northgate.example' },
        {
          remoteUserId: 'grace@northgate.example',
          displayName: 'grace@northgate.example',
          email: 'grace@northgate.example',
        },
      ],
    })
  })

  it.each(['nadia@northgate.example', ' NADIA@northgate.example ', 'm1'])(
    'is the member said to be %j',
    async (member) => {
      const { connector } = saleshandy(() => json({ payload: { members: team } }), { memory: { member } })
      expect(successOf(await connector.identify('on_demand'))).toEqual({
        remoteUserId: 'nadia@northgate.example',
        displayName: 'Nadia Okafor',
        email: 'Nadia@northgate.example',
        organizationName: null,
        workspace: 'M1',
      })
    },
  )

  it('is asked for again where the member said is not in the team', async () => {
    const { connector } = saleshandy(() => success(team), { memory: { member: 'gone@northgate.example' } })
    expect(successOf(await connector.identify('on_demand'))).toMatchObject({ remoteUserId: '', choices: [{}, {}, {}] })
  })

  it('is the only member of a team of one', async () => {
    const { connector } = saleshandy(() => success(team.slice(0, 1)))
    expect(successOf(await connector.identify('on_demand')).remoteUserId).toBe('nadia@northgate.example')
  })

  it('is what was said where the key may read, but not list the team', async () => {
    const noTeam = { 'GET /v1/user': error(403, null, 'plan'), 'GET /v1/prospects?': success([]) }
    const known = saleshandy(routes(noTeam), { memory: { member: 'nadia@northgate.example' } })
    expect(successOf(await known.connector.identify('on_demand'))).toMatchObject({
      remoteUserId: 'nadia@northgate.example',
    })
    const unknown = saleshandy(routes(noTeam))
    expect(successOf(await unknown.connector.identify('on_demand'))).toMatchObject({ remoteUserId: '' })
    const bad = saleshandy(routes({ ...noTeam, 'GET /v1/prospects?': error(401, 1001, 'invalid token') }))
    expect(failureOf(await bad.connector.identify('on_demand'))).toMatchObject({ kind: 'unauthorized' })
  })

  it('is not known while the network is away', async () => {
    const { connector } = saleshandy(() => ({ kind: 'unreachable', reason: 'no route' }))
    expect(failureOf(await connector.identify('on_demand'))).toMatchObject({ kind: 'offline' })
  })
})

describe('what the key may do', () => {
  const inbox = success({ items: [], meta: {} })

  it('is found out by reading', async () => {
    const { connector, transport } = saleshandy(
      routes({
        'GET /v1/prospects?': success([prospect('Pr1')]),
        'POST /v1/unified-inbox/emails': error(403, null, 'not in your plan'),
        'GET /v1/prospects/Pr1/notes': notes([note('N1')]),
      }),
    )
    expect(successOf(await connector.abilities('on_demand'))).toEqual([
      { what: 'read_people', answer: 'yes', detail: null },
      { what: 'read_conversations', answer: 'no', detail: 'not in your plan' },
      { what: 'read_activities', answer: 'yes', detail: null },
      { what: 'write_notes', answer: 'not_known', detail: null },
      { what: 'see_colleagues_records', answer: 'not_known', detail: null },
    ])
    expect(transport.requests.some((request) => request.isWrite)).toBe(false)
  })

  it('stays open where there is nobody to read notes of, and fails where nothing is answered', async () => {
    const empty = saleshandy(routes({ 'GET /v1/prospects?': success([]), 'POST /v1/unified-inbox/emails': inbox }))
    const abilities = successOf(await empty.connector.abilities('on_demand'))
    expect(abilities.find((each) => each.what === 'read_activities')?.answer).toBe('not_known')
    const misasked = saleshandy(
      routes({ 'GET /v1/prospects?': success([]), 'POST /v1/unified': error(400, 4000, 'owners should not be empty') }),
    )
    const unsure = successOf(await misasked.connector.abilities('on_demand'))
    expect(unsure.find((each) => each.what === 'read_conversations')?.answer).toBe('not_known')
    const offline = saleshandy(() => ({ kind: 'unreachable', reason: 'no route' }))
    expect(failureOf(await offline.connector.abilities('on_demand')).kind).toBe('offline')
    const refused = saleshandy(() => error(401, 1001, 'invalid token'))
    expect(successOf(await refused.connector.abilities('on_demand'))[0]).toMatchObject({ answer: 'no' })
  })
})
