import type { Outcome, QuarantinedItem } from '../connector.ts'
import { readLane } from './read-lane.ts'
import type { Session } from './session.ts'
import { afterPage, isInCircle, nextLane, startWalk, type Walk } from './walk.ts'
import type { ListedActivityWire } from './wire.ts'

const pageSize = 200
const mostPages = 500

/** Every activity of one type that was modified since, each once, and what of the list did not parse. */
export async function readSince(
  session: Session,
  code: number,
  sinceMs: number,
): Promise<Outcome<{ readonly rows: readonly ListedActivityWire[]; readonly unreadable: readonly QuarantinedItem[] }>> {
  const rows = new Map<string, ListedActivityWire>()
  const unreadable: QuarantinedItem[] = []
  const request = {
    stream: 'activities',
    mode: 'incremental',
    cursor: null,
    sinceMs,
    pageSize,
    priority: 'push',
  } as const
  let walk: Walk | null = startWalk(request, {
    codes: [{ code, floorMs: null }],
    topMs: session.topMs(),
    isFull: false,
  })
  for (let pages = 0; walk !== null && pages < mostPages; pages += 1) {
    const lane = nextLane(walk)
    if (lane === null) break
    const read = await readLane(session, walk, lane, 'push')
    if (!read.ok) return read
    for (const row of read.value.listed) rows.set(row.ProspectActivityId, row)
    unreadable.push(...read.value.rows.quarantined)
    walk = afterPage(walk, read.value.window, read.value.facts)
    if (walk !== null && isInCircle(walk)) break
  }
  if (walk === null) return { ok: true, value: { rows: [...rows.values()], unreadable } }
  const issues = ['Paging.PageIndex: expected the rows since the note was sent to come to an end']
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: false } }
}
