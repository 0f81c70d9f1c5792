import type { Highlighted, SearchHit } from '../../../electron/ipc/shapes.ts'
import { displayText, oneLine } from '../../display-text.ts'
import { text } from '../../text.ts'
import { Icon } from '../icons.tsx'
import { Moment } from '../shell/Moment.tsx'

const icons = { conversation: 'inbox', lead: 'person', activity: 'message', note: 'note' } as const

interface Props {
  readonly hit: SearchHit
  readonly id: string
  readonly isActive: boolean
  /** Null where there is one account. */
  readonly accountLabel: string | null
  readonly onOpen: () => void
}

export function Hit({ hit, id, isActive, accountLabel, onOpen }: Props) {
  const canOpen = hit.conversationId !== null
  return (
    <button
      type="button"
      role="option"
      id={id}
      aria-selected={isActive}
      aria-disabled={!canOpen}
      tabIndex={-1}
      className={isActive ? 'hit is-active' : 'hit'}
      data-testid="search-hit"
      data-kind={hit.kind}
      data-conversation-id={hit.conversationId ?? undefined}
      onClick={onOpen}
    >
      <span className="hit-icon">
        <Icon name={icons[hit.kind]} />
      </span>
      <span className="hit-main">
        <span className="hit-title truncate" dir="auto">
          <Pieces pieces={hit.title} />
        </span>
        {hit.body.length > 0 && (
          <span className="hit-body" dir="auto">
            <Pieces pieces={hit.body} />
          </span>
        )}
      </span>
      <span className="hit-side">
        {hit.atMs !== null && <Moment atMs={hit.atMs} />}
        <span className="hit-kind">{canOpen ? text.search.kinds[hit.kind] : text.search.noConversation}</span>
        {accountLabel !== null && <span className="hit-kind truncate">{oneLine(accountLabel)}</span>}
      </span>
    </button>
  )
}

/** Positions are the pieces' only identity: a list of them is never reordered, only replaced. */
function Pieces({ pieces }: { readonly pieces: Highlighted }) {
  let offset = 0
  return pieces.map(({ text: words, isMatch }) => {
    const key = offset
    offset += words.length + 1
    const shown = displayText(words)
    return isMatch ? <mark key={key}>{shown}</mark> : <span key={key}>{shown}</span>
  })
}
