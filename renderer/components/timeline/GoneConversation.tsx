import { useEffect, useState } from 'react'
import { answered } from '../../answered.ts'
import { call } from '../../bridge.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { EmptyState } from '../shell/EmptyState.tsx'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { LongText } from './LongText.tsx'

/** A conversation that the CRM does not have any more. What was being written in it is still shown. */
export function GoneConversation({ conversationId }: { readonly conversationId: number }) {
  const kept = useKeptDraft(conversationId)
  // What did not reach the journal yet is here all the same.
  const typed = useDrafts(({ byConversation }) => byConversation[conversationId]?.text) ?? ''
  const words = typed === '' ? kept.words : typed
  return (
    <EmptyState icon="message" title={text.conversation.gone} body={text.conversation.goneBody}>
      {words === '' && kept.hasFailed && <ErrorMessage words={text.common.readFailed} />}
      {words !== '' && <GoneDraft words={words} />}
    </EmptyState>
  )
}

interface KeptDraft {
  readonly words: string
  readonly hasFailed: boolean
}

function useKeptDraft(conversationId: number): KeptDraft {
  const [kept, setKept] = useState<KeptDraft>({ words: '', hasFailed: false })
  useEffect(() => {
    let isWatched = true
    void answered(call('draft.get', { conversationId })).then((read) => {
      if (isWatched) setKept('ok' in read ? { words: '', hasFailed: true } : { words: read.text, hasFailed: false })
    })
    return () => {
      isWatched = false
    }
  }, [conversationId])
  return kept
}

function GoneDraft({ words }: { readonly words: string }) {
  async function copy() {
    await call('app.copy', { text: words })
    useToasts.getState().say(text.common.copied)
  }
  return (
    <section className="gone-draft" aria-label={text.conversation.goneDraft} data-testid="gone-draft">
      <h3>{text.conversation.goneDraft}</h3>
      <div className="gone-draft-words scroller">
        <LongText words={words} />
      </div>
      <p>{text.conversation.goneDraftBody}</p>
      <button type="button" className="button" data-testid="gone-draft-copy" onClick={() => void copy()}>
        {text.common.copy}
      </button>
    </section>
  )
}
