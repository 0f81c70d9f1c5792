import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { maxNoteCharacters } from '../../../electron/ipc/limits.ts'
import type { Conversation } from '../../../electron/ipc/shapes.ts'
import { nowMs } from '../../clock.ts'
import { useShortcut } from '../../shortcut-keys.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { useAccountStatus } from '../../stores/sync.ts'
import { text } from '../../text.ts'
import { storeFailureWords } from '../../text-failure.ts'
import { ErrorMessage } from '../shell/ErrorMessage.tsx'
import { NoteField } from './NoteField.tsx'

interface Saved {
  readonly noteId: string
  readonly heldUntilMs: number
}

const isMac = navigator.userAgent.includes('Mac')

/** Where notes are written. What is typed is a draft on disk a moment later; saving makes it a note in one commit. */
export function Composer({ conversation }: { readonly conversation: Conversation }) {
  const { id } = conversation
  const draft = useDrafts(({ byConversation }) => byConversation[id])
  const { adopt, type, flush, saveNote, undo } = useDrafts.getState()
  const [saved, setSaved] = useState<Saved | null>(null)
  const [isSaving, setSaving] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const value = draft?.text ?? conversation.draft

  const keptDraft = useRef(conversation.draft)
  useEffect(() => {
    adopt(id, keptDraft.current)
    return () => void flush(id)
  }, [adopt, flush, id])
  useShortcut('compose', () => field.current?.focus())

  async function save() {
    if (isSaving) return
    setSaving(true)
    try {
      const answer = await saveNote(id)
      setSaved(answer.ok ? answer : null)
      field.current?.focus()
    } finally {
      setSaving(false)
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const hasCommand = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && hasCommand && !event.nativeEvent.isComposing) {
      event.preventDefault()
      void save()
    } else if (event.key === 'Escape') {
      field.current?.blur()
    } else if (event.key === 'z' && hasCommand && value === '' && saved !== null && saved.heldUntilMs > nowMs()) {
      event.preventDefault()
      setSaved(null)
      void undo(id, saved.noteId)
    }
  }

  const isTooLong = value.length > maxNoteCharacters
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {isTooLong && <ErrorMessage words={text.composer.tooLong(value.length, maxNoteCharacters)} />}
      {!isTooLong && draft?.failure != null && <ErrorMessage words={storeFailureWords(draft.failure)} />}
      <div className="composer-box">
        <NoteField
          ref={field}
          className="composer-field"
          label={text.composer.label}
          placeholder={text.composer.placeholder}
          testId="composer"
          value={value}
          onChange={(typed) => {
            setSaved(null)
            type(id, typed)
          }}
          onBlur={() => void flush(id)}
          onKeyDown={onKeyDown}
        />
        <div className="composer-foot">
          <ComposerHint accountId={conversation.accountId} isSaved={saved !== null} length={value.length} />
          <kbd>{text.composer.saveHint(isMac)}</kbd>
          <button
            type="submit"
            className="button button-primary button-small"
            disabled={isSaving || value.trim() === ''}
            data-testid="composer-save"
          >
            {text.composer.save}
          </button>
        </div>
      </div>
    </form>
  )
}

interface HintProps {
  readonly accountId: number
  readonly isSaved: boolean
  readonly length: number
}

function ComposerHint({ accountId, isSaved, length }: HintProps) {
  const connectivity = useAccountStatus(accountId)?.connectivity
  return (
    <p className="composer-hint" role="status" data-testid="composer-hint">
      {hintWords(connectivity, isSaved, length)}
    </p>
  )
}

function hintWords(connectivity: string | undefined, isSaved: boolean, length: number): string {
  if (length > maxNoteCharacters * 0.9 && length <= maxNoteCharacters) {
    return text.composer.nearLimit(length, maxNoteCharacters)
  }
  if (connectivity === 'signed_out' && isSaved) return text.composer.signedOut
  if (connectivity === 'offline') return isSaved ? text.composer.offline : text.composer.offlineHint
  return isSaved ? text.composer.saved : ''
}
