import type { FormProblem, NoteForm, RefusedFile } from '../electron/ipc/shapes.ts'
import type { ActivitySwitch, Misfit } from './note-form.ts'
import { count, plural } from './text-counts.ts'

/** The words around a note: its form, its files, to whom it goes, its changes, and who is the same person. */

const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** "3.4 MB", as CRMs and file managers count: 1,024 bytes are a kB. */
export function sizeWords(bytes: number): string {
  if (bytes < kilobyte) return `${bytes} B`
  if (Math.round(bytes / kilobyte) < 1_000) return `${Math.round(bytes / kilobyte)} kB`
  const megabytes = bytes / megabyte
  return `${megabytes < 100 ? megabytes.toFixed(1).replace(/\.0$/, '') : Math.round(megabytes)} MB`
}

/** Why a file was not added, and what to do. */
export function refusedFileWords({ fileName, problem }: RefusedFile, maxBytes: number): string {
  const name = `“${fileName}”`
  switch (problem) {
    case 'too_large':
      return `${name} is larger than the ${sizeWords(maxBytes)} that the CRM takes. Make it smaller, then add it again.`
    case 'type_not_allowed':
      return `The CRM does not take files of the type of ${name}. Save it as another type, then add it again.`
    case 'empty':
      return `${name} is empty, so it was not added.`
    case 'unreadable':
      return `${name} could not be read. Check that it is still there, then add it again.`
    case 'too_many':
      return `${name} was not added: a note cannot carry more files. Send it with another note.`
    default:
      return problem satisfies never
  }
}

/** What is wrong with a field, short enough to stand beside its name. */
export function fieldProblemWords(problem: FormProblem['problem']): string {
  switch (problem) {
    case 'missing':
      return 'Please fill this in'
    case 'too_long':
      return 'Too long'
    case 'not_a_number':
      return 'Not a number'
    case 'not_a_date':
      return 'Not a date'
    case 'not_an_option':
      return 'Choose again'
    default:
      return problem satisfies never
  }
}

const misfitWords: Record<Misfit, string> = {
  html: 'formatting',
  private: 'private notes',
  draft: 'drafts',
  files: 'files',
}

/** That another target cannot have the note as it is, and what to do. */
export function misfitsWords(accountLabel: string, misfits: readonly Misfit[]): string {
  const words = misfits.map((misfit) => misfitWords[misfit])
  return `${accountLabel} takes no ${listed(words, 'or')}. Untick it to send it a note of its own, or change this one.`
}

