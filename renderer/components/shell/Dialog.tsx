import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'

interface Props {
  readonly title: string
  /** Null: the dialog brings its own head. */
  readonly heading?: 'shown' | 'hidden'
  readonly className?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A modal dialog of the platform: it holds the focus, closes on Escape or a click beside it, and gives the focus back. */
export function Dialog({ title, heading = 'shown', className = '', onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = element.current
    const before = document.activeElement
    dialog?.showModal()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  useLayoutEffect(() => {
    const dialog = element.current
    const onPointerDown = (event: PointerEvent) => {
      if (event.target === dialog) onClose()
    }
    dialog?.addEventListener('pointerdown', onPointerDown)
    return () => dialog?.removeEventListener('pointerdown', onPointerDown)
  }, [onClose])
  return (
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="dialog-content">
        {heading === 'shown' && (
          <header className="dialog-head">
            <h2>{title}</h2>
            <button type="button" className="icon-button" aria-label={text.common.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  )
}
