import { useState } from 'react'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { allowedActions } from '../../note-actions.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { useToasts } from '../../stores/toasts.ts'
import { text } from '../../text.ts'
import { actionFailureWords, type StoreFailure } from '../../text-failure.ts'
import { notesText } from '../../text-notes.ts'
import { Icon, type IconName } from '../icons.tsx'
import { DiscardNote } from './DiscardNote.tsx'

interface Props {
  readonly note: OutboxNote
  /** Where it stands, for the names that tests find it by. */
  readonly place: 'timeline' | 'outbox'
  readonly onEdit: () => void
}

export function NoteActions({ note, place, onEdit }: Props) {
  const [isDiscarding, setDiscarding] = useState(false)
  const allowed = allowedActions(note)
  const { noteId, conversationId, trouble } = note
  const isForAFile = trouble?.kind === 'attachment_missing' || trouble?.kind === 'attachment_refused'
  const waitsForAFile = note.state === 'queued' && trouble?.kind === 'attachment_failed' && allowed.edit
  const troubled =
    (note.state === 'rejected' && isForAFile) || waitsForAFile
      ? note.attachments.find(({ fileName }) => fileName === trouble.fileName)
      : undefined
  const name = (action: string) => (place === 'outbox' ? `outbox-${action}` : `note-${action}`)
  return (
    <div className="note-actions">
      {allowed.answer && (
        <>
          <Action
            icon="check"
            label={text.note.isThere}
            testId={name('is-there')}
            onPress={() => answer(noteId, 'is_there')}
          />
          <Action
            icon="outbox"
            label={text.note.sendAgain}
            testId={name('send-again')}
            onPress={() => answer(noteId, 'send_again')}
          />
        </>
      )}
      {allowed.undo && conversationId !== null && (
        <Action
          icon="undo"
          label={text.composer.undo}
          testId={place === 'timeline' ? 'undo' : name('undo')}
          onPress={() => takeBack(conversationId, noteId)}
        />
      )}
      {allowed.retry && (
        <Action
          icon="refresh"
          label={text.note.retry}
          testId={name('retry')}
          onPress={() => tell(call('outbox.retry', { noteId }))}
        />
      )}
      {troubled !== undefined && (
        <Action
          icon="outbox"
          label={notesText.files.sendWithout}
          testId={name('without-file')}
          onPress={() => tell(call('outbox.sendWithoutFile', { noteId, position: troubled.position }))}
        />
      )}
      {allowed.edit && (
        <Action icon="pencil" label={text.note.edit} testId={name('edit')} onPress={onEdit} opensEditor />
      )}
      {place === 'outbox' && (
        <Action icon="copy" label={text.common.copy} testId={name('copy')} onPress={() => copy(note.text)} />
      )}
      {allowed.discard && (
        <Action
          icon="trash"
          label={note.kind === 'edit' ? notesText.edit.drop : text.note.discard}
          testId={name('discard')}
          onPress={() => setDiscarding(true)}
        />
      )}
      {isDiscarding && <DiscardNote note={note} onClose={() => setDiscarding(false)} />}
    </div>
  )
}

interface ActionProps {
  readonly icon: IconName
  readonly label: string
  readonly testId: string
  readonly onPress: () => unknown
  readonly opensEditor?: boolean
}

function Action({ icon, label, testId, onPress, opensEditor = false }: ActionProps) {
  return (
    <button
      type="button"
      className="button button-small button-quiet"
      data-testid={testId}
      data-opens-editor={opensEditor || undefined}
      onClick={() => void onPress()}
    >
      <Icon name={icon} />
      {label}
    </button>
  )
}

type Answered = Promise<{ readonly ok: true } | { readonly ok: false; readonly error: StoreFailure }>

async function tell(answered: Answered): Promise<void> {
  const result = await answered
  if (!result.ok) useToasts.getState().say(actionFailureWords(result.error), 'danger')
}

function answer(noteId: string, words: 'is_there' | 'send_again'): Promise<void> {
  return tell(call('outbox.resolve', { noteId, answer: words }))
}

async function takeBack(conversationId: number, noteId: string): Promise<void> {
  const result = await useDrafts.getState().undo(conversationId, noteId)
  useToasts
    .getState()
    .say(result.ok ? text.composer.undone : actionFailureWords(result.error), result.ok ? 'plain' : 'danger')
}

async function copy(words: string): Promise<void> {
  await call('app.copy', { text: words })
  useToasts.getState().say(text.common.copied)
}
