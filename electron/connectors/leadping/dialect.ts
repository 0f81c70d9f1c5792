import { formatTimestamp } from './timestamps.ts'

/**
 * Leadping serves two generations of one API, told apart by the words in their fields: `activityType` in the older one
 * (seed documents), `timelineType` in the newer one (published OpenAPI document, August 2026).
 */
export const dialects = ['activity', 'timeline'] as const
export type Dialect = (typeof dialects)[number]

export function otherDialect(dialect: Dialect): Dialect {
  return dialect === 'activity' ? 'timeline' : 'activity'
}

/** Which generation a row's field names belong to: a hint for what to try first, never proof. */
export function dialectHint(row: Readonly<Record<string, unknown>>): Dialect {
  return 'timelineType' in row || 'timelineCategory' in row ? 'timeline' : 'activity'
}

export function notePath(dialect: Dialect, conversationId: string): string {
  const id = encodeURIComponent(conversationId)
  return dialect === 'activity' ? `/activities/conversations/${id}/notes` : `/events/conversations/${id}/notes`
}

export function detailPath(dialect: Dialect, eventId: string): string {
  const id = encodeURIComponent(eventId)
  return dialect === 'activity' ? `/events/${id}/detail` : `/events/detail/${id}`
}

type Scalar = string | number | boolean | null
type Bound = string | number

/** The query body that every list operation takes, as far as Fieldpost uses it. All of it is optional. */
export interface ListQuery {
  readonly pageSize?: number
  /** Opaque, from the page before; absent on the first page. */
  readonly continuationToken?: string
  readonly orderBy?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[]
  readonly includeCount?: boolean
  readonly filters?: readonly { readonly field: string; readonly value: Scalar }[]
  readonly rangeFilters?: readonly {
    readonly field: string
    readonly greaterThan?: Bound
    readonly greaterThanOrEqual?: Bound
    readonly lessThan?: Bound
    readonly lessThanOrEqual?: Bound
  }[]
}

/**
 * The body as a dialect documents it. Before the dialect is known `pageSize` is left to the server, because the two
 * write it differently and one might refuse the other's form.
 */
export function encodeQuery(query: ListQuery, dialect: Dialect | null): Readonly<Record<string, unknown>> {
  const { pageSize, orderBy, ...rest } = query
  return {
    ...(pageSize === undefined || dialect === null
      ? {}
      : { pageSize: dialect === 'activity' ? String(pageSize) : pageSize }),
    ...(orderBy === undefined ? {} : { orderBy: orderBy.map((by) => encodeOrder(by, dialect)) }),
    ...rest,
  }
}

function encodeOrder(by: { readonly field: string; readonly direction: 'asc' | 'desc' }, dialect: Dialect | null) {
  if (dialect !== 'activity') return by
  return { field: by.field, direction: by.direction === 'asc' ? 'Asc' : 'Desc' }
}

/** Rows of a stamp at or after a moment. */
export function since(field: string, atMs: number): NonNullable<ListQuery['rangeFilters']> {
  return [{ field, greaterThanOrEqual: formatTimestamp(atMs) }]
}

export type Archive = 'active' | 'archived' | 'all'

/**
 * How to write `archiveFilter`. Its meanings are documented and its literals are not: names are tried first, then the
 * numbers an older page speaks of, and a server that refuses both is asked without the filter.
 */
export const archiveSpellings = ['name', 'number', 'none'] as const
export type ArchiveSpelling = (typeof archiveSpellings)[number]

const archiveNumbers: Readonly<Record<Archive, string>> = { active: '0', archived: '1', all: '2' }

export function encodeArchive(archive: Archive, spelling: ArchiveSpelling): string | null {
  switch (spelling) {
    case 'name':
      return archive
    case 'number':
      return archiveNumbers[archive]
    case 'none':
      return null
  }
}
