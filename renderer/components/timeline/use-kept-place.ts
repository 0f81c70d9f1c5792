import { type RefObject, useEffect } from 'react'

interface Place {
  readonly entry: Element
  /** How far its top is below the scroller's, px. */
  readonly offset: number
}

/** Closer to the end than this counts as being there, where the scroller stays by itself. */
const atEndPx = 2

/**
 * Keeps what is being read where it is while anything above or below it changes its height. The browser's own anchoring
 * does not work in a scroller that runs from the bottom up.
 */
export function useKeptPlace(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const frame = scroller.current
    const list = content.current
    if (frame === null || list === null) return
    let place: Place | null = null
    const remember = () => {
      place = frame.scrollTop > -atEndPx ? null : placeOf(frame, list)
    }
    const restore = () => {
      if (place?.entry.isConnected === true) frame.scrollTop += offsetOf(place.entry, frame) - place.offset
      remember()
    }
    frame.addEventListener('scroll', remember, { passive: true })
    const observer = new ResizeObserver(restore)
    observer.observe(list)
    return () => {
      frame.removeEventListener('scroll', remember)
      observer.disconnect()
    }
  }, [scroller, content])
}

/** The first entry in sight. Entries are in order, so that halving finds it. */
function placeOf(frame: Element, list: Element): Place | null {
  const entries = list.children
  let low = 0
  let high = entries.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    if (entry !== undefined && offsetOf(entry, frame) + entry.clientHeight > 0) high = middle
    else low = middle + 1
  }
  const entry = entries[low]
  return entry === undefined ? null : { entry, offset: offsetOf(entry, frame) }
}

function offsetOf(entry: Element, frame: Element): number {
  return entry.getBoundingClientRect().top - frame.getBoundingClientRect().top
}
