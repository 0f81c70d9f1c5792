import { search } from '../../../db/queries/search.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'

export function searchHandlers({ replica, journal }: ShellContext) {
  return {
    'search.query': (query) => search(replica, journal, query),
  } satisfies Partial<Handlers>
}
