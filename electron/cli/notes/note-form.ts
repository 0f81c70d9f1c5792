import type { ActivityFieldRecord, ActivityForm, ActivityTypeRecord, NoteForm } from '../../../db/records.ts'
import type { NoteCapabilities } from '../../connectors/connector.ts'
import { type FormProblem, formProblems } from '../../sync/outbox/form-problems.ts'
import { failed, type Outcome } from '../outcome.ts'
import { noteText as words } from '../text-notes.ts'
import { momentOf, utcStamp } from './moments.ts'
import type { NoteOptions } from './note-options.ts'

/** An account that a note goes to, as far as it decides what the note may be. */
export interface NoteAccount {
  readonly accountId: number
  readonly label: string
  readonly note: NoteCapabilities
  /** Empty where its notes are no activities, or its types were not fetched yet. */
  readonly types: readonly ActivityTypeRecord[]
}

/**
 * What the options say, as a form that each of these accounts can have; what one of them does not know is refused. What makes an activity
 * is for those accounts whose notes are activities.
 */
export function wantedForm(options: NoteOptions, accounts: readonly NoteAccount[]): Outcome<NoteForm> {
  if (options.private && options.public) return failed('wrong_usage', words.eitherVisibility)
  const visibility = options.private ? 'private' : options.public ? 'public' : null
  for (const { label, note } of accounts) {
    if (options.html && !note.formats.includes('html')) return refused('--html', label)
    if (options.private && !note.visibilities.includes('private')) return refused('--private', label)
    if (options.draft && !note.drafts) return refused('--draft', label)
    if (options.attach.length > 0 && note.attachments === null) return refused('--attach', label)
  }
  // Where a CRM knows no private notes, all of them are public.
  if (options.public && !accounts.some(({ note }) => note.visibilities.includes('public'))) {
    return refused('--public', accounts[0]?.label ?? '')
  }
  const activity = wantedActivity(options, accounts)
  if (!activity.ok) return activity
  const usual = accounts.flatMap(({ note }) => note.visibilities.slice(0, 1))[0] ?? null
  return {
    ok: true,
    value: {
      format: options.html ? 'html' : (accounts[0]?.note.formats[0] ?? 'plain'),
      visibility: visibility ?? usual,
      isDraft: options.draft,
      activity: activity.value,
    },
  }
}

function refused(option: string, label: string) {
  return failed('refused', words.unknownOption(option, label))
}

function wantedActivity(options: NoteOptions, accounts: readonly NoteAccount[]): Outcome<ActivityForm | null> {
  const typed = accounts.filter(({ note }) => note.activityTypes)
  const [first] = typed
  if (first === undefined) {
    const option = firstActivityOption(options)
    return option === null ? { ok: true, value: null } : refused(option, accounts[0]?.label ?? '')
  }
  const chosen = chosenType(options.type, first)
  if (!chosen.ok) return chosen
  const form = activityForm(options, chosen.value, first.label)
  if (!form.ok) return form
  for (const { label, types } of typed) {
    const type = types.find(({ code, name }) => code === form.value.typeCode && name === form.value.typeName)
    if (type === undefined) return failed('refused', words.typeElsewhere(form.value.typeName, first.label, label))
    const problems = formProblems(type, form.value)
    if (problems.length > 0) return failed('refused', words.formProblems(type.name, problems.map(saidOf(type))))
  }
  return form
}

const activityOptions = ['type', 'at', 'with-score', 'skip-option-check', 'files-async'] as const

function firstActivityOption(options: NoteOptions): string | null {
  if (options.field.length > 0) return '--field'
  const given = activityOptions.find((name) => options[name] !== undefined && options[name] !== false)
  return given === undefined ? null : `--${given}`
}

/** By code or by name. Unless one is chosen: the first that needs nothing but the text. */
function chosenType(word: string | undefined, { label, types }: NoteAccount): Outcome<ActivityTypeRecord> {
  const writable = types.filter((type) => type.isWritable)
  if (writable.length === 0) return failed('refused', words.noTypesYet(label))
  if (word === undefined) {
    const usual = writable.find(({ fields }) => fields.every((field) => field.isReference || !field.isMandatory))
    return usual === undefined ? failed('refused', words.chooseType(label)) : { ok: true, value: usual }
  }
  const byCode = writable.filter(({ code }) => code === word)
  const found = byCode.length > 0 ? byCode : writable.filter(({ name }) => isSame(name, word))
  const [type, second] = found
  if (type === undefined) return failed('unknown', words.unknownType(word, label))
  return second === undefined ? { ok: true, value: type } : failed('unknown', words.severalTypes(word, label))
}

function activityForm(options: NoteOptions, type: ActivityTypeRecord, label: string): Outcome<ActivityForm> {
  const occurredAtMs = options.at === undefined ? null : momentOf(options.at)
  if (options.at !== undefined && occurredAtMs === null) return failed('wrong_usage', words.noMoment(options.at))
  const values = new Map<string, string>()
  for (const given of options.field) {
    const at = given.indexOf('=')
    if (at < 1) return failed('wrong_usage', words.noField(given))
    const name = given.slice(0, at)
    const found = fieldOf(type, name)
    if (!found.ok) return found
    if (values.has(found.value.name)) return failed('wrong_usage', words.fieldTwice(name))
    values.set(found.value.name, keptValue(found.value, given.slice(at + 1)))
  }
  const fields = type.fields.flatMap(({ name }) => {
    const value = values.get(name)
    return value === undefined ? [] : [{ name, value }]
  })
  return {
    ok: true,
    value: {
      typeCode: type.code,
      typeName: type.name,
      occurredAtMs,
      fields,
      ...(options['skip-option-check'] ? { skipsOptionCheck: true } : {}),
      ...(options['with-score'] ? { wantsLeadScore: true } : {}),
      ...(options['files-async'] ? { processesFilesAsync: true } : {}),
    },
  }

  function fieldOf({ name: typeName, fields: known }: ActivityTypeRecord, name: string): Outcome<ActivityFieldRecord> {
    const offered = known.filter((field) => !field.isReference)
    const byName = offered.filter((field) => field.name === name)
    const [field, second] = byName.length > 0 ? byName : offered.filter((each) => isSame(each.label, name))
    if (field === undefined) return failed('refused', words.unknownField(name, typeName, label))
    return second === undefined ? { ok: true, value: field } : failed('refused', words.severalFields(name, typeName))
  }
}

/** As forms keep it; what cannot be read is kept as it is, for the check to say so. */
function keptValue({ kind, options }: ActivityFieldRecord, given: string): string {
  switch (kind) {
    case 'date_time': {
      const atMs = momentOf(given)
      return atMs === null ? given : utcStamp(atMs)
    }
    case 'boolean':
      return booleans[given.trim().toLowerCase()] ?? given
    case 'dropdown':
      return options.find((option) => isSame(option, given)) ?? given
    case 'number':
    case 'date':
      return given.trim()
    case 'text':
      return given
    default:
      return kind satisfies never
  }
}

const booleans: Readonly<Record<string, string>> = { yes: '1', true: '1', '1': '1', no: '0', false: '0', '0': '0' }

function saidOf({ fields }: ActivityTypeRecord) {
  return ({ fieldName, problem }: FormProblem): string => {
    const field = fields.find(({ name }) => name === fieldName)
    return words.formProblem(field?.label ?? fieldName, problem, field ?? null)
  }
}

function isSame(known: string, asked: string): boolean {
  return known.trim().toLocaleLowerCase() === asked.trim().toLocaleLowerCase()
}
