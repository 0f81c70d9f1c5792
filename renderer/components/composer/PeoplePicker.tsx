import { useEffect, useRef, useState } from 'react'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import type { OtherTarget } from '../../stores/drafts-state.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { Dialog } from '../shell/Dialog.tsx'

interface Props {
  readonly accountId: number
  /** Conversations that are not offered. */
  readonly except: readonly number[]
  readonly picked: readonly OtherTarget[]
  readonly onChange: (picked: readonly OtherTarget[]) => void
  readonly onClose: () => void
}

const offered = 50
const words = notesText.targets

/** Chooses further people of an account. Those chosen stay on top, whatever is searched for. */
export function PeoplePicker({ accountId, except, picked, onChange, onClose }: Props) {
  const [query, setQuery] = useState('')
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => search.current?.focus(), [])
  const { found, hasFailed } = usePeople(accountId, query.trim())
  const isPicked = ({ conversationId }: OtherTarget) => picked.some((one) => one.conversationId === conversationId)
  const rows = [...picked, ...found.filter((one) => !isPicked(one) && !except.includes(one.conversationId))]

  function toggle(one: OtherTarget) {
    onChange(
      isPicked(one) ? picked.filter(({ conversationId }) => conversationId !== one.conversationId) : [...picked, one],
    )
  }

  return (
    <Dialog title={words.pickTitle} onClose={onClose}>
      <div className="dialog-body picker">
        <input
          ref={search}
          className="input"
          type="search"
          aria-label={words.pickSearch}
          placeholder={words.pickSearch}
          autoComplete="off"
          data-testid="picker-search"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <ul className="picker-list scroller">
          {rows.map((one) => {
            const name = oneLine(one.displayName) || text.common.unknownName
            return (
              <li key={one.conversationId}>
                <label className="picker-row" data-testid="picker-row">
                  <input type="checkbox" checked={isPicked(one)} onChange={() => toggle(one)} />
                  <Avatar name={name} />
                  <span className="truncate" dir="auto">
                    {name}
                  </span>
                </label>
              </li>
            )
          })}
          {hasFailed && <li className="picker-none">{text.common.readFailed}</li>}
          {rows.length === 0 && !hasFailed && <li className="picker-none">{words.pickNone}</li>}
        </ul>
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button button-primary" data-testid="picker-done" onClick={onClose}>
          {words.pickDone(picked.length)}
        </button>
      </footer>
    </Dialog>
  )
}

interface People {
  readonly found: readonly OtherTarget[]
  readonly hasFailed: boolean
}

/** The newest conversations of the account, or those whose person matches. */
function usePeople(accountId: number, query: string): People {
  const isAsked = query !== ''
  const page = { accountId, cursor: null, limit: offered }
  const newest = useLiveQuery('inbox.page', isAsked ? undefined : { ...page, filter: 'active' })
  const hits = useLiveQuery('search.query', isAsked ? { ...page, text: query } : undefined)
  if (!isAsked) {
    const rows = newest.data?.rows ?? []
    const found = rows.map(({ id, displayName }) => ({ conversationId: id, displayName }))
    return { found, hasFailed: newest.hasFailed }
  }
  const people = new Map<number, OtherTarget>()
  for (const { kind, conversationId, title } of hits.data?.rows ?? []) {
    if ((kind !== 'conversation' && kind !== 'lead') || conversationId === null || people.has(conversationId)) continue
    people.set(conversationId, { conversationId, displayName: title.map((piece) => piece.text).join('') })
  }
  return { found: [...people.values()], hasFailed: hits.hasFailed }
}
