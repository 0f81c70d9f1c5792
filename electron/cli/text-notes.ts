import type { ActivityFieldRecord } from '../../db/records.ts'
import type { FormProblem } from '../sync/outbox/form-problems.ts'
import { count } from './count.ts'

/** Of a dropdown's options, so many are named in one line. */
const mostOptions = 12

/** What the command line says about notes, their forms and files. Where a note was refused nothing was saved, and each sentence says so. */
export const noteText = {
  saved: (names: readonly string[], id: string, typeName: string | null) => {
    const [first = ''] = names
    const whom = names.length === 1 ? first || 'a contact without a name' : `${names.length} people`
    const as = typeName === null ? '' : `, as ${typeName}`
    return `Saved for ${whom}${as}: ${id}. \`fieldpost sync\` sends it.`
  },
  editSaved: (id: string) => `The change is saved: ${id}. \`fieldpost sync\` sends it.`,
  eitherVisibility: 'A note is --private or --public, not both',
  unknownOption: (option: string, label: string) =>
    `${option} is nothing that notes of ${label} can have, so nothing was saved. \`fieldpost account list --json\` says what they can.`,
  oneAtATime: (label: string) =>
    `Notes of ${label} go to one conversation at a time, so nothing was saved. Write one note for each.`,
  takesNoNote: (name: string) =>
    `The CRM takes no note on ${name || 'this conversation'}, and nobody with that address is here, so nothing was saved. Name the person instead.`,

  noTypesYet: (label: string) =>
    `The activity types of ${label} are not here yet, so nothing was saved. \`fieldpost sync\` fetches them.`,
  noTypes: (label: string) => `Notes of ${label} have no types: \`fieldpost note\` needs no --type there.`,
  chooseType: (label: string) =>
    `Every activity type of ${label} has fields that must be filled in, so nothing was saved. Choose one with --type; \`fieldpost types\` shows them.`,
  unknownType: (word: string, label: string) =>
    `There is no activity type ${JSON.stringify(word)} in ${label} that notes can be, so nothing was saved. \`fieldpost types\` shows them.`,
  severalTypes: (word: string, label: string) =>
    `More than one activity type of ${label} is called ${JSON.stringify(word)}, so nothing was saved. Use its code from \`fieldpost types\`.`,
  typeElsewhere: (type: string, label: string, other: string) =>
    `${type} of ${label} is no activity type of ${other}, so nothing was saved. Write one note for each.`,
  noMoment: (given: string) => `--at ${JSON.stringify(given)}: expected a date and time, as 2026-03-09T14:05:00Z`,
  noField: (given: string) => `--field ${JSON.stringify(given)}: expected NAME=VALUE`,
  fieldTwice: (name: string) => `--field ${name}: given twice`,
  unknownField: (name: string, type: string, label: string) =>
    `${type} of ${label} has no field ${JSON.stringify(name)}, so nothing was saved. \`fieldpost types\` shows its fields.`,
  severalFields: (name: string, type: string) =>
    `${type} has more than one field called ${JSON.stringify(name)}, so nothing was saved. Use its name from \`fieldpost types\`.`,
  formProblems: (type: string, problems: readonly string[]) =>
    `${type} is not complete, so nothing was saved: ${problems.join('; ')}.`,
  formProblem: (label: string, problem: FormProblem['problem'], field: ActivityFieldRecord | null) => {
    switch (problem) {
      case 'missing':
        return `${label} must be filled in${optionsOf(field)}`
      case 'too_long':
        return `${label} is longer than ${field?.maxCharacters ?? 'the allowed'} characters`
      case 'not_a_number':
        return `${label} is to be a number`
      case 'not_a_date':
        return `${label} is to be ${field?.kind === 'date' ? 'a day, as 2026-03-09' : 'a date and time, as 2026-03-09 14:05'}`
      case 'not_an_option':
        return `${label} is none of its options${optionsOf(field)}`
      default:
        return problem satisfies never
    }
  },

  missingFile: (path: string) => `There is no file ${path} that can be read, so nothing was saved.`,
  emptyFile: (name: string) => `${name} is empty, so nothing was saved.`,
  largeFile: (name: string, megabytes: string, most: string) =>
    `${name} has ${megabytes} MB, and the CRM takes up to ${most} MB, so nothing was saved.`,
  fileType: (name: string, mediaType: string) =>
    `The CRM does not take files like ${name} (${mediaType}), so nothing was saved.`,
  sameFile: (name: string) => `${name} is given twice, so nothing was saved.`,
  manyFiles: (most: number) => `A note has at most ${most} files, so nothing was saved.`,
  noSuchFile: 'The note has no file of that name, so nothing was changed. `fieldpost outbox show` names its files.',

  unknownActivity: (word: string) =>
    `There is no activity ${word} here. \`fieldpost show --json\` tells their ids, and what may be changed.`,
  notEditable: (label: string) =>
    `Only your own notes can be changed, and only where ${label} lets them be, so nothing was saved.`,

  typesToCome: 'The activity types are not here yet: `fieldpost sync` fetches them.',
  typeLine: (isWritable: boolean, fields: readonly ActivityFieldRecord[]) => {
    if (!isWritable) return 'the CRM’s own, shown and not written'
    const mandatory = fields.filter((field) => field.isMandatory).length
    return `${count(fields.length, 'field')}${mandatory > 0 ? `, ${mandatory} to be filled in` : ''}`
  },
  fieldLine: (field: ActivityFieldRecord) =>
    [
      field.kind.replace('_', ' and '),
      ...(field.isMandatory ? ['must be filled in'] : []),
      ...(field.isReference ? ['filled in by Fieldpost'] : []),
      ...(field.maxCharacters === null ? [] : [`up to ${field.maxCharacters} characters`]),
      ...(field.options.length === 0 ? [] : [field.options.slice(0, mostOptions).join(' | ')]),
    ].join(', '),

  entryHead: (targets: number, delivered: number) => `A note for ${targets}, ${delivered} of them in the CRM`,
  attached: (fileName: string, megabytes: string, isUploaded: boolean) =>
    `+ ${fileName} (${megabytes} MB${isUploaded ? ', uploaded' : ''})`,
  samePerson: (names: readonly string[]) => `The same person: ${names.join('; ')}.`,
  separated: 'They are two people from now on.',
  joined: 'They are one person again, where their address or number says so.',
  samePersonTwice: 'Both are the same conversation, so nothing was changed.',
} as const

function optionsOf(field: ActivityFieldRecord | null): string {
  if (field === null || field.options.length === 0) return ''
  const more = field.options.length > mostOptions ? ', …' : ''
  return ` (${field.options.slice(0, mostOptions).join(', ')}${more})`
}
