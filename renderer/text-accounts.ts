import type { Ability, Account } from '../electron/ipc/shapes.ts'
import { plural } from './text-counts.ts'

/** Connecting accounts, and the settings. */
export const accountsText = {
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
} as const
