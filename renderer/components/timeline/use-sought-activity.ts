import { type RefObject, useEffect, useRef } from 'react'
import type { TimelineRow } from '../../../electron/ipc/shapes.ts'
import type { PagedRows } from '../../paging.ts'
import { useWorkspace } from '../../stores/workspace.ts'

/** How far back a search hit is followed before the timeline is left where it is. */
const farthestRows = 3_000

/** Scrolls to the entry that a search led to, once, loading older pages until it is there. */
export function useSoughtActivity(
  scroller: RefObject<HTMLElement | null>,
  list: PagedRows<TimelineRow>,
  loadOlder: () => void,
): void {
  const sought = useWorkspace((state) => state.soughtActivityId)
  const found = useRef<number | null>(null)
  const load = useRef(loadOlder)
  useEffect(() => {
    load.current = loadOlder
  })
  useEffect(() => {
    if (sought === null) {
      found.current = null
      return
    }
    if (found.current === sought) return
    const isLoaded = list.rows.some((row) => row.kind === 'activity' && row.id === sought)
    if (!isLoaded) {
      if (list.next !== null && list.rows.length < farthestRows) load.current()
      return
    }
    const entry = scroller.current?.querySelector(`[data-activity-id="${sought}"]`)
    if (!(entry instanceof HTMLElement)) return
    found.current = sought
    entry.scrollIntoView({ block: 'center' })
    entry.classList.add('is-sought')
    entry.addEventListener('animationend', () => entry.classList.remove('is-sought'), { once: true })
  }, [sought, list, scroller])
}
