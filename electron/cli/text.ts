import type { LockFailure, LockHolder } from '../../db/folder-lock.ts'
import type { OpenFailure } from '../../db/open.ts'
import type { NoteTrouble } from '../../db/queries/note-trouble.ts'
import { count } from './count.ts'

/** Every word that the command line says. A failure is one line: what happened, that nothing is lost, what to do. */
export const text = {
  help: {
    title: 'Fieldpost on the command line: your CRM from its local copy, and notes that reach it once.',
    usage: 'Usage: fieldpost COMMAND [ARGUMENTS] [--data DIR] [--json]',
    commands: 'Commands:',
    more: '`fieldpost help COMMAND` tells its options. Shapes of --json and exit codes: docs/command-line.md.',
    options: 'Options:',
    common: [
      ['--data DIR', 'the data folder; else FIELDPOST_DATA, else the app’s own'],
      ['--json', 'the answer, or the error, as one line of JSON on stdout'],
      ['-h, --help', 'this help'],
      ['--', 'no options after it: what follows is text, whatever it begins with'],
    ] as const,
  },
  noCommand: 'Say what to do: `fieldpost --help` lists the commands.',
  unknownCommand: (words: string) => `There is no command "${words}". \`fieldpost --help\` lists them.`,
  wrongUsage: (command: string, problem: string) => `${problem}. \`fieldpost help ${command}\` shows how.`,
  wrongOption: (option: string, problem: string) => `--${option}: ${problem.replace(/\.$/, '')}`,
  wrongCount: (usage: string, count: number) =>
    usage === '' ? `It takes no arguments, and got ${count}` : `It takes ${usage}, and got ${count} arguments`,
  unexpected: (detail: string) => `Something went wrong on our side; what was saved is still there. (${detail})`,
  interrupted: 'Stopped before it was through; the next sync goes on from there.',

  noData: (folder: string) =>
    `There is no Fieldpost data in ${folder}. \`fieldpost account add\` begins it; another folder is named with --data.`,
  folderInUse: (folder: string, holder: LockHolder | null) =>
    `${holderWords(holder)} is at work on ${folder}, so nothing was changed. Wait until it has finished, or end it, then try again.`,
  openFailure: (folder: string, failure: OpenFailure | Exclude<LockFailure, { kind: 'held' }>) => {
    switch (failure.kind) {
      case 'newer_version':
        return `The data in ${folder} was last used by a newer Fieldpost, so it was not touched. Use the newer version. (${failure.file}: ${failure.detail})`
      case 'storage_full':
        return `The disk of ${folder} is full, so nothing was changed. Free some space, then try again. (${failure.detail})`
      case 'storage_read_only':
        return `Fieldpost may not write to ${folder}, so nothing was changed. Allow writing, or name another folder with --data. (${failure.detail})`
      case 'old_runtime':
        return failure.detail
      default:
        return failure satisfies never
    }
  },

  missingSecret: (label: string, id: number) =>
    `${label}: no key. Put it into FIELDPOST_SECRET_${id} (or FIELDPOST_SECRET where there is one account).`,
  sealedSecret: (label: string, id: number) =>
    `${label}: its key is in the keychain, which only the app opens. Put it into FIELDPOST_SECRET_${id}.`,
  /** `name` is empty where the CRM does not say whose keys are. */
  otherUser: (label: string, name: string) =>
    name === ''
      ? `${label}: the key is not of a team that this user belongs to, so it is not used.`
      : `${label}: the key belongs to another user, ${name}, so it is not used.`,
  refusedSecret: (label: string) => `${label}: the CRM does not accept the key. Everything here is kept.`,
  unreachable: (label: string, why: string) =>
    `${label}: the CRM cannot be reached${why === '' ? '' : ` (${why})`}. Everything here is kept; the next sync tries again.`,
  timedOut: (label: string) => `${label}: not through when the time was up. The next sync goes on from there.`,
  pausedAccount: (label: string) => `${label}: paused, so nothing was fetched or sent.`,
  caughtUp: (label: string) => `${label}: up to date.`,
  stopped: (label: string) => `${label}: stopped.`,
  delivered: (notes: number) => `${count(notes, 'note')} sent.`,
  notesWaiting: (notes: number) =>
    `${count(notes, 'note')} ${notes === 1 ? 'has' : 'have'} not reached the CRM. \`fieldpost outbox list\` says why.`,
  progress: (label: string, figures: string) => `${label}: ${figures}`,
  watchIsAlone: '--watch goes on until you end it, so it takes neither --once nor --until-drained',
  failure: (trouble: NoteTrouble) => troubleWords(trouble),
  figures: (have: number, total: number | null, stream: string) =>
    total === null || total < have
      ? `${have.toLocaleString('en-US')} ${stream}`
      : `${have.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${stream}`,
  watching: 'Syncing until you end it with Ctrl+C.',

  freshness: (freshAsOf: string | null) => (freshAsOf === null ? 'not fetched whole yet' : `as of ${freshAsOf}`),
  completeness: (isComplete: boolean) => (isComplete ? '' : ', older ones still to be fetched'),
  lastFailure: (failure: { readonly at: string; readonly stream: string; readonly kind: string }) =>
    `the last look at ${failure.stream} failed at ${failure.at} (${failure.kind})`,
  outboxLine: (waiting: number, troubled: number) =>
    waiting + troubled === 0
      ? 'No note is waiting.'
      : `${count(waiting, 'note')} on the way, ${troubled} in need of you.`,

  unknownTarget: (word: string) =>
    `There is no conversation "${word}" here. \`fieldpost inbox\` and \`fieldpost search\` show their numbers.`,
  ambiguousTarget: (word: string, candidates: readonly string[]) =>
    `"${word}" may be ${candidates.join(' or ')}. Use the number of one, as local:NUMBER.`,
  unknownNote: (word: string) => `There is no note "${word}" here. \`fieldpost outbox list\` shows their ids.`,
  ambiguousNote: (word: string) => `More than one note begins with "${word}". Write more of its id.`,
  noText: 'No text was given. Write it after the target, or pipe it in',
  emptyText: 'The text is empty, so nothing was saved.',
  inputTooLong: (most: number) =>
    `The text is longer than ${most.toLocaleString('en-US')} characters, so nothing was saved. Shorten it.`,
  inputNotText: 'What was piped in is not UTF-8 text, so nothing was saved.',
  gone: 'It is no longer here: it was sent or removed in the meantime.',
  wrongState: (state: string, action: string) =>
    `The note is ${stateWords[state] ?? state}, so it cannot be ${action}. Nothing was changed.`,
  badAnswer: (given: string) => `"${given}" is no answer: it is is-there or send-again`,
  noteDone: (id: string, done: string) => `${id} ${done}.`,
  changing: (where: string) => `Your change of it: ${where}`,
  emptyOutbox: 'No note is waiting.',
  emptyInbox: 'No conversations.',
  nothingFound: 'Nothing found.',
  coverage: (isComplete: boolean, since: string | null) =>
    isComplete
      ? null
      : since === null
        ? 'Older ones are still to be fetched.'
        : `Complete since ${since}; older ones are still to be fetched.`,
  more: (next: string) => `More: --cursor ${next}`,
  noPassphrase: 'No passphrase was given. Put it into FIELDPOST_PASSPHRASE, or pipe it in',
  passphraseTooShort: (least: number) =>
    `The passphrase is shorter than ${least} characters, so no file was written. Choose a longer one.`,
  nothingToExport: 'No note is waiting that could be handed over, so no file was written.',
  cannotWriteFile: (path: string, why: string) =>
    `The file could not be written; the notes are still here. Name another path than ${path}. (${why})`,
  cannotReadFile: (path: string, why: string) => `${path} cannot be read, so nothing was taken over. (${why})`,
  exported: (notes: number, path: string) =>
    `${count(notes, 'note')} in ${path}. Read it on one other machine with \`fieldpost outbox import\`.`,
  leftOut: (notes: number) =>
    `${count(notes, 'note')} stayed out of it: from another machine’s file, a change of a note that the CRM has, or with files that are gone or too large.`,
  unreadableNotes: {
    not_a_notes_file: 'That is no file of notes, so nothing was taken over.',
    newer_version: 'A newer Fieldpost wrote the file, so nothing was taken over. Use the newer version.',
    damaged: 'The file is damaged, so nothing was taken over. Copy it anew.',
    wrong_passphrase: 'The passphrase does not open the file, so nothing was taken over.',
    too_large: 'The file is too large for a file of notes, so nothing was taken over.',
  },
  importOutcome: {
    imported: 'taken over; `fieldpost sync` sends it in this machine’s turn',
    already_here: 'was here already',
    account_not_connected: 'its account is not connected here: connect it, then read the file again',
  },
  damaged: (folder: string) =>
    `A file in ${folder} is damaged. \`fieldpost sync\` mends it at its start: what is readable is kept, the rest is fetched again.`,

  doctor: {
    well: 'All is well.',
    unwell: (wrong: number) => `${count(wrong, 'check')} found something wrong.`,
    folder: (folder: string) => `The data folder is ${folder}.`,
    noFolder: (folder: string) => `There is no Fieldpost data in ${folder}.`,
    noFolderAdvice: 'Connect an account with `fieldpost account add`, or name another folder with --data.',
    unwritable: (folder: string) => `Fieldpost may not write to ${folder}.`,
    unwritableAdvice: 'Allow this user to write to the folder.',
    free: 'No other program is at work on the folder.',
    inUse: (holder: LockHolder | null) => `${holderWords(holder)} is at work on the folder.`,
    inUseAdvice: 'Commands that only read work meanwhile; others wait until it has finished.',
    sound: (file: string, megabytes: string) => `The ${file} is sound (${megabytes} MB).`,
    pending: (file: string) => `The ${file} is sound, and of an earlier version.`,
    pendingAdvice: 'The next start brings it up to date by itself.',
    missing: (file: string) => `The ${file} is missing.`,
    damaged: (file: string, detail: string) => `The ${file} is damaged (${detail}).`,
    newer: (file: string) => `The ${file} was last used by a newer Fieldpost.`,
    unreadable: (file: string, detail: string) => `The ${file} cannot be read (${detail}).`,
    replicaAdvice: 'Run `fieldpost sync`: it is fetched again. Your notes are in another file.',
    journalAdvice:
      'Start Fieldpost, or run `fieldpost sync`: what is readable is saved, the rest comes from its backup.',
    newerAdvice: 'Use the newer version of Fieldpost.',
    unreadableAdvice: 'Check that this user may read and write the folder.',
    space: (megabytes: string) => `${megabytes} MB are free on the disk.`,
    spaceAdvice: 'Free some space: notes are saved only while there is room.',
    noAccounts: 'No account is connected.',
    noAccountsAdvice: 'Connect one with `fieldpost account add`.',
    accounts: (number: number) => `${count(number, 'account')} connected.`,
    reachable: (label: string, host: string) => `${label}: ${host} answers.`,
    unreachable: (label: string, host: string, why: string) =>
      `${label}: ${host} does not answer as it should (${why}).`,
    unreachableAdvice: 'Check the network, a proxy or a firewall; notes are kept meanwhile.',
    accepted: (label: string) => `${label}: the key is accepted.`,
    refused: (label: string) => `${label}: the key is not accepted.`,
    refusedAdvice: 'Make a new key in the CRM, and give it to `fieldpost account add` or to the app.',
    clock: (label: string, seconds: number) => `${label}: this computer’s clock and the CRM’s differ by ${seconds} s.`,
    clockAdvice: 'Set this computer’s clock: lost answers are looked up by time.',
    drained: 'No note is waiting.',
    waiting: (waiting: number, troubled: number) => `${count(waiting, 'note')} on the way, ${troubled} in need of you.`,
    troubledAdvice: '`fieldpost outbox list` shows them; retry, edit, discard or resolve each.',
  },
} as const

