import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react'

interface FocusedRow {
  readonly row: Element
  /** Its place among its siblings when it got the focus. */
  readonly place: number
}

/**
 * Keeps the focus in a list whose rows go by themselves: where a row goes with the focus in it, the one that took its place gets it, or else
 * the whole of `container`. The attributes returned are the container's.
 */
export function useRowFocus(container: RefObject<HTMLElement | null>, rows: string) {
  const focused = useRef<FocusedRow | null>(null)
  useLayoutEffect(() => {
    const { current } = focused
    if (current === null || current.row.isConnected) return
    focused.current = null
    if (document.activeElement !== document.body) return
    const left = [...(container.current?.querySelectorAll(rows) ?? [])]
    const next = left[Math.min(current.place, left.length - 1)]?.querySelector('button')
    const target = next ?? container.current
    target?.focus()
  })
  return {
    tabIndex: -1,
    onFocus: ({ target }: FocusEvent) => {
      const row = target.closest(rows)
      focused.current = row === null ? null : { row, place: [...(row.parentElement?.children ?? [])].indexOf(row) }
    },
    onBlur: ({ target, relatedTarget }: FocusEvent) => {
      // Not for a row that goes, but because the user turned elsewhere.
      if (relatedTarget === null && target.isConnected) focused.current = null
    },
  }
}
