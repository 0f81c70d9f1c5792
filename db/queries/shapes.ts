import type { NoteKind, NoteState } from '../outbox.ts'
import type { NoteForm } from '../records.ts'
import type { NoteTrouble } from './note-trouble.ts'

/** What the queries for the screens answer. Times are ms UTC, ids are the replica's local ones. */

/** How complete a list is. `completeSinceMs` null: nothing is proved yet. `isComplete`: it reaches the oldest row there is. */
export interface Coverage {
  isComplete: boolean
  completeSinceMs: number | null
}

/** `next` is opaque, for the page that follows; null: this was the last. */
export interface Page<Row> {
  rows: Row[]
  next: string | null
  coverage: Coverage
}

export interface InboxRow {
  id: number
  accountId: number
  /** What the user knows the account by. */
  accountLabel: string
  /** Empty where the CRM gave neither name, number nor address. */
  displayName: string
  snippet: string | null
  lastEventAtMs: number | null
  isUnread: boolean
  isArchived: boolean
  isStarred: boolean
  status: string | null
  outcome: string | null
  nextStep: string | null
  phone: string | null
  pendingNotes: number
  troubledNotes: number
  hasDraft: boolean
}

export interface Lead {
  id: number
  displayName: string
  phone: string | null
  email: string | null
  stage: string | null
  source: string | null
  /** Null: the CRM keeps none. */
  score: number | null
  isArchived: boolean
  createdAtMs: number | null
  updatedAtMs: number | null
}

export interface Conversation extends InboxRow {
  email: string | null
  statusReason: string | null
  archivedAtMs: number | null
  lead: Lead | null
  draft: string
  /** What the user chose for the draft besides its text; null: nothing yet. */
  draftForm: NoteForm | null
  /** Who gets the note besides. */
  draftAlsoTo: NoteTarget[]
  /** False: the CRM takes no note on it, only on the person: `noteTarget`. */
  takesNotes: boolean
  /** Where a note written here goes: this conversation, or the person's. Null: nowhere, yet. */
  noteTarget: NoteTarget | null
  coverage: Coverage
}

export interface NoteTarget {
  conversationId: number
  displayName: string
}

/** Somebody who is the same person as another record says, by number or address; in any account. */
export interface Person {
  conversationId: number
  accountId: number
  accountLabel: string
  /** Null: the CRM has no lead to it. */
  leadRemoteId: string | null
  displayName: string
  phone: string | null
  email: string | null
  stage: string | null
  lastEventAtMs: number | null
  /** What both records have in common. */
  matchedBy: ('email' | 'phone')[]
  /** The user said that it is somebody else. */
  isSeparated: boolean
  takesNotes: boolean
}

/** A file that goes along with a note. */
interface AttachedFile {
  position: number
  fileName: string
  mediaType: string
  bytes: number
  /** Names its content, and so the file within its entry. */
  contentHash: string
  /** The CRM of the note has it already. */
  isUploaded: boolean
}

export interface OutboxNote {
  noteId: string
  /** What the user saved at once. */
  entryId: string
  /** `edit`: a change of a note that the CRM has already. */
  kind: NoteKind
  accountId: number
  conversationId: number | null
  conversationName: string
  text: string
  form: NoteForm
  attachments: AttachedFile[]
  /** Of an edit: the activity that it changes; null where the replica does not hold it. */
  editsActivityId: number | null
  state: NoteState
  trouble: NoteTrouble | null
  attempts: number
  createdAtMs: number
  nextTryAtMs: number | null
  needsAnswer: boolean
  /** It was saved to a file for another machine. */
  savedToFileAtMs: number | null
  /** It was taken over from another machine's file. */
  takenOverAtMs: number | null
}

export interface TimelineActivity {
  kind: 'activity'
  id: number
  type: string
  category: string | null
  direction: string | null
  status: string | null
  statusReason: string | null
  summary: string | null
  description: string | null
  authorName: string | null
  trafficType: string | null
  scheduledForMs: number | null
  canceledAtMs: number | null
  atMs: number
  noteId: string | null
  /** `description` is HTML as the CRM gave it, to be sanitised before it is drawn; `summary` its plain text. */
  isHtml: boolean
  /** The account's own user made it. */
  isMine: boolean
  /** It is a note of one's own: changed where the provider can. */
  isEditable: boolean
  /** The last change of it that the CRM has not confirmed. */
  pendingEdit: OutboxNote | null
  /** Of a note written here; null: of others. */
  sent: SentNote | null
}

/** What only this machine knows of a note that the CRM has. */
export interface SentNote {
  /** Those that went along. */
  files: { position: number; fileName: string; bytes: number }[]
  /** The person's score after it; null: it was not asked for, or the CRM did not say. */
  leadScore: number | null
}

interface TimelineNote {
  kind: 'note'
  atMs: number
  note: OutboxNote
}

export type TimelineRow = TimelineActivity | TimelineNote

/** Text in pieces, those that matched marked. */
export type Highlighted = { text: string; isMatch: boolean }[]

export interface SearchHit {
  kind: 'conversation' | 'lead' | 'activity' | 'note'
  key: string
  accountId: number
  conversationId: number | null
  activityId: number | null
  title: Highlighted
  body: Highlighted
  atMs: number | null
}
