import type { ReactNode, Ref } from 'react'
import { oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import { clockTime } from '../../text-time.ts'
import { Icon } from '../icons.tsx'
import { LongText } from './LongText.tsx'
import { NoteHtml } from './NoteHtml.tsx'
import { type Expansion, Stamp } from './Stamp.tsx'

interface Props {
  readonly noteText: string
  readonly isHtml: boolean
  /** What kind of note it is, where there are several. */
  readonly kind?: string | null
  readonly author: string | null
  readonly isOwn: boolean
  readonly atMs: number
  readonly tone: 'delivered' | 'pending' | 'troubled'
  /** Null while the CRM has not confirmed it: there is nothing to show yet. */
  readonly expansion: Expansion | null
  /** In place of the text, while it is edited. */
  readonly editor?: ReactNode
  readonly children?: ReactNode
  readonly around?: Ref<HTMLDivElement>
}

export function NoteCard(props: Props) {
  const { noteText, isHtml, kind, author, isOwn, atMs, tone, expansion, editor, children, around } = props
  return (
    <div ref={around} className={`note note-${tone}`}>
      <div className="note-head">
        <Icon name="note" />
        <span className="note-author truncate" dir="auto">
          {kind != null && <span className="note-kind">{oneLine(kind)} · </span>}
          {isOwn ? text.note.you : author === null ? text.note.kind : oneLine(author)}
        </span>
        {expansion === null ? <span className="stamp">{clockTime(atMs)}</span> : <Stamp atMs={atMs} {...expansion} />}
      </div>
      {editor ?? <NoteWords words={noteText} isHtml={isHtml} />}
      {children}
    </div>
  )
}

/** The text of a note, with its formatting where it has some. */
export function NoteWords({ words, isHtml }: { readonly words: string; readonly isHtml: boolean }) {
  return isHtml ? <NoteHtml html={words} className="note-words" /> : <LongText words={words} className="note-words" />
}
