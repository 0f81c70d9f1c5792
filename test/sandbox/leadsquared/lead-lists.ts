import type { PlainAnswer } from '../faulty-server.ts'
import { invalidInput, mandatoryMissing, ok } from './answers.ts'
import { type Call, type Desk, leadFor, maySee } from './desk.ts'
import { isInside, named, slice, sorted } from './listing.ts'
import { type Json, pageOf, part, sortOf, text, texts, windowOf } from './request-body.ts'
import { parseStamp } from './stamps.ts'
import type { SandboxLead } from './types.ts'

type Lead = Readonly<SandboxLead>
type Flat = Readonly<Record<string, string | null>>

const mostIds = 10_000
const sortColumns = ['ProspectAutoId', 'ModifiedOn', 'CreatedOn'] as const

/** `Leads.RecentlyModified`: selected on ModifiedOn; each lead a list of attributes and values. */
export function recentLeads(desk: Desk, { caller, body }: Call): PlainAnswer {
  const { settings, state, wire } = desk
  const window = windowOf(part(body, 'Parameter'))
  const pick = columnsOf(body)
  const wish = pageOf(body, leadPages(desk))
  const sort = sortOf(body, sortColumns, { column: 'ProspectAutoId', isDescending: false })
  const rows = [...state.leads.values()].filter(
    (lead) => isInside(wire.seen(lead.modifiedAtMs), window, settings) && maySee(desk, caller, lead),
  )
  const ordered = sorted(rows, { key: sortKey(desk, sort.column), isDescending: sort.isDescending }, tiesOf(desk))
  const page = slice(ordered, wish.index, wish.size)
  const leads = page.map((lead) => ({
    LeadPropertyList: Object.entries(pick(wire.lead(lead))).map(([Attribute, Value]) => ({ Attribute, Value })),
  }))
  return ok({
    RecordCount: settings.leadsCount === 'all' ? ordered.length : page.length,
    ...named('Leads', leads, settings.omitsEmptyLists),
  })
}

/** `Leads.Get`: by one field's value; a bare list of flat leads. */
export function leadsByField(desk: Desk, { caller, body }: Call): PlainAnswer {
  const parameter = part(body, 'Parameter')
  const name = text(parameter, 'LookupName')
  const value = text(parameter, 'LookupValue')
  if (name === null || value === null) throw mandatoryMissing('LookupName, LookupValue')
  const holds = comparisonOf(text(parameter, 'SqlOperator') ?? '=', value)
  const pick = columnsOf(body)
  const wish = pageOf(body, leadPages(desk))
  const sort = sortOf(body, sortColumns, { column: 'ProspectAutoId', isDescending: false })
  const rows = [...desk.state.leads.values()].filter((lead) => {
    const row = desk.wire.lead(lead)
    if (!(name in row)) throw invalidInput(`LookupName ${name} does not exist.`)
    const found = row[name]
    return found !== null && found !== undefined && holds(found) && maySee(desk, caller, lead)
  })
  const ordered = sorted(rows, { key: sortKey(desk, sort.column), isDescending: sort.isDescending }, tiesOf(desk))
  return ok(slice(ordered, wish.index, wish.size).map((lead) => pick(desk.wire.lead(lead))))
}

/** `Leads/Retrieve/ByIds`: those that exist, in the order of the ids; what does not exist is left out. */
export function leadsByIds(desk: Desk, { caller, body }: Call): PlainAnswer {
  const ids = texts(part(body, 'SearchParameters'), 'LeadIds')
  if (ids === null || ids.length === 0) throw mandatoryMissing('LeadIds')
  if (ids.length > mostIds) throw invalidInput(`LeadIds can not be more than ${mostIds}.`)
  if (text(part(body, 'Columns'), 'Include_CSV') === null) throw mandatoryMissing('Include_CSV')
  const pick = columnsOf(body)
  const wish = pageOf(body, { ...leadPages(desk), defaultSize: mostIds, maxSize: mostIds })
  const found = ids.map((id) => leadFor(desk, caller, id)).filter((lead) => lead !== null)
  const page = slice(found, wish.index, wish.size)
  const rows = page.map((lead) => pick(desk.wire.lead(lead)))
  return ok({ RecordCount: found.length, ...named('Leads', rows, desk.settings.omitsEmptyLists) })
}

