import type { FaultEffect } from '../faults.ts'
import type { PlainRequest } from '../faulty-server.ts'
import { type AnswerShape, spoilRows } from '../spoil.ts'
import { isObject, type Json } from './request-body.ts'

const listNames = ['List', 'ProspectActivities', 'Leads', 'Response'] as const

const shape: AnswerShape = {
  idMembers: ['ProspectActivityId', 'ProspectNoteId', 'ProspectID', 'Id', 'ID'],
  enumMembers: ['Status', 'ProspectStage', 'Type', 'DataType', 'Role'],
  rowsOf(body) {
    if (Array.isArray(body)) return { rows: body, isPage: true, replace: (rows) => rows }
    if (!isObject(body)) return null
    const name = listNames.find((one) => Array.isArray(body[one]))
    const list = name === undefined ? null : body[name]
    if (name !== undefined && Array.isArray(list)) {
      return { rows: list.map(flat), isPage: true, replace: (rows) => ({ ...body, [name]: rows.map(asGiven(list)) }) }
    }
    const { Message: message } = body
    if (isObject(message)) return { rows: [message], isPage: false, replace: ([Message]) => ({ ...body, Message }) }
    return { rows: [body], isPage: false, replace: ([only]) => only }
  },
}

/** The answer's JSON as the fault makes it. Pure. */
export function spoil(effect: FaultEffect, body: unknown): unknown {
  return spoilRows(effect, body, shape)
}

/** The same call for the page before; null where it asks for a first page, or for none by number. */
export function earlierPage(request: PlainRequest): PlainRequest | null {
  const body = parse(request.body)
  const paging = isObject(body) ? body.Paging : null
  if (!isObject(body) || !isObject(paging)) return null
  const isOffset = paging.Offset !== undefined
  const page = Number(isOffset ? paging.Offset : paging.PageIndex)
  if (!(page > (isOffset ? 0 : 1))) return null
  const earlier = isOffset ? { Offset: String(page - 1) } : { PageIndex: page - 1 }
  const text = JSON.stringify({ ...body, Paging: { ...paging, ...earlier } })
  return { ...request, body: text, bytes: null }
}

/** A lead of attributes and values as one object; any other row as it is. */
function flat(row: unknown): unknown {
  if (!isObject(row) || !Array.isArray(row.LeadPropertyList)) return row
  const pairs = row.LeadPropertyList.filter(isObject).map((pair: Json) => [pair.Attribute, pair.Value])
  return Object.fromEntries(pairs)
}

/** Back into the form that the answer's rows had. */
function asGiven(list: readonly unknown[]): (row: unknown) => unknown {
  const first = list[0]
  if (!isObject(first) || !Array.isArray(first.LeadPropertyList)) return (row) => row
  return (row) => ({
    LeadPropertyList: Object.entries(isObject(row) ? row : {}).map(([Attribute, Value]) => ({ Attribute, Value })),
  })
}

function parse(body: string | null): unknown {
  try {
    return body === null || body === '' ? null : JSON.parse(body)
  } catch {
    return null
  }
}
