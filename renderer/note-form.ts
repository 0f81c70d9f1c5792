import type { ActivityType, FormProblem, NoteCapabilities, NoteForm } from '../electron/ipc/shapes.ts'

/** The form of a note: what the user says of it besides its text. Pure steps from one form to the next. */

type ActivityForm = NonNullable<NoteForm['activity']>

/** What the composer offers: an account's capabilities, with the kinds of activity it knows. */
export interface FormRoom {
  readonly capabilities: NoteCapabilities
  /** Only those that users make. Empty where notes are no activities, or the kinds are not here yet. */
  readonly types: readonly ActivityType[]
  /** The kind that was chosen for the last note; null: none yet. */
  readonly lastTypeCode: string | null
}

/** The form as `room` can have it: what the draft says, and what is usual for what it does not say. */
export function fittedForm(draft: NoteForm | null, { capabilities, types, lastTypeCode }: FormRoom): NoteForm {
  const { formats, visibilities, drafts, activityTypes } = capabilities
  const format = draft !== null && formats.includes(draft.format) ? draft.format : (formats[0] ?? 'plain')
  const said = draft?.visibility ?? null
  const visibility = said !== null && visibilities.includes(said) ? said : (visibilities[0] ?? null)
  const isDraft = drafts && draft?.isDraft === true
  return { format, visibility, isDraft, activity: activityTypes ? fittedActivity(draft, types, lastTypeCode) : null }
}

/** A kind that the account no longer has stays chosen: what was filled in is not lost, and saving says what is wrong. */
function fittedActivity(
  draft: NoteForm | null,
  types: readonly ActivityType[],
  last: string | null,
): ActivityForm | null {
  if (draft?.activity != null) return draft.activity
  const usual = types.find(({ code }) => code === last) ?? types.find(isEasy) ?? types[0]
  return usual === undefined ? null : emptyActivity(usual)
}

/** Needs nothing but the text. */
function isEasy({ fields }: ActivityType): boolean {
  return fields.every((field) => field.isReference || !field.isMandatory)
}

function emptyActivity({ code, name }: ActivityType): ActivityForm {
  return { typeCode: code, typeName: name, occurredAtMs: null, fields: [] }
}

/** Fields that people fill in. */
export function shownFields(type: ActivityType | undefined): ActivityType['fields'] {
  return type === undefined ? [] : type.fields.filter((field) => !field.isReference)
}

/** What was filled in for a field that the kind does not have any more, in sight until the user takes it out. */
export function strayFields(form: NoteForm, type: ActivityType): ActivityType['fields'] {
  const known = new Set(type.fields.map(({ name }) => name))
  const stray = form.activity?.fields.filter(({ name }) => !known.has(name)) ?? []
  return stray.map(({ name }) => ({
    name,
    label: name,
    kind: 'text',
    options: [],
    isMandatory: false,
    maxCharacters: null,
    isReference: false,
  }))
}

/**
 * `form` with another kind of activity. Fields mean something else in each kind, so only those go along that are called
 * the same to people.
 */
export function withType(form: NoteForm, type: ActivityType, before: ActivityType | undefined): NoteForm {
  const given = form.activity
  const fields = shownFields(type).flatMap(({ name, label, kind }) => {
    const twin = shownFields(before).find((field) => field.label === label && field.kind === kind)
    const value = given?.fields.find((field) => field.name === twin?.name)?.value
    return value === undefined ? [] : [{ name, value }]
  })
  return { ...form, activity: { ...(given ?? emptyActivity(type)), typeCode: type.code, typeName: type.name, fields } }
}

/** `form` with one field filled in; empty takes it out. Fields stay in the order of the type. */
export function withField(form: NoteForm, type: ActivityType, name: string, value: string): NoteForm {
  if (form.activity === null) return form
  const values = new Map(form.activity.fields.map((field) => [field.name, field.value]))
  values.set(name, value)
  const names = [...type.fields, ...strayFields(form, type)].map((field) => field.name)
  const fields = names.flatMap((each) => {
    const filled = values.get(each)
    return filled === undefined || filled === '' ? [] : [{ name: each, value: filled }]
  })
  return { ...form, activity: { ...form.activity, fields } }
}

export function fieldOf(form: NoteForm, name: string): string {
  return form.activity?.fields.find((field) => field.name === name)?.value ?? ''
}

export type ActivitySwitch = 'wantsLeadScore' | 'skipsOptionCheck' | 'processesFilesAsync'

export const activitySwitches: readonly ActivitySwitch[] = ['wantsLeadScore', 'skipsOptionCheck', 'processesFilesAsync']

/** A switch that is off is not sent at all: the CRM then does what is usual there. */
export function withSwitch(form: NoteForm, name: ActivitySwitch, isOn: boolean): NoteForm {
  if (form.activity === null) return form
  const { [name]: _before, ...rest } = form.activity
  return { ...form, activity: isOn ? { ...rest, [name]: true } : rest }
}

export function withMoment(form: NoteForm, occurredAtMs: number | null): NoteForm {
  return form.activity === null ? form : { ...form, activity: { ...form.activity, occurredAtMs } }
}

export type Misfit = 'html' | 'private' | 'draft' | 'files'

/** What of a note the CRM of another target could not have, so that it must not be sent there as something else. */
export function misfits(form: NoteForm, hasFiles: boolean, can: NoteCapabilities): Misfit[] {
  const all: readonly (readonly [Misfit, boolean])[] = [
    ['html', !can.formats.includes(form.format)],
    ['private', form.visibility === 'private' && !can.visibilities.includes('private')],
    ['draft', form.isDraft && !can.drafts],
    ['files', hasFiles && can.attachments === null],
  ]
  return all.flatMap(([misfit, isOne]) => (isOne ? [misfit] : []))
}

/** Of the problems found in `before`, those that `now` still has: one is over when its field is changed, or its kind. */
export function stillWrong(problems: readonly FormProblem[], before: NoteForm | null, now: NoteForm): FormProblem[] {
  if (before?.activity?.typeCode !== now.activity?.typeCode) return []
  return problems.filter(({ fieldName }) => before !== null && fieldOf(before, fieldName) === fieldOf(now, fieldName))
}
