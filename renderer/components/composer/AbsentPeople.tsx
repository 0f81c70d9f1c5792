import { useEffect, useRef } from 'react'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { oneLine } from '../../display-text.ts'
import { useLiveQuery } from '../../live-query.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { storeFailureWords } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { Icon } from '../icons.tsx'

const nobody: readonly string[] = []
const words = notesText.targets

/** The names of those to whom the draft goes besides, but who are not here at the moment; the draft follows whom of them come and go. */
export function useAbsentPeople(conversationId: number): readonly string[] {
  const { data, isCurrent } = useLiveQuery('draft.absent', { conversationId })
  const names = isCurrent && data !== undefined ? data : nobody
  // The first answer counts as well: somebody may have come back between it and the reading of the draft.
  const told = isCurrent && data !== undefined ? JSON.stringify([conversationId, data]) : null
  const before = useRef<string | null>(null)
  useEffect(() => {
    if (told === null || before.current === told) return
    before.current = told
    void useDrafts.getState().readOthers(conversationId)
  }, [told, conversationId])
  return names
}

interface Props {
  readonly conversationId: number
  readonly names: readonly string[]
}

/** Says that the note waits for them, and lets the user send it to the others. */
export function AbsentPeople({ conversationId, names }: Props) {
  if (names.length === 0) return null
  return (
    <p className="absent-people" role="status" data-testid="absent-people">
      <Icon name="people" />
      <span>
        {words.absent(names.map((name) => oneLine(name) || text.common.unknownName))}{' '}
        <button
          type="button"
          className="link-button"
          data-testid="absent-leave-out"
          onClick={() => void leaveOut(conversationId)}
        >
          {words.leaveOutAbsent}
        </button>
      </span>
    </p>
  )
}

async function leaveOut(conversationId: number): Promise<void> {
  const answer = await answered(call('draft.leaveOutAbsent', { conversationId }))
  if (!answer.ok) useToasts.getState().say(storeFailureWords(answer.error), 'danger')
}
