import { describe, expect, it } from 'vitest'
import type { ActivityFieldRecord, ActivityForm, ActivityTypeRecord } from '../../../db/records.ts'
import { formProblems } from '../../../electron/sync/outbox/form-problems.ts'

function field(name: string, content: Partial<ActivityFieldRecord> = {}): ActivityFieldRecord {
  return {
    name,
    label: name,
    kind: 'text',
    options: [],
    isMandatory: false,
    maxCharacters: null,
    isReference: false,
    ...content,
  }
}

function problems(asked: ActivityFieldRecord, value: string | null, form: Partial<ActivityForm> = {}) {
  const type: ActivityTypeRecord = { code: '201', name: 'Visit', fields: [asked], isWritable: true }
  const fields = value === null ? [] : [{ name: asked.name, value }]
  const given = { typeCode: '201', typeName: 'Visit', occurredAtMs: null, fields, ...form }
  return formProblems(type, given).map(({ problem }) => problem)
}

describe('the form of an activity', () => {
  it.each([
    { asked: field('f', { isMandatory: true }), value: null, found: ['missing'] },
    { asked: field('f', { isMandatory: true }), value: '  ', found: ['missing'] },
    { asked: field('f', { isMandatory: true }), value: 'x', found: [] },
    { asked: field('f'), value: '', found: [] },
    { asked: field('f', { isMandatory: true, isReference: true }), value: null, found: [] },
    { asked: field('f', { maxCharacters: 3 }), value: 'four', found: ['too_long'] },
    { asked: field('f', { maxCharacters: 4 }), value: 'four', found: [] },
    { asked: field('f', { kind: 'number' }), value: '-12.50', found: [] },
    { asked: field('f', { kind: 'number' }), value: '1,200', found: ['not_a_number'] },
    { asked: field('f', { kind: 'number' }), value: '1e3', found: ['not_a_number'] },
    { asked: field('f', { kind: 'date' }), value: '2026-02-28', found: [] },
    { asked: field('f', { kind: 'date' }), value: '2026-02-30', found: ['not_a_date'] },
    { asked: field('f', { kind: 'date' }), value: '28.02.2026', found: ['not_a_date'] },
    { asked: field('f', { kind: 'date' }), value: '2026-99-99', found: ['not_a_date'] },
    { asked: field('f', { kind: 'date_time' }), value: '2026-02-28 14:05:00', found: [] },
    { asked: field('f', { kind: 'date_time' }), value: '2026-02-28 24:05', found: ['not_a_date'] },
    { asked: field('f', { kind: 'date_time' }), value: '2026-02-28', found: ['not_a_date'] },
    { asked: field('f', { kind: 'dropdown', options: ['Yes', 'No'] }), value: 'No', found: [] },
    { asked: field('f', { kind: 'dropdown', options: ['Yes', 'No'] }), value: 'no', found: ['not_an_option'] },
    { asked: field('f', { kind: 'dropdown' }), value: 'anything', found: [] },
    { asked: field('f', { kind: 'boolean' }), value: '1', found: [] },
    { asked: field('f', { kind: 'boolean' }), value: 'perhaps', found: ['not_an_option'] },
  ])('finds $found in $value of a $asked.kind', ({ asked, value, found }) => {
    expect(problems(asked, value)).toEqual(found)
  })

  it('leaves the options of a dropdown to the CRM where the user wants that', () => {
    const asked = field('f', { kind: 'dropdown', options: ['Yes'] })
    expect(problems(asked, 'No', { skipsOptionCheck: true })).toEqual([])
  })

  it('has no fields but those of its type', () => {
    expect(problems(field('f'), null, { fields: [{ name: 'g', value: 'x' }] })).toEqual(['not_an_option'])
  })

  it('tells all problems at once, in the order of the fields', () => {
    const fields = [field('a', { isMandatory: true }), field('b'), field('c', { isMandatory: true })]
    const form = { typeCode: '1', typeName: 'T', occurredAtMs: null, fields: [] }
    expect(formProblems({ code: '1', name: 'T', fields, isWritable: true }, form)).toEqual([
      { fieldName: 'a', problem: 'missing' },
      { fieldName: 'c', problem: 'missing' },
    ])
  })
})