/** `Leads.GetById?id=`: one lead in a list; no such lead is an empty list. */
export function leadById(desk: Desk, { caller, search }: Call): PlainAnswer {
  const lead = leadFor(desk, caller, search.get('id') ?? '')
  return ok(lead === null ? [] : [desk.wire.lead(lead)])
}

/** `Leads.GetByQuickSearch?key=`: names, addresses and numbers that contain the text. */
export function leadsBySearch(desk: Desk, { caller, search }: Call): PlainAnswer {
  const key = (search.get('key') ?? '').trim().toLowerCase()
  if (key === '') throw mandatoryMissing('key')
  const hits = [...desk.state.leads.values()].filter((lead) => {
    const name = `${lead.firstName ?? ''} ${lead.lastName ?? ''}`
    const words = [name, lead.email, lead.phone, lead.mobile, lead.company]
    return words.some((one) => one?.toLowerCase().includes(key) === true) && maySee(desk, caller, lead)
  })
  return ok(hits.slice(0, 50).map((lead) => desk.wire.lead(lead)))
}

/** `LeadsMetaData.Get`. */
export function leadFields(desk: Desk): PlainAnswer {
  const names = Object.keys(desk.wire.lead(emptyLead))
  return ok(
    names.map((SchemaName) => ({
      SchemaName,
      DisplayName: SchemaName.replace(/^mx_/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' '),
      DataType: SchemaName.endsWith('On') ? 'DateTime' : SchemaName.endsWith('Phone') ? 'Phone' : 'Text',
      IsCustom: SchemaName.startsWith('mx_'),
      IsMandatory: false,
    })),
  )
}

const emptyLead: Lead = {
  id: '',
  autoId: 0,
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  mobile: null,
  company: null,
  city: null,
  stage: '',
  source: '',
  ownerId: '',
  score: 0,
  createdAtMs: 0,
  modifiedAtMs: 0,
  origin: 'generated',
}

/** `Columns{Include_CSV}` picks fields; without it there are all. */
function columnsOf(body: Json): (row: Flat) => Flat {
  const wished = text(part(body, 'Columns'), 'Include_CSV')
  if (wished === null) return (row) => row
  const names = wished.split(',').map((name) => name.trim())
  return (row) => Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name] ?? null]))
}

function comparisonOf(operator: string, value: string): (found: string) => boolean {
  const compare = (found: string): number => {
    const [one, other] = [parseStamp(found.slice(0, 19)) ?? Number(found), parseStamp(value) ?? Number(value)]
    return Number.isNaN(one) || Number.isNaN(other) ? found.localeCompare(value) : one - other
  }
  switch (operator.toUpperCase()) {
    case '=':
      return (found) => found.toLowerCase() === value.toLowerCase()
    case '<>':
      return (found) => found.toLowerCase() !== value.toLowerCase()
    case 'LIKE': {
      const parts = value.split('%').map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      const pattern = new RegExp(`^${parts.join('.*')}$`, 'is')
      return (found) => pattern.test(found)
    }
    case '>':
      return (found) => compare(found) > 0
    case '<':
      return (found) => compare(found) < 0
    case '>=':
      return (found) => compare(found) >= 0
    case '<=':
      return (found) => compare(found) <= 0
    default:
      throw invalidInput(`SqlOperator ${operator} is not known.`)
  }
}

function sortKey({ wire }: Desk, column: string): (lead: Lead) => number {
  if (column === 'ModifiedOn') return (lead) => wire.seen(lead.modifiedAtMs)
  if (column === 'CreatedOn') return (lead) => wire.seen(lead.createdAtMs)
  return (lead) => lead.autoId
}

function leadPages({ settings }: Desk) {
  return {
    defaultSize: settings.defaultPageSize,
    maxSize: settings.maxLeadPageSize,
    aboveMax: settings.pageSizeAboveMax,
  }
}

function tiesOf({ settings, random }: Desk): Desk['random'] | null {
  return settings.hasUnstableTies ? random : null
}
