import { useEffect, useMemo, useRef, useState } from 'react'
import type { ActivityType, Conversation } from '../../../electron/ipc/shapes.ts'
import { useNow } from '../../clock.ts'
import { useStandstill } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { coverageWords } from '../../text-status.ts'
import { dayTitle } from '../../text-time.ts'
import { timelineItems } from '../../timeline-items.ts'
import { Icon } from '../icons.tsx'
import type { AnsweredPages } from './answered-pages.ts'
import { TimelineEntry } from './TimelineEntry.tsx'
import { useExpansion } from './use-expansion.ts'
import { useKeptPlace } from './use-kept-place.ts'
import { useSoughtActivity } from './use-sought-activity.ts'

interface Props {
  readonly conversation: Conversation
  readonly pages: AnsweredPages
  readonly types: readonly ActivityType[]
}

/** Farther up than this the user is reading, and new entries must not be missed. */
const farFromEndPx = 240

/**
 * A chat: the newest at the bottom. The scroller runs from the bottom up (column-reverse), so that it opens at the newest
 * entry and stays there while new ones come.
 */
export function Timeline({ conversation, pages, types }: Props) {
  const { list, showRange } = pages
  const kinds = useMemo(() => new Set(types.map(({ name }) => name)), [types])
  const items = useMemo(() => timelineItems(list.rows), [list])
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const beginning = useRef<HTMLDivElement>(null)
  const rowAmount = list.rows.length
  const hasOlder = list.next !== null
  const { expandedId, toggle } = useExpansion(scroller)
  const nowMs = useNow()

  // What has been loaded is what is watched: it is all in the page.
  useEffect(() => showRange(0, 0), [showRange])
  useEffect(() => {
    const sign = beginning.current
    if (sign === null || !hasOlder) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) showRange(0, rowAmount - 1)
      },
      { root: scroller.current, rootMargin: '900px 0px 0px 0px' },
    )
    observer.observe(sign)
    return () => observer.disconnect()
  }, [showRange, rowAmount, hasOlder])
  useKeptPlace(scroller, content)
  useSoughtActivity(scroller, list, () => showRange(0, rowAmount - 1))

  return (
    <div className="timeline-frame">
      <div
        ref={scroller}
        className="timeline scroller"
        role="log"
        aria-label={text.conversation.timelineLabel}
        data-testid="timeline"
      >
        <div ref={content} className="timeline-content">
          <div ref={beginning}>
            <Beginning conversation={conversation} pages={pages} />
          </div>
          {items.map((item) =>
            item.kind === 'day' ? (
              <h2 key={item.key} className="timeline-day">
                <span>{dayTitle(item.atMs, nowMs)}</span>
              </h2>
            ) : (
              <TimelineEntry
                key={item.key}
                row={item.row}
                accountId={conversation.accountId}
                kinds={kinds}
                startsRun={item.startsRun}
                endsRun={item.endsRun}
                isExpanded={item.row.kind === 'activity' && item.row.id === expandedId}
                onToggle={toggle}
              />
            ),
          )}
        </div>
      </div>
      <JumpToLatest scroller={scroller} />
    </div>
  )
}

/** What stands above the oldest entry is a claim: that there is more, that it is on its way, or that this is all. */
function Beginning({ conversation, pages: { list } }: Omit<Props, 'types'>) {
  const nowMs = useNow()
  const standstill = useStandstill(conversation.accountId)
  if (list.next !== null) return <p className="timeline-edge">{text.conversation.loadingOlder}</p>
  const words = coverageWords(list.coverage, 'messages', nowMs, standstill)
  if (words !== null) {
    return (
      <p className="timeline-edge" data-testid="coverage">
        <Icon name="clock" />
        {words}
      </p>
    )
  }
  const isEmpty = list.rows.length === 0
  return <p className="timeline-edge">{isEmpty ? text.conversation.empty : text.conversation.start}</p>
}

function JumpToLatest({ scroller }: { readonly scroller: { readonly current: HTMLDivElement | null } }) {
  const [isFar, setFar] = useState(false)
  const openedId = useWorkspace((state) => state.openedId)
  useEffect(() => {
    const element = scroller.current
    if (element === null || openedId === null) return
    const onScroll = () => setFar(element.scrollTop < -farFromEndPx)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [scroller, openedId])
  if (!isFar) return null
  return (
    <button
      type="button"
      className="button button-small timeline-jump"
      onClick={() => scroller.current?.scrollTo({ top: 0 })}
    >
      <Icon name="arrowDown" />
      {text.conversation.jumpToLatest}
    </button>
  )
}
