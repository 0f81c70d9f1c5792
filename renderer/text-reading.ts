import type { InboxFilter, SearchHit } from '../electron/ipc/shapes.ts'
import { plural } from './text-counts.ts'

/** Lists and what stands in a conversation. */
export const readingText = {
  inbox: {
    title: 'Inbox',
    listLabel: 'Conversations',
    filterLabel: 'Show',
    filters: { active: 'Active', unread: 'Unread', archived: 'Archived' } satisfies Record<InboxFilter, string>,
    unread: 'Unread',
    starred: 'Starred',
    draft: 'Draft',
    noMessages: 'No messages yet',
    pending: (amount: number) => `${plural(amount, 'note', 'notes')} not sent yet`,
    troubled: (amount: number) => `${plural(amount, 'note needs', 'notes need')} you`,
    empty: {
      active: { title: 'No conversations yet', body: 'New conversations appear here as soon as the CRM has them.' },
      unread: { title: 'All read', body: 'Nothing is waiting for you. New messages appear here.' },
      archived: { title: 'Nothing archived', body: 'Conversations that are archived in the CRM are listed here.' },
    } satisfies Record<InboxFilter, { title: string; body: string }>,
    arriving: {
      title: 'Your conversations are on their way',
      body: 'The newest come first. You can start working as soon as they show.',
    },
  },

  conversation: {
    noneTitle: 'No conversation open',
    noneBody: 'Choose one on the left, or press / to search everything.',
    gone: 'This conversation is not on this computer any more.',
    goneBody:
      'The CRM no longer has it, or it is being fetched again and then appears in the inbox. Notes that wait to be sent are in the outbox.',
    goneDraft: 'What you had begun to write',
    goneDraftBody: 'It was not sent, and it is kept on this computer. Copy it to write it to somebody else.',
    failed: 'This conversation could not be read just now.',
    failedBody: 'Nothing you wrote is lost. Try again; if it stays like this, close Fieldpost and open it again.',
    star: 'Star',
    unstar: 'Remove star',
    markUnread: 'Mark as unread',
    markRead: 'Mark as read',
    showDetails: 'Show contact details',
    hideDetails: 'Hide contact details',
    archived: 'Archived',
    timelineLabel: 'Timeline',
    start: 'Start of the conversation',
    empty: 'Nothing has happened here yet. Write the first note below.',
    jumpToLatest: 'Jump to latest',
    loadingOlder: 'Loading older messages…',
  },

  lead: {
    title: 'Contact',
    phone: 'Phone',
    email: 'Email',
    source: 'Source',
    score: 'Score',
    nextStep: 'Next step',
    outcome: 'Outcome',
    status: 'Status',
    reason: 'Reason',
    account: 'Account',
    created: 'Lead since',
    archivedAt: 'Archived',
    copyPhone: 'Copy phone number',
    copyEmail: 'Copy email address',
    missing: 'Not known',
  },

  activity: {
    picture: 'Picture message',
    voicemail: 'Voicemail',
    payment: 'Payment',
    traffic: { 'warm-up': 'Warm-up', test: 'Test' },
  },

  event: {
    show: 'Show details',
    hide: 'Hide details',
    fetching: 'Fetching the details…',
    fetchingStopped: (comes: string) => `The details are not on this computer yet. They come ${comes}.`,
    unavailable: 'The CRM has no further details for this entry.',
    type: 'Type',
    status: 'Status',
    reason: 'Reason',
    direction: 'Direction',
    author: 'By',
    created: 'Created',
    modified: 'Changed',
    description: 'Description',
    kept: 'Fetched',
    showAll: 'Show all',
    showLess: 'Show less',
    readFailed: 'The details could not be read just now. Close them, then show them again.',
  },

  search: {
    label: 'Search everything',
    placeholder: 'Search names, numbers, messages and notes',
    resultsLabel: 'Results',
    kinds: { conversation: 'Conversation', lead: 'Lead', activity: 'Message', note: 'Your note' } satisfies Record<
      SearchHit['kind'],
      string
    >,
    intro: 'Search everything on this computer',
    introBody: 'Names, phone numbers, messages, calls and notes. Works without a network.',
    none: (query: string) => `Nothing matches “${query}”`,
    noneBody: 'Try fewer letters, or another spelling.',
    noConversation: 'No conversation yet',
    hintMove: 'to move',
    hintOpen: 'to open',
  },
} as const
