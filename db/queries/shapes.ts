import type { NoteState } from '../outbox.ts'
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
  isArchived: boolean
  createdAtMs: number | null
  updatedAtMs: number | null
}

export interface Conversation extends InboxRow {
  email: string | null
  statusReason: string | null
  archivedAtMs: number | null
  accountLabel: string
  lead: Lead | null
  draft: string
  coverage: Coverage
}

export interface OutboxNote {
  noteId: string
  accountId: number
  conversationId: number | null
  conversationName: string
  text: string
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
