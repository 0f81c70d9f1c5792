import type {
  Ability,
  Account,
  Connectivity,
  InboxFilter,
  LeftOutNote,
  SearchHit,
  StreamProgress,
} from '../electron/ipc/shapes.ts'
import { count } from './text-status.ts'

/**
 * Every word that the user reads and that depends on nothing but a number or a name. Sentences made from data stand beside
 * it: text-time.ts, text-status.ts, text-trouble.ts, text-failure.ts and text-activity.ts. Plain words, no blame, and
 * always what happens next.
 */

function plural(amount: number, one: string, many: string): string {
  return `${count(amount)} ${amount === 1 ? one : many}`
}

export const text = {
  product: 'Fieldpost',

  common: {
    cancel: 'Cancel',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    retry: 'Try again',
    unknownName: 'Unknown contact',
    readFailed: 'This list could not be read just now. What you see may be old.',
    unexpected:
      'Something went wrong on our side, so this may not have been done. Look whether it was, then try again.',
  },

  navigation: {
    label: 'Main',
    inbox: 'Inbox',
    outbox: 'Outbox',
    search: 'Search',
    settings: 'Settings',
    allAccounts: 'All accounts',
    chooseAccount: 'Show account',
    waitingNotes: (amount: number, troubled: number) =>
      troubled === 0
        ? plural(amount, 'note waiting', 'notes waiting')
        : `${plural(amount, 'note waiting', 'notes waiting')}, ${plural(troubled, 'needs you', 'need you')}`,
    unread: (amount: number) => `${count(amount)} unread`,
  },

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

  composer: {
    label: 'Write a note',
    placeholder: 'Write a note…',
    save: 'Save note',
    saveHint: (isMac: boolean) => (isMac ? '⌘↵' : 'Ctrl ↵'),
    offline: 'Saved here. It will be sent when you are back online.',
    offlineHint: 'Offline: notes are saved here and sent later.',
    signedOut: 'Saved here. It will be sent when you have entered a new key.',
    saved: 'Saved on this computer.',
    undo: 'Undo',
    tooLong: (characters: number, limit: number) =>
      `${count(characters)} of ${count(limit)} characters: shorten the note by ${count(characters - limit)} to save it. The text is kept as a draft.`,
    copyAll: 'Copy all of it',
    keepBeginning: (characters: number) => `Keep the first ${count(characters)} characters`,
    removeText: 'Remove the text',
    nearLimit: (characters: number, limit: number) => `${count(characters)} of ${count(limit)} characters`,
    undone: 'Taken back. The text is in the composer again.',
  },

  note: {
    kind: 'Note',
    you: 'You',
    edit: 'Edit',
    editLabel: 'Edit note',
    saveEdit: 'Save and send',
    fieldsFailed:
      'The fields of this activity could not be read just now. Your text is kept; go to another screen, then come back.',
    retry: 'Retry now',
    discard: 'Discard',
    discardTitle: 'Discard this note?',
    discardBody: 'It has not reached the CRM and cannot be brought back afterwards.',
    discardShared: 'It is also in a file for another computer, which may still send it.',
    discardConfirm: 'Discard note',
    keep: 'Keep it',
    isThere: 'It is there',
    sendAgain: 'Send again',
    doubtExplained:
      'The answer to this note was lost and the CRM cannot tell whether it arrived. Open the conversation in the CRM and look for it. “It is there” takes it out of the outbox; “Send again” sends it once more.',
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

  outbox: {
    title: 'Outbox',
    subtitle: 'Notes that the CRM has not confirmed yet. They are safe on this computer.',
    listLabel: 'Notes not sent yet',
    notListed: (amount: number) =>
      `${plural(amount, 'more note waits', 'more notes wait')} too, and ${amount === 1 ? 'is' : 'are'} listed here as others are sent.`,
    emptyTitle: 'Everything is sent',
    emptyBody: 'Notes you write wait here until the CRM has confirmed them, with or without a network.',
    open: 'Open conversation',
    lastTry: 'Last try:',
    saveToFile: 'Save unsent notes to a file…',
    takeOver: 'Take over notes from a file…',
    savedToFile: 'Also in a file saved',
    takenOver: 'Taken over from a file',
    sharedHint: 'Another computer may send it too, so this one waits for its turn and looks first.',
  },

  notesFile: {
    saveTitle: 'Save unsent notes to a file',
    saveBody:
      'The file is for one other computer that is connected to the same CRM. The notes stay here too: whichever computer is first sends them, never both. Anyone with the file needs the passphrase to read it.',
    passphrase: 'Passphrase',
    repeated: 'Passphrase, once more',
    passphraseHint: (least: number) =>
      `At least ${least} characters. It is kept nowhere: without it the file cannot be opened.`,
    differ: 'The two are not the same yet.',
    save: 'Choose where to save…',
    saving: 'Saving…',
    savedTitle: 'Saved',
    saved: (amount: number) => `${plural(amount, 'note is', 'notes are')} in the file:`,
    leftOut: {
      taken_over: (amount) =>
        `${plural(amount, 'note', 'notes')} came from another computer’s file and ${amount === 1 ? 'is' : 'are'} not in this one. ${amount === 1 ? 'It is' : 'They are'} still sent from here.`,
      edit: (amount) =>
        `${plural(amount, 'change', 'changes')} of notes that the CRM has already ${amount === 1 ? 'is' : 'are'} not in the file, and still ${amount === 1 ? 'goes' : 'go'} out from here.`,
      file_missing: (amount) =>
        `${plural(amount, 'note', 'notes')} stayed here, because an attached file is no longer on this computer.`,
      file_unreadable: (amount) =>
        `${plural(amount, 'note', 'notes')} stayed here, because an attached file cannot be read at the moment. Close what may be using it, then save again.`,
      files_too_large: (amount) =>
        `${plural(amount, 'note', 'notes')} stayed here, because the attached files are too large for one file. Send ${amount === 1 ? 'it' : 'them'} from this computer.`,
    } satisfies Record<LeftOutNote['reason'], (amount: number) => string>,
    savedNext: 'On the other computer, open the outbox and choose “Take over notes from a file”.',
    takeOverTitle: 'Take over notes from a file',
    takeOverBody:
      'Choose a file that was saved on another computer. Its notes are sent from here as well, unless that computer is faster; each arrives once.',
    choose: 'Choose a file…',
    chooseAnother: 'Choose another…',
    takeOver: 'Take over',
    takingOver: 'Opening…',
    taken: (amount: number) =>
      amount === 0 ? 'No note of this file was added.' : `${plural(amount, 'note is', 'notes are')} now in the outbox.`,
    alreadyHere: (amount: number) =>
      `${plural(amount, 'note was', 'notes were')} here already and ${amount === 1 ? 'was' : 'were'} left as ${amount === 1 ? 'it is' : 'they are'}.`,
    notConnected: (amount: number, accounts: string) =>
      `${plural(amount, 'note belongs', 'notes belong')} to ${accounts}, which is not connected here. Connect it, then take the file over again.`,
    unknownConversation: (amount: number) =>
      `${plural(amount, 'note is', 'notes are')} for conversations that are not on this computer yet. ${amount === 1 ? 'It is' : 'They are'} sent all the same.`,
    done: 'Done',
    goOn: 'Go on all the same',
    goBack: 'Go back',
  },

  status: {
    panelTitle: 'Sync',
    syncNow: 'Sync now',
    newKey: 'Enter a new key',
    lastProblem: 'Last problem',
    upToDateAsOf: (when: string) => `Up to date as of ${when}`,
    haveSince: (amount: number, date: string) => `${count(amount)}, since ${date}`,
    hideHeldBack: 'Hide here',
    keepHeldBack: 'Keep',
    quarantined: (amount: number) =>
      `${plural(amount, 'entry', 'entries')} from the CRM could not be read and ${amount === 1 ? 'is' : 'are'} set aside. Nothing else is affected.`,
    names: {
      connecting: 'Connecting',
      online: 'Online',
      offline: 'Offline',
      degraded: 'CRM in trouble',
      throttled: 'Short pause',
      signed_out: 'Signed out',
      paused: 'Paused',
    } satisfies Record<Connectivity, string>,
    streams: {
      conversations: () => 'Conversations',
      activities: () => 'Messages and calls',
      leads: (person) => (person === 'lead' ? 'Leads' : 'Prospects'),
    } satisfies Record<StreamProgress['stream'], (person: Account['words']['person']) => string>,
  },

  firstRun: {
    promise: 'Your conversations, instant and offline. Every note reaches the CRM, exactly once.',
    points: [
      'Everything opens at once, with or without a network.',
      'Notes are safe on this computer the moment you save them.',
      'Your data goes nowhere but to your CRM.',
    ],
    sample: 'Explore a sample workspace',
    sampleHint: 'No account needed. Made-up customers, nothing leaves this computer.',
    or: 'or',
  },

  connect: {
    chooseTitle: 'Connect your CRM',
    title: (crm: string) => `Connect ${crm}`,
    dialogTitle: 'Add an account',
    anotherCrm: 'Another CRM',
    address: 'Where the account lives',
    baseUrl: 'Address of the API',
    otherAddress: 'Another address…',
    showSecret: 'Show what is typed',
    hideSecret: 'Hide what is typed',
    submit: 'Connect',
    submitting: 'Connecting…',
    plainTextConsent: 'Keep the key in a file on this computer. Anyone who can read my files could read it.',
    memberTitle: 'Who are you?',
    memberBody: (crm: string) =>
      `A key of ${crm} does not say whose it is. Choose yourself, so that Fieldpost knows which notes are yours.`,
    memberFilter: 'Find a name',
    memberBack: 'Back to the key',
    memberNone: 'Nobody of the team is called that.',
  },

  abilities: {
    connectedTitle: (label: string) => `${label} is connected`,
    title: (label: string) => `What the key of ${label} may do`,
    asking: 'Asking the CRM what this key may do…',
    can: 'This key can:',
    cannot: 'This key cannot:',
    notKnown: 'Shows only when it is tried:',
    askAgain: 'Ask again',
    goOn: 'Go on',
    next: 'What it cannot read stays empty here; everything else works. A key with more rights can be entered at any time in the settings.',
    all: 'The first conversations are on their way already.',
    words: {
      read_people: ({ person }) => `see your ${person}s`,
      read_conversations: () => 'see your conversations',
      read_activities: () => 'see messages, calls and notes',
      write_notes: ({ note }) => (note === 'note' ? 'write notes' : 'write activities'),
      see_colleagues_records: ({ person }) => `see ${person}s of your colleagues`,
    } satisfies Record<Ability['what'], (words: Account['words']) => string>,
  },

  reauthenticate: {
    title: 'Enter a new key',
    body: (label: string, crm: string) =>
      `${label} waits for a key of ${crm}. Everything on this computer is kept; unsent notes go out once the key works.`,
    submit: 'Sign in again',
  },

  settings: {
    title: 'Settings',
    preferences: 'Preferences',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    undoHold: 'Time to undo',
    undoHoldHint: 'How long a saved note waits on this computer before it is sent.',
    undoHoldChoice: (seconds: number) => (seconds === 0 ? 'Off' : `${seconds} s`),
    accounts: 'Accounts',
    addAccount: 'Add account',
    pause: 'Pause',
    resume: 'Resume',
    newKey: 'New key',
    signIn: 'Sign in',
    checkKey: 'What the key may do',
    limit: (requests: number, windowMs: number) => {
      const seconds = windowMs / 1000
      const span =
        seconds >= 60 && seconds % 60 === 0 ? (seconds === 60 ? 'a minute' : `${seconds / 60} minutes`) : `${seconds} s`
      return `At most ${plural(requests, 'request', 'requests')} in ${span}`
    },
    limitLearnt: 'less than documented, as this CRM has asked for',
    cannot: (abilities: readonly string[]) => `The key cannot ${abilities.join(', ')}.`,
    signedOut: 'Signed out. Enter a key to go on.',
    signOut: 'Sign out',
    signOutTitle: (label: string) => `Sign out of ${label}?`,
    signOutBody:
      'The key is taken off this computer. Conversations, drafts and notes stay; nothing is fetched or sent until you sign in again.',
    signOutConfirm: 'Sign out',
    signOutUnsentBody:
      'Send them first, keep them here until you sign in again, or save them to a file that another computer can send.',
    signOutKeep: 'Keep them and sign out',
    signOutSave: 'Save to a file, then sign out',
    stay: 'Stay signed in',
    remove: 'Remove',
    removeTitle: (label: string) => `Remove ${label}?`,
    removeBody: 'Its conversations are taken off this computer. Nothing changes in the CRM.',
    removeConfirm: 'Remove account',
    unsentTitle: 'There are notes that have not been sent',
    unsentBody:
      'Send them first and remove the account afterwards, save them to a file that another computer can send, or discard them for good.',
    unsentKeep: 'Keep the account',
    unsentSend: 'Send now, then remove',
    signOutSend: 'Send now, then sign out',
    sendingNow: 'Sending…',
    unsentSave: 'Save to a file, then remove',
    unsentDiscard: 'Discard and remove',
    draftsTitle: 'There are drafts that have not been sent',
    draftsBody: (amount: number) =>
      `${plural(amount, 'conversation has', 'conversations have')} a draft that is only on this computer and goes with the account. Keep the account to look at ${amount === 1 ? 'it' : 'them'} first.`,
    draftsDiscard: 'Discard drafts and remove',
    quitAsks: 'Ask before quitting with unsent notes',
    quitAsksHint: 'They are kept either way, and go out at the next start.',
    phoneRegion: 'Country of your phone numbers',
    phoneRegionHint: 'For numbers without a country code: so Fieldpost sees that two records are the same person.',
    about: 'About',
    version: (version: string) => `Fieldpost ${version}`,
    shortcuts: 'Keyboard shortcuts',
  },

  quit: {
    title: 'Quit with unsent notes?',
    unsent: (amount: number) =>
      `${plural(amount, 'note has', 'notes have')} not reached the CRM yet. ${amount === 1 ? 'It is' : 'They are'} safe on this computer and ${amount === 1 ? 'goes' : 'go'} out when Fieldpost runs again.`,
    needUser: (amount: number) => `${plural(amount, 'note needs', 'notes need')} you first: look in the outbox.`,
    keep: 'Keep and quit',
    send: 'Send now, then quit',
    notSent: (amount: number) =>
      `${plural(amount, 'note', 'notes')} could not be sent just now. Nothing is lost: ${amount === 1 ? 'it goes' : 'they go'} out when Fieldpost runs and the CRM can be reached.`,
    sending: (amount: number) => `Sending… ${plural(amount, 'note', 'notes')} left`,
    save: 'Save to a file, then quit',
    stay: 'Do not quit',
    neverAsk: 'Do not ask again',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    rows: [
      { keys: ['J', 'K'], meaning: 'Next or previous conversation' },
      { keys: ['↵'], meaning: 'Open the conversation' },
      { keys: ['C'], meaning: 'Write a note' },
      { keys: ['Ctrl/⌘', '↵'], meaning: 'Save the note' },
      { keys: ['S'], meaning: 'Star' },
      { keys: ['U'], meaning: 'Mark as read or unread' },
      { keys: ['/'], meaning: 'Search everything' },
      { keys: ['G', 'I'], meaning: 'Go to the inbox' },
      { keys: ['G', 'O'], meaning: 'Go to the outbox' },
      { keys: ['G', 'S'], meaning: 'Go to settings' },
      { keys: ['Esc'], meaning: 'Close what is open' },
      { keys: ['?'], meaning: 'Show this list' },
    ],
  },

  connection: {
    lost: 'This page is not connected to Fieldpost any more. Copy what you typed, then reload.',
    reload: 'Reload',
  },

  crash: {
    title: 'This part of Fieldpost stopped',
    body: 'Something went wrong on our side. Nothing you wrote is lost: notes and drafts are on this computer. Open it again to go on.',
    reload: 'Open again',
    copy: 'Copy what happened',
  },
} as const
