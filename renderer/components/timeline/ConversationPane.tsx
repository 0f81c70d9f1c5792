import { useEffect, useMemo, useState } from 'react'
import type { Conversation, TimelineRow } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { schedule } from '../../clock.ts'
import { type PagesSource, useLivePages } from '../../live-pages.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { timelineKey } from '../../timeline-items.ts'
import { isTouchedBy } from '../../topics.ts'
import { EmptyState } from '../shell/EmptyState.tsx'
import { ErrorBoundary } from '../shell/ErrorBoundary.tsx'
import { type AnsweredPages, hasList } from './answered-pages.ts'
import { ConversationView } from './ConversationView.tsx'
import { GoneConversation } from './GoneConversation.tsx'
import { type Surroundings, useSurroundings } from './surroundings.ts'
import { TimelineSkeleton } from './TimelineSkeleton.tsx'

const pageRows = 60
const rowsAhead = 20
/** Queries answer in milliseconds; only one that does not is worth showing anything in its place. */
const patienceMs = 200

export function ConversationPane() {
  const openedId = useWorkspace((state) => state.openedId)
  const [attempt, setAttempt] = useState(0)
  return (
    <main className="conversation">
      {openedId === null ? (
        <EmptyState icon="message" title={text.conversation.noneTitle} body={text.conversation.noneBody} />
      ) : (
        // A new one asks all of it anew.
        <OpenedConversation key={attempt} conversationId={openedId} onRetry={() => setAttempt(attempt + 1)} />
      )}
    </main>
  )
}

function timelineSource(conversationId: number): PagesSource<TimelineRow> {
  return {
    question: String(conversationId),
    rowsAhead,
    read: (cursor) => call('timeline.page', { conversationId, cursor, limit: pageRows }),
    keyOf: timelineKey,
    isTouchedBy: (topic) => isTouchedBy('timeline.page', { conversationId }, topic),
  }
}

interface Shown {
  readonly conversation: Conversation
  readonly pages: AnsweredPages
  readonly around: Surroundings
}

interface OpenedProps {
  readonly conversationId: number
  readonly onRetry: () => void
}

/** Turns to another conversation in one step: the one before stays until the whole next one can be drawn. */
function OpenedConversation({ conversationId, onRetry }: OpenedProps) {
  const { data: conversation, isCurrent, hasFailed } = useLiveQuery('conversation.get', { conversationId })
  const around = useSurroundings(conversationId, conversation)
  const source = useMemo(() => timelineSource(conversationId), [conversationId])
  const pages = useLivePages(source)
  useEffect(() => {
    // Tells the engine that this conversation goes first.
    void call('conversation.open', { conversationId })
  }, [conversationId])

  // After a failure the answer may still be that to the question before.
  const isAnswered = isCurrent && !hasFailed
  const isReady = isAnswered && around.found !== null && pages.answered === source.question
  const [shown, setShown] = useState<Shown | null>(null)
  if (isReady && conversation != null && around.found !== null && hasList(pages)) {
    const isNew =
      shown?.conversation !== conversation || shown.pages.list !== pages.list || shown.around !== around.found
    if (isNew) setShown({ conversation, pages, around: around.found })
  }
  const isShown = shown?.conversation.id === conversationId
  const isUnreadable = hasFailed || around.hasFailed || (pages.hasFailed && pages.answered !== source.question)
  const isLate = useIsLate(!isReady && !(isUnreadable && isShown), conversationId)
  if (isAnswered && conversation === null)
    return <GoneConversation key={conversationId} conversationId={conversationId} />
  if (isUnreadable && !isShown) return <UnreadableConversation onRetry={onRetry} />
  if (isLate) return <TimelineSkeleton />
  if (shown === null) return null
  return (
    <ErrorBoundary key={shown.conversation.id}>
      <ConversationView conversation={shown.conversation} pages={shown.pages} around={shown.around} />
    </ErrorBoundary>
  )
}

function UnreadableConversation({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div role="alert" data-testid="conversation-failed">
      <EmptyState icon="alert" title={text.conversation.failed} body={text.conversation.failedBody}>
        <button type="button" className="button button-primary" data-testid="conversation-retry" onClick={onRetry}>
          {text.common.retry}
        </button>
      </EmptyState>
    </div>
  )
}

/** Whether what is asked has kept the user waiting for longer than a switch should take. */
function useIsLate(isWaiting: boolean, question: number): boolean {
  const [late, setLate] = useState<number | null>(null)
  useEffect(() => {
    if (!isWaiting) return
    return schedule(patienceMs, () => setLate(question))
  }, [isWaiting, question])
  return isWaiting && late === question
}
