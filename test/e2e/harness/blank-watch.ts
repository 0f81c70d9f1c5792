import type { Page } from 'playwright-core'

export interface BlankReport {
  readonly frames: number
  readonly blankFrames: number
  /** The longest run of blank frames in a row. One may pass before a virtual list has drawn what came into view. */
  readonly longestBlank: number
  /** What was wrong in the first blank frame. */
  readonly example: string | null
}

interface RunningWatch {
  frames: number
  blankFrames: number
  streak: number
  longestBlank: number
  example: string | null
  isOver: boolean
}

declare global {
  interface Window {
    blankWatch?: RunningWatch
  }
}

/**
 * Looks at a list in every animation frame: a row in view without text, a part of the list in view that no row covers, or
 * a list without rows is a blank. `list` and `row` are CSS selectors.
 */
export async function watchForBlanks(page: Page, list: string, row: string): Promise<void> {
  await page.evaluate(
    ([listSelector, rowSelector]) => {
      const watch: RunningWatch = {
        frames: 0,
        blankFrames: 0,
        streak: 0,
        longestBlank: 0,
        example: null,
        isOver: false,
      }
      window.blankWatch = watch
      const slackPx = 24

      function scrollerOf(element: Element): Element {
        let scroller: Element | null = element
        while (scroller !== null && !/auto|scroll/.test(getComputedStyle(scroller).overflowY)) {
          scroller = scroller.parentElement
        }
        return scroller ?? element
      }

      function blankIn(): string | null {
        const box = document.querySelector(listSelector)
        if (box === null) return 'the list is gone'
        const rows = [...box.querySelectorAll(rowSelector)]
        if (rows.length === 0) return 'the list has no rows'
        const scroller = scrollerOf(box).getBoundingClientRect()
        const whole = box.getBoundingClientRect()
        // What stands above or below the list in the same scroller is not the list's.
        const view = { top: Math.max(scroller.top, whole.top), bottom: Math.min(scroller.bottom, whole.bottom) }
        const inView = rows
          .map((one) => ({ text: one.textContent.trim(), area: one.getBoundingClientRect() }))
          .filter(({ area }) => area.bottom > view.top && area.top < view.bottom)
          .sort((one, other) => one.area.top - other.area.top)
        const empty = inView.findIndex(({ text }) => text === '')
        if (empty >= 0) return `row ${empty} in view has no text`
        let coveredTo = view.top
        for (const { area } of inView) {
          if (area.top > coveredTo + slackPx) return `nothing between ${coveredTo} and ${area.top}`
          coveredTo = Math.max(coveredTo, area.bottom)
        }
        if (coveredTo < view.bottom - slackPx) return `nothing between ${coveredTo} and ${view.bottom}`
        return null
      }

      function frame(): void {
        if (watch.isOver) return
        watch.frames += 1
        const blank = blankIn()
        watch.streak = blank === null ? 0 : watch.streak + 1
        if (blank !== null) {
          watch.blankFrames += 1
          watch.example ??= `frame ${watch.frames}: ${blank}`
        }
        watch.longestBlank = Math.max(watch.longestBlank, watch.streak)
        requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)
    },
    [list, row] as const,
  )
}

export async function endBlankWatch(page: Page): Promise<BlankReport> {
  return page.evaluate(() => {
    const watch = window.blankWatch
    if (watch === undefined) throw new Error('No watch is running.')
    watch.isOver = true
    const { frames, blankFrames, longestBlank, example } = watch
    return { frames, blankFrames, longestBlank, example }
  })
}
