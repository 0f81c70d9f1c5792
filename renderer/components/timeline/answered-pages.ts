import type { TimelineRow } from '../../../electron/ipc/shapes.ts'
import type { LivePages } from '../../live-pages.ts'

/** The pages of a timeline whose first answer has come. */
export type AnsweredPages = LivePages<TimelineRow> & { readonly list: NonNullable<LivePages<TimelineRow>['list']> }

export function hasList(pages: LivePages<TimelineRow>): pages is AnsweredPages {
  return pages.list !== null
}
