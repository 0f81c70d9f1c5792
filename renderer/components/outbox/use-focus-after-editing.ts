import { type RefObject, useEffect, useRef } from 'react'

/** The button that opens an editor again, and the one that takes its place once the change is on its way. */
const buttonsInTurn = 2

/**
 * Gives the focus that an editor had to the button that opens it, once the editor is gone. Returns what to hang on the
 * element around them.
 */
export function useFocusAfterEditing<E extends HTMLElement>(isEditing: boolean): RefObject<E | null> {
  const around = useRef<E>(null)
  const owed = useRef(0)
  // After every drawing: the button may come with a later one than that in which the editor goes.
  useEffect(() => {
    if (isEditing) owed.current = buttonsInTurn
    if (isEditing || owed.current === 0) return
    const { activeElement } = document
    if (activeElement !== document.body) {
      // The user has gone elsewhere.
      if (around.current?.contains(activeElement) !== true) owed.current = 0
      return
    }
    const button = around.current?.querySelector('[data-opens-editor]')
    if (!(button instanceof HTMLElement)) return
    owed.current -= 1
    button.focus({ preventScroll: true })
  })
  return around
}
