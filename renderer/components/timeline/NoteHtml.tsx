import { type MouseEvent, useLayoutEffect, useRef, useState } from 'react'
import { call } from '../../bridge.ts'
import { safeNote } from '../../note-html.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'

interface Props {
  readonly html: string
  readonly className?: string
  /** Shown whole, however long. */
  readonly isOpen?: boolean
}

/** A note with formatting, as far as it is safe. A long one is folded; its links open in the system's browser. */
export function NoteHtml({ html, className = '', isOpen = false }: Props) {
  const body = useRef<HTMLDivElement>(null)
  const [isWhole, setWhole] = useState(isOpen)
  const [isLong, setLong] = useState(false)
  const [isCut, setCut] = useState(false)
  useLayoutEffect(() => {
    const element = body.current
    if (element === null) return
    const safe = safeNote(html, notesText.html.picture)
    element.replaceChildren(safe.content)
    setCut(!safe.isWhole)
    // Measured while folded; unfolded it stays long, so that it can be folded again.
    if (!isOpen) setLong((wasLong) => wasLong || element.scrollHeight > element.clientHeight + 1)
  }, [html, isOpen])

  return (
    <>
      <div
        ref={body}
        className={`note-html ${className} ${isWhole ? '' : 'is-folded'} ${isLong ? 'is-long' : ''}`}
        dir="auto"
        data-testid="note-html"
        onClickCapture={openLink}
        onAuxClickCapture={openLink}
      />
      {isCut && isWhole && <p className="note-cut">{notesText.html.cut}</p>}
      {isLong && !isOpen && (
        <button type="button" className="link-button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? text.event.showLess : text.event.showAll}
        </button>
      )}
    </>
  )
}

/** A link of a note never moves the page: the system is asked to open it, and refuses what it does not trust. */
function openLink(event: MouseEvent) {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null) return
  event.preventDefault()
  const url = link.getAttribute('href')
  if (url !== null) void openExternally(url)
}

async function openExternally(url: string): Promise<void> {
  const answer = await call('app.openExternal', { url })
  if (!answer.ok) useToasts.getState().say(notesText.html.linkRefused, 'danger')
}