function listed(words: readonly string[], before: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${before} ${words.at(-1)}`
}

function people(amount: number): string {
  return plural(amount, 'person', 'people')
}

export const notesText = {
  targets: {
    label: 'To whom the note goes',
    to: 'To',
    add: 'Add people…',
    remove: (name: string) => `Do not send to ${name}`,
    samePerson: (accountLabel: string) => `Also in ${accountLabel}`,
    samePersonHint: (name: string) => `${name} there, by the same address or number`,
    pickTitle: 'Who else gets this note?',
    pickSearch: 'Search by name, number or address',
    pickNone: 'Nobody by that name in this account.',
    pickDone: (amount: number) => (amount === 0 ? 'Done' : `Done: ${people(amount)} more`),
    threadGoesTo: (person: string) => `Notes go to the ${person}:`,
    threadOpen: 'Open',
    absent: (names: readonly string[]) =>
      `${listed(names, 'and')} ${names.length === 1 ? 'is' : 'are'} not in Fieldpost at the moment. Save this note once the CRM shows them again, or now for the others:`,
    leaveOutAbsent: 'leave them out',
    nowhere: (crm: string, person: string) =>
      `${crm} takes notes on a ${person}, not on a message. Nobody with this address is a ${person} in this account yet; as soon as somebody is, notes can be written here.`,
  },

  form: {
    label: 'How the note is made',
    format: 'Format',
    formats: { plain: 'Text', html: 'HTML' } satisfies Record<NoteForm['format'], string>,
    visibility: 'Who can read it',
    visibilities: { public: 'Team', private: 'Only me' } satisfies Record<NonNullable<NoteForm['visibility']>, string>,
    draft: 'As a draft',
    draftHint: 'The CRM keeps it as a draft, for you to publish there.',
    preview: 'Preview',
    previewEmpty: 'What you write shows here as it will look.',
    bold: 'Bold',
    italic: 'Italic',
    list: 'List',
    link: 'Link',
  },

  activity: {
    label: 'Activity',
    forAccount: (accountLabel: string) => `For ${accountLabel}`,
    type: 'Kind of activity',
    typeGone: (name: string) => `${name} (no longer offered)`,
    occurredAt: 'When',
    occurredNow: 'Empty: now',
    typesMissing:
      'The kinds of activity of this account are not here yet. They come with the next sync; what you write is kept.',
    choose: 'Choose…',
    chosenGone: (option: string) => `${option} (no longer offered)`,
    yes: 'Yes',
    no: 'No',
    mandatory: 'required',
    fields: 'Fields of the activity',
    problems: (amount: number) =>
      amount === 1
        ? 'One field needs you before this can be saved.'
        : `${count(amount)} fields need you before this can be saved.`,
    switches: {
      wantsLeadScore: 'Ask for the new lead score',
      skipsOptionCheck: 'Do not check the options',
      processesFilesAsync: 'Process files later',
    } satisfies Record<ActivitySwitch, string>,
    more: 'More',
    scoreAfter: (score: number) => `Lead score after it: ${count(score)}`,
  },

  files: {
    add: 'Add files',
    label: 'Files of the note',
    remove: (name: string) => `Remove ${name}`,
    drop: 'Drop files to add them',
    adding: 'Adding…',
    isThere: 'The CRM has it',
    sendWithout: 'Send without the file',
    uploading: (sent: string, total: string) => `${sent} of ${total}`,
  },

  html: {
    picture: (alternative: string) => (alternative === '' ? '[Picture]' : `[Picture: ${alternative}]`),
    cut: 'The end of this note is left out here, because it is too long to be drawn.',
    linkRefused: 'This link cannot be opened from here.',
  },

  edit: {
    edit: 'Edit',
    label: 'Edit the note in the CRM',
    save: 'Save change',
    pending: 'Edited, waiting to be sent',
    pendingTitle: 'Your change',
    conflictTitle: 'Somebody else changed this note too',
    conflictBody: 'Nothing was overwritten. Which one shall stay?',
    theirs: 'In the CRM now',
    mine: 'Yours',
    keepMine: 'Keep mine',
    keepTheirs: 'Keep theirs',
    drop: 'Drop the change',
    dropTitle: 'Drop this change?',
    dropBody: 'The note in the CRM stays as it is. What you changed cannot be brought back afterwards.',
    htmlHint: 'This note has formatting, so you change its HTML.',
    leaveTitle: 'Drop what you typed?',
    leaveBody: 'The note stays as it was before you began. What you typed since cannot be brought back afterwards.',
    leave: 'Drop it',
    goOn: 'Go on writing',
    lateLabel: 'What you typed into the note that has left',
    lateListLabel: 'Changes of notes that have left',
    lateChange: 'The note was sent before you saved. What you typed is kept: save it as a change of the note above.',
    late: 'The note left before you saved, and it can no longer be changed from here. What you typed is kept until you say what becomes of it.',
    writeAnew: 'Write as a new note',
  },

  people: {
    title: 'Same person elsewhere',
    matchedBy: { email: 'same email', phone: 'same phone' },
    byUser: 'joined by you',
    open: 'Open conversation',
    separate: 'Not the same person',
    separatedTitle: 'Kept apart by you',
    join: 'Same person after all',
    separated: (name: string) => `${name} is kept apart now. You can take that back below.`,
    joined: (name: string) => `${name} is shown as the same person again.`,
  },

  entry: {
    targets: (total: number, delivered: number) => `${count(delivered)} of ${count(total)} delivered`,
    targetsLabel: 'What became of it at each target',
    editOf: 'Change of a note',
    private: 'Only me',
    isDraft: 'Draft in the CRM',
    html: 'HTML',
    occurredAt: 'When',
  },
} as const
