import type { ConnectOptions, Connector } from '../connector.ts'
import { readAbilities } from './abilities.ts'
import { capabilities } from './capabilities.ts'
import { createNote, snapshotNotes } from './create-note.ts'
import { editNote } from './edit-note.ts'
import { readEventDetail } from './event-detail.ts'
import { findNote } from './find-note.ts'
import { identify } from './identify.ts'
import { emptyPage } from './pages.ts'
import { pull } from './pull.ts'
import { readThread } from './pull-inbox.ts'
import { pullTimeline } from './pull-notes.ts'
import { openSession } from './session.ts'
import { threadIdOf } from './threads.ts'
import { uploadAttachment } from './upload-attachment.ts'

/** A Saleshandy account. `baseUrl` as `checkBaseUrl` returns it; `secret` is an API key; memory `member` whose key it is. */
export function createSaleshandyConnector(options: ConnectOptions): Connector {
  const session = openSession(options)
  return {
    provider: 'saleshandy',
    capabilities,
    identify: (priority) => identify(session, priority),
    abilities: (priority) => readAbilities(session, priority),
    pull: (request) => pull(session, request),
    pullConversation(conversationRemoteId, cursor, priority) {
      const threadId = threadIdOf(conversationRemoteId)
      return threadId === null
        ? pullTimeline(session, conversationRemoteId, cursor, priority)
        : readThread(session, threadId, null, priority)
    },
    // A single prospect cannot be asked for, and the search takes names and addresses only: the lists bring it.
    pullLead: () => Promise.resolve({ ok: true, value: emptyPage }),
    eventDetail: (activityRemoteId, priority) => readEventDetail(session, activityRemoteId, priority),
    createNote: (note) => createNote(session, note),
    findNote: (search) => findNote(session, search),
    snapshotNotes: (note) => snapshotNotes(session, note),
    uploadAttachment: (file, onProgress) => uploadAttachment(session, file, onProgress),
    editNote: (edit) => editNote(session, edit),
  }
}
