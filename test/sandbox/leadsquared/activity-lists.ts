import type { PlainAnswer } from '../faulty-server.ts'
import { invalidInput, mandatoryMissing, ok, Refusal, ServerFailure } from './answers.ts'
import { type Call, type Desk, leadFor, maySee } from './desk.ts'
import { isInside, named, slice, sorted } from './listing.ts'
import { flag, pageOf, part, type SortWish, sortOf, type Window, whole, windowOf } from './request-body.ts'
import type { SandboxActivity } from './types.ts'

type Activity = Readonly<SandboxActivity>

const dayMs = 86_400_000

/** `Retrieve?leadId=`: newest first, a page number in Offset. */
export function activitiesOfLead(desk: Desk, { caller, search, body }: Call): PlainAnswer {
  const { settings, state, wire } = desk
  const leadId = search.get('leadId') ?? ''
  if (leadId === '') throw mandatoryMissing('leadId')
  const code = whole(part(body, 'Parameter'), 'ActivityEvent')
  const paging = part(body, 'Paging')
  const rowCount = Math.min(whole(paging, 'RowCount') ?? settings.maxRetrieveRows, settings.maxRetrieveRows)
  const offset = whole(paging, 'Offset') ?? settings.firstOffset
  if (rowCount < 1 || offset < 0) throw invalidInput('Paging value is not correct.')
  const isKnown = leadFor(desk, caller, leadId) !== null
  const rows = (isKnown ? state.listedOfLead(leadId) : []).filter((row) => code === null || row.eventCode === code)
  const ordered = sorted(rows, { key: (row) => wire.seen(wire.createdMs(row)), isDescending: true }, tiesOf(desk))
  const page = slice(ordered, Math.max(1, offset - settings.firstOffset + 1), rowCount)
  return ok({
    RecordCount: settings.retrieveCounts === 'all' ? ordered.length : page.length,
    ...named(
      'ProspectActivities',
      page.map((row) => wire.leadActivity(row)),
      settings.omitsEmptyLists,
    ),
  })
}

/** `CustomActivity/RetrieveByActivityEvent`: one type, selected on ModifiedOn. */
export function activitiesByEvent(desk: Desk, call: Call): PlainAnswer {
  const { settings, state, wire } = desk
  const parameter = part(call.body, 'Parameter')
  if (Object.keys(parameter).length === 0) throw invalidInput('You have not passed Parameter.')
  const window = windowOf(parameter)
  const code = whole(parameter, 'ActivityEvent')
  if (code === null) throw invalidInput('You have not passed any ActivityEvent.')
  if (!state.types.has(code)) throw invalidInput(`ActivityEvent ${code} does not exist.`)
  if (settings.widestWindowMs !== null && window.toMs - window.fromMs > settings.widestWindowMs) {
    throw new ServerFailure('There was an error processing the request. Please contact administrator.')
  }
  const removesEmpty = flag(parameter, 'RemoveEmptyValue')
  const page = pageOfActivities(desk, call, window, code)
  return ok({
    RecordCount: page.total,
    ...named(
      'List',
      page.rows.map((row) => wire.flatActivity(row, removesEmpty)),
      settings.omitsEmptyLists,
    ),
  })
}

/** `RetrieveRecentlyModified`: all types together. Some accounts answer 500 instead. */
export function recentActivities(desk: Desk, call: Call): PlainAnswer {
  const { settings, wire } = desk
  const parameter = part(call.body, 'Parameter')
  const window = windowOf(parameter)
  const code = whole(parameter, 'ActivityEvent')
  const isWide = window.toMs - window.fromMs > dayMs
  if (settings.retrieveRecentlyModified === 'fails' || (settings.retrieveRecentlyModified === 'fails_wide' && isWide)) {
    throw new ServerFailure('There was an error processing the request. Please contact administrator.')
  }
  const withFields = flag(parameter, 'IncludeCustomFields')
  const page = pageOfActivities(desk, call, window, code)
  return ok({
    RecordCount: page.total,
    ...named(
      'ProspectActivities',
      page.rows.map((row) => wire.recentActivity(row, withFields)),
      settings.omitsEmptyLists,
    ),
  })
}

/** `GetActivityDetails?activityId=`: by id, so never late. */
export function activityDetails(desk: Desk, { caller, search }: Call): PlainAnswer {
  const activity = desk.state.activities.get(search.get('activityId') ?? '')
  if (activity === undefined || leadFor(desk, caller, activity.leadId) === null) {
    throw new Refusal('MXUnknownProspectActivityException', 'Activity does not exist.')
  }
  return ok(desk.wire.activityDetails(activity))
}

function pageOfActivities(
  desk: Desk,
  { caller, body }: Call,
  window: Window,
  eventCode: number | null,
): { readonly total: number; readonly rows: readonly Activity[] } {
  const { settings, state, wire } = desk
  const wish = pageOf(body, {
    defaultSize: settings.defaultPageSize,
    maxSize: settings.maxPageSize,
    aboveMax: settings.pageSizeAboveMax,
  })
  const sort = sortOf(body, ['ModifiedOn', 'CreatedOn'], { column: 'ModifiedOn', isDescending: true })
  const isVisible = (row: Activity): boolean => {
    const lead = state.leads.get(row.leadId)
    return lead !== undefined && maySee(desk, caller, lead)
  }
  const rows = orderedActivities(desk, eventCode, sort).filter(
    (row) => isInside(wire.seen(row.modifiedAtMs), window, settings) && isVisible(row),
  )
  return { total: rows.length, rows: slice(rows, wish.index, wish.size) }
}

function orderedActivities(desk: Desk, eventCode: number | null, sort: SortWish): readonly Activity[] {
  const { settings, state, wire, views } = desk
  const key = (row: Activity): number =>
    wire.seen(sort.column === 'ModifiedOn' ? row.modifiedAtMs : wire.createdMs(row))
  const build = (): readonly Activity[] =>
    sorted(
      eventCode === null ? state.listedActivities() : state.listedOfType(eventCode),
      { key, isDescending: sort.isDescending },
      tiesOf(desk),
    )
  if (settings.hasUnstableTies) return build()
  const name = JSON.stringify([eventCode, sort, settings.createdOn, settings.hasHiddenFractions])
  return views.get(name, state.version, build)
}

function tiesOf({ settings, random }: Desk): Desk['random'] | null {
  return settings.hasUnstableTies ? random : null
}
