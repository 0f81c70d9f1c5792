import { describe, expect, it } from 'vitest'
import { failureOf, json, pathOf, successOf } from '../scripted-transport.ts'
import { failure, leadsquared, typesPath, userPath, withTypes } from './leadsquared.ts'

const user = (api: unknown) => json({ Id: 'u-1', Name: 'Maya', OrgShortCode: 4711, LSQCommonServiceURLs: { API: api } })

describe('an account at LeadSquared', () => {
  it.each([
    ['https://api.leadsquared.com', 'api-in21.leadsquared.com', 'https://api-in21.leadsquared.com'],
    ['https://api.leadsquared.com', 'https://api-us11.leadsquared.com/v2/', 'https://api-us11.leadsquared.com'],
    ['https://api.leadsquared.com', 'http://api-us11.leadsquared.com', 'https://api-us11.leadsquared.com'],
    ['https://api.leadsquared.com', 'api.leadsquared.com', undefined],
    ['https://api.leadsquared.com', 'api.elsewhere.example', undefined],
    ['https://api.leadsquared.com', '127.0.0.1:4000', undefined],
    ['https://api.leadsquared.com', 'not a host', undefined],
    ['https://api.leadsquared.com', null, undefined],
    ['http://127.0.0.1:4000', '127.0.0.1:4001', 'http://127.0.0.1:4001'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4001/', 'http://127.0.0.1:4001'],
  ])('asked at %s that says its host is %j lives at %s', async (baseUrl, api, expected) => {
    const { connector } = leadsquared(() => user(api), { baseUrl })
    const identity = successOf(await connector.identify('on_demand'))
    expect(identity).toMatchObject({ remoteUserId: 'u-1', displayName: 'Maya', organizationName: '4711' })
    expect(identity.baseUrl).toBe(expected)
  })

  it.each(['', 'onlyone', ':secret', 'access:', 'ac cess:secret', 'access:se\ncret'])(
    'is not asked with %j for keys',
    async (secret) => {
      const { connector, transport } = leadsquared(() => json({}), { secret })
      expect(failureOf(await connector.identify('on_demand'))).toMatchObject({ kind: 'unauthorized' })
      expect(transport.requests).toEqual([])
    },
  )

  it('splits the keys at the first colon', async () => {
    const { connector, transport } = leadsquared(() => user(null), { secret: ' u$r1:se:cret ' })
    successOf(await connector.identify('on_demand'))
    expect(transport.requests[0]?.headers).toMatchObject({ 'x-lsq-accesskey': 'u$r1', 'x-lsq-secretkey': 'se:cret' })
  })

  it('asks once whether the region is wrong, and only where somebody waits for it', async () => {
    const { connector, transport } = leadsquared((request) =>
      pathOf(request) === userPath ? user('api-in21.leadsquared.com') : failure('MXInvalidAccessDetailsException', 401),
    )
    expect(failureOf(await connector.pullLead('l', 'sweep'))).toMatchObject({
      detail: expect.stringContaining('region'),
    })
    expect(failureOf(await connector.pullLead('l', 'on_demand'))).toMatchObject({
      detail: expect.stringContaining('https://api-in21.leadsquared.com'),
    })
    await connector.pullLead('l', 'on_demand')
    expect(transport.lines.filter((line) => line.endsWith(userPath))).toHaveLength(1)
  })
})

describe('types of activity', () => {
  it('are read whatever the kind, with text for numbers and flags', async () => {
    const fields = [
      { SchemaName: 'ActivityEvent_Note', DisplayName: 'Notes' },
      {
        SchemaName: 'mx_Custom_1',
        DisplayName: 'How many',
        DataType: 'Number',
        IsMandatory: 'true',
        MaxFieldLength: '10',
      },
      { SchemaName: 'mx_Custom_2', DisplayName: 'When', DataType: 'DateTime', IsMandatory: '0' },
      { SchemaName: 'mx_Custom_3', DisplayName: 'Day', DataType: 'Date', IsMandatory: 1 },
      { SchemaName: 'mx_Custom_4', DisplayName: 'Choice', DataType: 'Dropdown', OptionSet: 'One;Two' },
      { SchemaName: 'mx_Custom_5', DisplayName: 'Sure', DataType: 'Boolean' },
      { SchemaName: 'mx_Custom_6', DisplayName: 'Hologram', DataType: 'Hologram' },
      { SchemaName: 'mx_Custom_7', DisplayName: 'Paper', DataType: 'File' },
      { SchemaName: 'Status', DisplayName: 'Status', DataType: 'Dropdown', OptionSet: '[{"Value":"Active"}]' },
    ]
    const { connector, transport } = leadsquared(
      withTypes({ 1: [], 21: [], 201: fields, 12001: [] }, () => failure('MXException')),
    )
    const types = successOf(await (connector.activityTypes ?? noTypes)('on_demand'))
    expect(types.map(({ code, isWritable }) => [code, isWritable])).toEqual([
      ['1', false],
      ['21', false],
      ['201', true],
      ['12001', false],
    ])
    expect(types[2]?.fields.map(({ label, kind, isMandatory }) => [label, kind, isMandatory])).toEqual([
      ['How many', 'number', true],
      ['When', 'date_time', false],
      ['Day', 'date', true],
      ['Choice', 'dropdown', false],
      ['Sure', 'boolean', false],
      ['Hologram', 'text', false],
    ])
    expect(types[2]?.fields[0]?.maxCharacters).toBe(10)
    expect(types[2]?.fields[3]?.options).toEqual(['One', 'Two'])
    expect(transport.lines.filter((line) => line.includes('GetActivitySetting'))).toHaveLength(1)
  })

  it('have the fields of their form where their setting cannot be had', async () => {
    const ActivityProperties = JSON.stringify({
      FormMetaData: { Fields: [{ SchemaName: 'mx_Custom_1', DisplayName: 'Meter' }] },
    })
    const { connector } = leadsquared((request) =>
      pathOf(request) === typesPath
        ? json([{ ActivityEvent: 201, ActivityEventName: 'Survey', ActivityProperties }])
        : failure('MXInvalidInputException'),
    )
    const [type] = successOf(await (connector.activityTypes ?? noTypes)('on_demand'))
    expect(type).toMatchObject({ name: 'Survey', fields: [{ name: 'mx_Custom_1', label: 'Meter', kind: 'text' }] })
  })
})

function noTypes(): never {
  throw new Error('the connector has no types of activity')
}
