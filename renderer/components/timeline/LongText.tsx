import { useState } from 'react'
import { displayText, shortened } from '../../display-text.ts'
import { text } from '../../text.ts'

/** A text of any length never holds up the page: beyond this the rest is shown on request. */
const shownCharacters = 1_400
const mostCharacters = 200_000

export function LongText({ words, className = '' }: { readonly words: string; readonly className?: string }) {
  const [isWhole, setWhole] = useState(false)
  const short = shortened(words, isWhole ? mostCharacters : shownCharacters)
  return (
    <>
      <p className={`long-text ${className}`} dir="auto">
        {displayText(short.text)}
        {short.isShortened && '…'}
      </p>
      {words.length > shownCharacters && (
        <button type="button" className="link-button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? text.event.showLess : text.event.showAll}
        </button>
      )}
    </>
  )
}
