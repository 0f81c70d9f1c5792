import type { RefObject } from 'react'
import { notesText } from '../../text-notes.ts'
import { Icon, type IconName } from '../icons.tsx'
import { NoteHtml } from '../timeline/NoteHtml.tsx'

interface Props {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly value: string
  readonly onChange: (value: string) => void
}

const words = notesText.form

interface Tool {
  readonly icon: IconName
  readonly label: string
  readonly before: string
  readonly after: string
}

const tools: readonly Tool[] = [
  { icon: 'bold', label: words.bold, before: '<strong>', after: '</strong>' },
  { icon: 'italic', label: words.italic, before: '<em>', after: '</em>' },
  { icon: 'list', label: words.list, before: '<ul>\n  <li>', after: '</li>\n</ul>' },
  { icon: 'link', label: words.link, before: '<a href="https://">', after: '</a>' },
]

/** Puts tags around what is selected, and shows what the note will look like. */
export function HtmlTools({ field, value, onChange }: Props) {
  function wrap({ before, after }: Tool) {
    const element = field.current
    if (element === null) return
    const { selectionStart, selectionEnd } = element
    const inside = value.slice(selectionStart, selectionEnd)
    onChange(value.slice(0, selectionStart) + before + inside + after + value.slice(selectionEnd))
    element.focus()
    const start = selectionStart + before.length
    // The field has the new text only after the next draw.
    requestAnimationFrame(() => element.setSelectionRange(start, start + inside.length))
  }
  return (
    <div className="html-tools">
      {tools.map((tool) => (
        <button
          key={tool.icon}
          type="button"
          className="icon-button icon-button-small"
          aria-label={tool.label}
          title={tool.label}
          onClick={() => wrap(tool)}
        >
          <Icon name={tool.icon} />
        </button>
      ))}
    </div>
  )
}

export function HtmlPreview({ value }: { readonly value: string }) {
  return (
    <section className="html-preview scroller" aria-label={words.preview} data-testid="html-preview">
      <h3>{words.preview}</h3>
      {value.trim() === '' ? <p className="form-hint">{words.previewEmpty}</p> : <NoteHtml html={value} isOpen />}
    </section>
  )
}
