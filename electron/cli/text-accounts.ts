import type { Ability } from '../connectors/connector.ts'
import type { ConnectProblem } from '../sync/accounts/connect-problem.ts'
import { count } from './count.ts'
import type { Choice } from './outcome.ts'

/** How many of a team are named in one line. */
const mostNamed = 12

/** What the command line says about accounts and their CRMs. */
export const accountText = {
  none: 'No account is connected yet: `fieldpost account add` connects one.',
  unknown: (word: string) => `There is no account ${word}. \`fieldpost account list\` shows them.`,
  several: (word: string) => `More than one account is called ${word}. Use its number from \`fieldpost account list\`.`,
  unknownProvider: (word: string, known: readonly string[]) =>
    `There is no CRM "${word}" here. Known: ${known.join(', ')}`,
  badBaseUrl: (example: string) => `That is not a web address. It looks like ${example}`,
  notHttps: 'The address has to begin with https://, so that nobody on the way can read the key',
  badConnectorOption: (given: string, known: readonly string[]) =>
    known.length === 0
      ? `--option ${given}: this CRM takes no options`
      : `--option ${given}: expected one of ${known.join(', ')}`,
  noSecret: 'No key was given, so nothing was stored. Put it into FIELDPOST_SECRET, or pipe it in.',
  secretParts: (crm: string, labels: readonly string[]) =>
    `${crm} wants ${labels.length} parts, joined by a colon: ${labels.join(':')}. Nothing was stored; give them in FIELDPOST_SECRET, or pipe them in.`,
  connectProblem: ({ kind, detail }: ConnectProblem, baseUrl: string) => {
    const because = detail === null || detail === '' ? '' : ` (${detail})`
    switch (kind) {
      case 'unauthorized':
        return `The CRM at ${baseUrl} does not accept this key, so nothing was stored.${because}`
      case 'offline':
        return `There is no connection to ${baseUrl}, so nothing was stored. Check the address and the network.${because}`
      case 'not_this_crm':
        return `Something answers at ${baseUrl}, but it is not this CRM, so nothing was stored.${because}`
      case 'throttled':
        return `The CRM at ${baseUrl} asks for a short pause, so nothing was stored. Try again in a minute.`
      case 'server':
        return `The CRM at ${baseUrl} has a problem of its own, so nothing was stored. Try again in a few minutes.${because}`
      default:
        return kind satisfies never
    }
  },
  /** `given` null: nobody was chosen yet. */
  chooseMember: (choices: readonly Choice[], given: string | null) => {
    const named = choices.slice(0, mostNamed).map(({ option, name }) => `--option ${option} (${name})`)
    const more = choices.length > mostNamed ? `, or ${choices.length - mostNamed} more, which --json lists` : ''
    const why =
      given === null ? 'This CRM’s keys do not say whose they are' : `Nobody of the team is ${JSON.stringify(given)}`
    return `${why}, so nothing was stored. Say who you are, with ${named.join(', ')}${more}.`
  },
  added: (id: number, label: string, isNew: boolean) =>
    isNew
      ? `Account ${id}, ${label}, is connected. \`fieldpost sync\` fetches it.`
      : `Account ${id}, ${label}, was connected already and is up to date.`,
  movedHome: (asked: string, home: string) => `It lives at ${home}, not at ${asked}: that address is kept.`,
  line: (secret: 'data_folder' | 'app_keychain' | 'not_kept', isPaused: boolean) =>
    [
      isPaused ? 'paused' : 'active',
      { data_folder: 'key kept here', app_keychain: 'key kept by the app', not_kept: 'key not kept' }[secret],
    ].join(', '),
  ability: ({ what, answer, detail }: Ability) => [
    abilityWords[what],
    { yes: 'yes', no: 'no', not_known: 'only trying would tell' }[answer],
    detail ?? '',
  ],
  abilitiesNotKnown: 'What the key may do could not be asked.',
  checked: (label: string, crm: string, userName: string) => `${label}: ${crm} accepts the key, as ${userName}’s.`,
  paused: (label: string, isPaused: boolean) =>
    isPaused ? `${label} is paused: nothing is fetched or sent.` : `${label} is active again.`,
  removed: (id: number, notes: number, drafts: number) => {
    const gone = [...(notes > 0 ? [count(notes, 'unsent note')] : []), ...(drafts > 0 ? [count(drafts, 'draft')] : [])]
    return `Account ${id} is removed from this computer${gone.length > 0 ? `, with ${gone.join(' and ')}` : ''}.`
  },
  missing: ({ stream, rows, of }: { readonly stream: string; readonly rows: number; readonly of: number }) =>
    `Two full checks in a row did not find ${rows} of ${of} ${stream}.`,
  missingNext: (id: number) => `See \`fieldpost account missing ${id}\`.`,
  missingAnswer: {
    none: 'If they were deleted there, add --hide. If not, add --keep: a key that lost a permission looks the same.',
    hide: 'They are hidden here now.',
    keep: 'They stay.',
  },
  nothingMissing: 'Nothing waits for an answer.',
  hideOrKeep: 'An answer is either --hide or --keep.',
  unsentNotes: (notes: number) =>
    `${count(notes, 'note')} of this account ${notes === 1 ? 'has' : 'have'} not been sent, so it was not removed. Send them with \`fieldpost sync --until-drained\`, or add --discard-unsent.`,
  unsentDrafts: (drafts: number) =>
    `The app holds ${count(drafts, 'draft')} of this account, only on this computer, so it was not removed. Look at ${drafts === 1 ? 'it' : 'them'} in the app, or add --discard-drafts.`,
} as const

const abilityWords: Readonly<Record<Ability['what'], string>> = {
  read_people: 'read people',
  read_conversations: 'read conversations',
  read_activities: 'read activities',
  write_notes: 'write notes',
  see_colleagues_records: 'see colleagues’ records',
}
