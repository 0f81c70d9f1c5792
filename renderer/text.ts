import type { Account, Connectivity, LeftOutNote, StreamProgress } from '../electron/ipc/shapes.ts'
import { accountsText } from './text-accounts.ts'
import { count, plural } from './text-counts.ts'
import { readingText } from './text-reading.ts'

/**
 * Every word that the user reads and that depends on nothing but a number or a name. Sentences made from data stand beside
 * it: text-time.ts, text-status.ts, text-trouble.ts, text-failure.ts and text-activity.ts. Plain words, no blame, and
 * always what happens next.
 */

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

  ...readingText,

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

  ...accountsText,

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
