import { describe, expect, it } from 'vitest'
import type { ActivityType, NoteCapabilities, NoteForm } from '../../../electron/ipc/shapes.ts'
import {
  fieldOf,
  fittedForm,
  misfits,
  shownFields,
  strayFields,
  withField,
  withMoment,
  withSwitch,
  withType,
} from '../../../renderer/note-form.ts'

const plain: NoteCapabilities = {
  formats: ['plain'],
  visibilities: [],
  drafts: false,
  manyTargets: false,
  attachments: null,
  activityTypes: false,
  edits: false,
  maxCharacters: null,
}
const rich: NoteCapabilities = {
  ...plain,
  formats: ['plain', 'html'],
  visibilities: ['public', 'private'],
  drafts: true,
}
const active: NoteCapabilities = { ...plain, activityTypes: true }

type Field = ActivityType['fields'][number]

function field(name: string, label: string, more: Partial<Field> = {}): Field {
  return {
    name,
    label,
    kind: 'text',
    options: [],
    isMandatory: false,
    maxCharacters: null,
    isReference: false,
    ...more,
  }
}

function type(code: string, name: string, fields: readonly Field[]): ActivityType {
  return { code, name, fields: [...fields], isWritable: true }
}

const meeting = type('202', 'Meeting', [
  field('mx_1', 'Outcome', { isMandatory: true, kind: 'dropdown', options: ['Signed'] }),
  field('mx_2', 'Agenda'),
])
const survey = type('201', 'Site Survey', [
  field('mx_1', 'Meter number'),
  field('mx_2', 'Reference', { isReference: true, isMandatory: true }),
  field('mx_3', 'Agenda'),
])
const types = [meeting, survey]

const bare: NoteForm = { format: 'plain', visibility: null, isDraft: false, activity: null }

describe('the form of a note', () => {
  it('is bare where the CRM offers nothing to say', () => {
    expect(fittedForm(null, { capabilities: plain, types: [], lastTypeCode: null })).toEqual(bare)
  })

  it('begins with what is usual in the CRM', () => {
    expect(fittedForm(null, { capabilities: rich, types: [], lastTypeCode: null })).toEqual({
      ...bare,
      visibility: 'public',
    })
  })

  it('keeps what the draft says, and drops what this CRM cannot have', () => {
    const draft: NoteForm = { format: 'html', visibility: 'private', isDraft: true, activity: null }
    expect(fittedForm(draft, { capabilities: rich, types: [], lastTypeCode: null })).toEqual(draft)
    expect(fittedForm(draft, { capabilities: plain, types: [], lastTypeCode: null })).toEqual(bare)
  })

  it('begins with a kind of activity that needs nothing but the text', () => {
    const { activity } = fittedForm(null, { capabilities: active, types, lastTypeCode: null })
    expect(activity).toEqual({ typeCode: '201', typeName: 'Site Survey', occurredAtMs: null, fields: [] })
  })

  it('begins with the kind that was chosen last', () => {
    expect(fittedForm(null, { capabilities: active, types, lastTypeCode: '202' }).activity?.typeCode).toBe('202')
    expect(fittedForm(null, { capabilities: active, types, lastTypeCode: 'gone' }).activity?.typeCode).toBe('201')
  })

  it('has no activity before the kinds are here, and loses none that was filled in', () => {
    expect(fittedForm(null, { capabilities: active, types: [], lastTypeCode: null }).activity).toBeNull()
    const draft = withType(bare, meeting, undefined)
    expect(fittedForm(draft, { capabilities: active, types: [], lastTypeCode: null }).activity).toEqual(draft.activity)
  })

  it('keeps fields in the order of their type, and empty ones out', () => {
    let form = withType(bare, meeting, undefined)
    form = withField(form, meeting, 'mx_2', 'Price')
    form = withField(form, meeting, 'mx_1', 'Signed')
    expect(form.activity?.fields).toEqual([
      { name: 'mx_1', value: 'Signed' },
      { name: 'mx_2', value: 'Price' },
    ])
    expect(fieldOf(withField(form, meeting, 'mx_1', ''), 'mx_1')).toBe('')
    expect(withField(form, meeting, 'mx_1', '').activity?.fields).toHaveLength(1)
  })

  it('takes along what is called the same when the kind changes, whatever its name in the CRM', () => {
    const filled = withField(withType(bare, meeting, undefined), meeting, 'mx_2', 'Price')
    const moved = withType(withField(filled, meeting, 'mx_1', 'Signed'), survey, meeting)
    expect(moved.activity).toMatchObject({ typeCode: '201', fields: [{ name: 'mx_3', value: 'Price' }] })
  })

  it('does not show the field that is kept for our own reference', () => {
    expect(shownFields(survey).map(({ name }) => name)).toEqual(['mx_1', 'mx_3'])
  })

  it('says nothing of a switch that is off', () => {
    const on = withSwitch(withType(bare, meeting, undefined), 'wantsLeadScore', true)
    expect(on.activity).toMatchObject({ wantsLeadScore: true })
    expect(withSwitch(on, 'wantsLeadScore', false).activity).not.toHaveProperty('wantsLeadScore')
  })

  it('remembers when it happened', () => {
    expect(withMoment(withType(bare, meeting, undefined), 5).activity?.occurredAtMs).toBe(5)
    expect(withMoment(bare, 5)).toEqual(bare)
  })

  it('keeps what was filled in for a field that the kind has lost, until it is taken out', () => {
    const fields = [{ name: 'mx_old', value: 'Kept' }]
    const form: NoteForm = { ...bare, activity: { typeCode: '202', typeName: 'Meeting', occurredAtMs: null, fields } }
    expect(strayFields(form, meeting).map(({ name }) => name)).toEqual(['mx_old'])
    const filled = withField(form, meeting, 'mx_2', 'Price')
    expect(filled.activity?.fields.map(({ name }) => name)).toEqual(['mx_2', 'mx_old'])
    expect(withField(filled, meeting, 'mx_old', '').activity?.fields.map(({ name }) => name)).toEqual(['mx_2'])
  })
})

describe('a note for another account as well', () => {
  const said: NoteForm = { format: 'html', visibility: 'private', isDraft: true, activity: null }

  it('must not become something else there', () => {
    expect(misfits(said, true, plain)).toEqual(['html', 'private', 'draft', 'files'])
    expect(misfits(bare, false, plain)).toEqual([])
    expect(misfits({ ...bare, visibility: 'public' }, false, plain)).toEqual([])
    expect(misfits(said, true, { ...rich, attachments: { maxBytes: 1, mediaTypes: null } })).toEqual([])
  })
})
