import { create } from 'zustand'

/** What the browser host's side of the page raises on `window` once its connection has ended. The window of the app never does. */
export const disconnectedEvent = 'fieldpost-disconnected'

interface ConnectionState {
  /** Nothing that is done here reaches Fieldpost any more, and nothing that happens there is shown. */
  readonly isLost: boolean
}

export const useConnection = create<ConnectionState>()(() => ({ isLost: false }))

type Page = Pick<EventTarget, 'addEventListener'>

/** Once the connection has ended nothing more can be typed, as it could not be kept; what stands there can still be copied. */
export function watchConnection(page: Page): void {
  page.addEventListener(disconnectedEvent, () => useConnection.setState({ isLost: true }))
  const refuse = (event: Event) => {
    if (useConnection.getState().isLost) event.preventDefault()
  }
  page.addEventListener('beforeinput', refuse, { capture: true })
}
