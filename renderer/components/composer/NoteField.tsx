import type { ClipboardEvent, FocusEvent, KeyboardEvent, RefObject } from 'react'
import { maxNoteCharacters } from '../../../electron/ipc/limits.ts'
import { call } from '../../bridge.ts'
import { displayText, shortened } from '../../display-text.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'

interface Props {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly value: string
  readonly label: string
  readonly testId: string
  readonly className: string
  readonly placeholder?: string
  readonly onChange: (value: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onFocus?: () => void
  readonly onBlur?: (event: FocusEvent) => void
}

/** Beyond this a text field takes seconds a key to lay out, and at some megabytes the page dies of it. */
const editableCharacters = maxNoteCharacters * 2
const excerptCharacters = 2_000

/** A field for the text of a note. A text too large for a field is kept whole and shown by its beginning. */
export function NoteField(props: Props) {
  const { ref, value, label, testId, className, placeholder, onChange, onKeyDown, onFocus, onBlur } = props
  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData('text/plain')
    if (value.length + pasted.length <= editableCharacters) return
    event.preventDefault()
    const { selectionStart, selectionEnd } = event.currentTarget
    onChange(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd))
  }
  if (value.length > editableCharacters) {
    return <TooLarge ref={ref} value={value} label={label} testId={testId} className={className} onChange={onChange} />
  }
  return (
    <textarea
      ref={ref}
      className={`${className} scroller`}
      aria-label={label}
      placeholder={placeholder}
      dir="auto"
      rows={2}
      data-testid={testId}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      onPaste={onPaste}
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
    />
  )
}

type LargeProps = Pick<Props, 'ref' | 'value' | 'label' | 'testId' | 'className' | 'onChange'>

function TooLarge({ ref, value, label, testId, className, onChange }: LargeProps) {
  async function copy() {
    await call('app.copy', { text: value })
    useToasts.getState().say(text.common.copied)
  }
  return (
    <div className="too-large">
      <textarea
        ref={ref}
        className={`${className} scroller`}
        aria-label={label}
        readOnly
        rows={4}
        data-testid={testId}
        data-characters={value.length}
        value={`${displayText(shortened(value, excerptCharacters).text)}…`}
      />
      <div className="button-row">
        <button type="button" className="button button-small" onClick={() => void copy()}>
          {text.composer.copyAll}
        </button>
        <button
          type="button"
          className="button button-small"
          onClick={() => onChange(shortened(value, maxNoteCharacters).text)}
        >
          {text.composer.keepBeginning(maxNoteCharacters)}
        </button>
        <button type="button" className="button button-small" onClick={() => onChange('')}>
          {text.composer.removeText}
        </button>
      </div>
    </div>
  )
}
