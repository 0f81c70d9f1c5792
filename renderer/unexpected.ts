import { useConnection } from './stores/connection.ts'
import { text } from './text.ts'

/** A call that failed where nobody awaits it is a fault of ours; whoever pressed the button is told that it may not have been done. */
export function tellUnexpected(page: Pick<EventTarget, 'addEventListener'>, say: (words: string) => void): void {
  page.addEventListener('unhandledrejection', () => {
    // Without a connection every call fails, and the page says so already.
    if (!useConnection.getState().isLost) say(text.common.unexpected)
  })
}