const stateWords: Readonly<Record<string, string>> = {
  held: 'waiting for an undo',
  queued: 'waiting to be sent',
  sending: 'on its way',
  in_doubt: 'sent, its answer lost: being looked up',
  rejected: 'refused by the CRM',
  delivered: 'in the CRM',
  discarded: 'discarded',
}

/** Where a note stands and why, in a few words. */
export function noteWords(state: string, trouble: NoteTrouble | null, needsAnswer: boolean): string {
  const where = needsAnswer ? 'needs your answer: is it in the CRM?' : (stateWords[state] ?? state)
  return trouble === null ? where : `${where} (${troubleWords(trouble)})`
}

function troubleWords(trouble: NoteTrouble): string {
  switch (trouble.kind) {
    case 'offline':
      return 'no network'
    case 'timeout':
      return 'no answer'
    case 'server':
      return `the CRM had a problem, HTTP ${trouble.status}`
    case 'throttled':
      return 'the CRM asked for a pause'
    case 'unauthorized':
      return 'the key is not accepted'
    case 'rejected':
      return trouble.reason
    case 'contract':
      return 'the CRM’s answer could not be read'
    case 'interrupted':
      return 'Fieldpost was ended while sending'
    case 'ambiguous':
      return `${trouble.candidates} notes in the CRM could be it`
    case 'unverifiable':
      return 'it cannot be looked up'
    case 'damaged':
      return 'the disk changed its text: edit it and send it, or discard it'
    case 'attachment_missing':
      return `its file ${trouble.fileName} is not on this computer any more`
    case 'attachment_refused':
      return `its file ${trouble.fileName} was refused: ${trouble.reason}`
    case 'attachment_failed':
      return trouble.where === 'here'
        ? `its file ${trouble.fileName} cannot be read on this computer at the moment`
        : `its file ${trouble.fileName} has not reached the CRM yet`
    case 'conflict':
      return 'somebody else changed the note meanwhile: retry to overwrite theirs, or discard the change'
    case 'gone':
      return 'the note that it changes is not in the CRM any more'
    default:
      return trouble satisfies never
  }
}

function holderWords(holder: LockHolder | null): string {
  if (holder === null) return 'Another program'
  return `${holder.program === 'app' ? 'The Fieldpost app' : `\`${holder.program}\``} (process ${holder.pid})`
}
