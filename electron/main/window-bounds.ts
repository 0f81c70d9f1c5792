import type { BrowserWindow, Rectangle } from 'electron'
import type { WindowState } from '../../db/settings.ts'
import type { Clock } from '../sync/clock.ts'

export const minimumSize = { width: 720, height: 480 } as const
const firstSize = { width: 1280, height: 820 } as const
/** Dragging a window fires many events; the place it comes to rest at is the one to keep. */
const settleMs = 500
/** As much of the title bar must be on some screen, in pixels, or the window could not be dragged back. */
const reachable = 80

export interface StartBounds {
  readonly bounds: Partial<Rectangle> & { width: number; height: number }
  readonly isMaximized: boolean
}

/** Where the window opens: where it was, unless no screen shows that place any more. */
export function startBounds(kept: WindowState | null, workAreas: readonly Rectangle[]): StartBounds {
  if (kept === null) return { bounds: { ...firstSize }, isMaximized: false }
  const width = Math.max(kept.width, minimumSize.width)
  const height = Math.max(kept.height, minimumSize.height)
  const canReach = workAreas.some(
    (area) =>
      kept.x + width - reachable > area.x &&
      kept.x + reachable < area.x + area.width &&
      kept.y >= area.y &&
      kept.y + reachable < area.y + area.height,
  )
  return {
    bounds: canReach ? { x: kept.x, y: kept.y, width, height } : { width, height },
    isMaximized: kept.isMaximized,
  }
}

type WatchedWindow = Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized' | 'isDestroyed'> & {
  on(event: 'resize' | 'move' | 'close', listener: () => void): unknown
}

/** Keeps where the window is, a moment after it comes to rest and when it closes. */
export function keepBounds(window: WatchedWindow, clock: Clock, save: (state: WindowState) => void): void {
  let cancel: (() => void) | null = null
  const write = () => {
    cancel?.()
    cancel = null
    if (!window.isDestroyed()) save({ ...window.getNormalBounds(), isMaximized: window.isMaximized() })
  }
  const later = () => {
    cancel?.()
    cancel = clock.schedule(settleMs, write)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('close', write)
}
