import { type RefObject, useCallback, useEffect, useState } from 'react'

/**
 * Which entry shows its details. A click anywhere on an entry is a shortcut for its own button, except where it selects
 * text or presses something else.
 */
export function useExpansion(scroller: RefObject<HTMLElement | null>) {
  const [expandedId, setExpandedId] = useState<number | null>(null)
  const toggle = useCallback(
    (activityId: number) => setExpandedId((current) => (current === activityId ? null : activityId)),
    [],
  )
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onClick = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || window.getSelection()?.isCollapsed === false) return
      if (target.closest('button, a, textarea, [data-detail]') !== null) return
      const entry = target.closest('[data-activity-id]')
      if (entry instanceof HTMLElement) toggle(Number(entry.dataset.activityId))
    }
    element.addEventListener('click', onClick)
    return () => element.removeEventListener('click', onClick)
  }, [scroller, toggle])
  return { expandedId, toggle }
}
