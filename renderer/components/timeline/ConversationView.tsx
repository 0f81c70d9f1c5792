import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Conversation } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { schedule } from '../../clock.ts'
import { useShortcut } from '../../shortcut-keys.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { actionFailureWords } from '../../text-failure.ts'
import { Composer } from '../composer/Composer.tsx'
import type { AnsweredPages } from './answered-pages.ts'
import { ConversationHeader } from './ConversationHeader.tsx'
import { LeadPanel } from './LeadPanel.tsx'
import type { Surroundings } from './surroundings.ts'
import { Timeline } from './Timeline.tsx'

interface Props {
  readonly conversation: Conversation
  readonly pages: AnsweredPages
  readonly around: Surroundings
}

/** Long enough that walking past a conversation does not read it. */
const readAfterMs = 700

export function ConversationView({ conversation, pages, around }: Props) {
  const { isUnread, id } = conversation
  const isKeptUnread = useRef(false)
  useEffect(() => {
    if (!isUnread || isKeptUnread.current) return
    return schedule(readAfterMs, () => void setRead(id, true))
  }, [isUnread, id])
  function toggleRead() {
    isKeptUnread.current = !isUnread
    void setRead(id, isUnread)
  }
  const toggleStar = () => void setStarred(id, !conversation.isStarred)
  useShortcut('star', toggleStar)
  useShortcut('unread', toggleRead)

  const isRoomy = useIsRoomy()
  const wanted = useWorkspace((state) => state.isLeadPanelWanted)
  const isPanelShown = wanted ?? isRoomy
  return (
    <div className={isPanelShown ? 'conversation-view has-panel' : 'conversation-view'} data-conversation-id={id}>
      <ConversationHeader
        conversation={conversation}
        isPanelShown={isPanelShown}
        onStar={toggleStar}
        onRead={toggleRead}
        onPanel={() => useWorkspace.getState().wantLeadPanel(!isPanelShown)}
      />
      <div className="conversation-body">
        <Timeline conversation={conversation} pages={pages} types={around.types} />
        <Composer conversation={conversation} around={around} />
      </div>
      {isPanelShown && <LeadPanel conversation={conversation} around={around} />}
    </div>
  )
}

async function setRead(conversationId: number, isRead: boolean) {
  const answer = await call('conversation.setRead', { conversationId, isRead })
  if (!answer.ok && answer.error.kind !== 'gone') useToasts.getState().say(actionFailureWords(answer.error), 'danger')
}

async function setStarred(conversationId: number, isStarred: boolean) {
  const answer = await call('conversation.setStarred', { conversationId, isStarred })
  if (!answer.ok) useToasts.getState().say(actionFailureWords(answer.error), 'danger')
}

const roomy = window.matchMedia('(min-width: 1340px)')
const watchRoom = (watcher: () => void) => {
  roomy.addEventListener('change', watcher)
  return () => roomy.removeEventListener('change', watcher)
}

/** There is room for the contact's details beside the timeline. */
function useIsRoomy(): boolean {
  return useSyncExternalStore(watchRoom, () => roomy.matches)
}
