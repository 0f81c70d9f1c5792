import { describe, expect, it } from 'vitest'
import { type NoteAccount, wantedForm } from '../../../electron/cli/notes/note-form.ts'
import { noteOptions } from '../../../electron/cli/notes/note-options.ts'

type Note = NoteAccount['note']
type Type = NoteAccount['types'][number]

const plain: Note = {
  formats: ['plain'],
  visibilities: [],
  drafts: false,
  manyTargets: false,
  attachments: null,
  activityTypes: false,
  edits: false,
}
const field = (name: string, label: string, more: Partial<Type['fields'][number]> = {}) => ({
  name,
  label,
  kind: 'text' as const,
  options: [],
  isMandatory: false,
  maxCharacters: null,
  isReference: false,
  ...more,
})
const survey: Type = {
  code: '201',
  name: 'Site Survey',
  isWritable: true,
  fields: [
    field('mx_1', 'Roof', { isMandatory: true, kind: 'dropdown', options: ['Flat', 'Steep'] }),
    field('mx_2', 'Surveyed at', { kind: 'date_time' }),
    field('mx_3', 'Wanted', { kind: 'boolean' }),
    field('mx_4', 'Reference', { isReference: true, isMandatory: true }),
  ],
}
const fieldNote: Type = {
  code: '200',
  name: 'Field Note',
  isWritable: true,
  fields: [field('mx_1', 'Reference', { isReference: true, isMandatory: true })],
}
const opened: Type = { code: '1', name: 'Email Opened', isWritable: false, fields: [] }

const simple: NoteAccount = { accountId: 1, label: 'Simple', note: plain, types: [] }
const rich: NoteAccount = {
  accountId: 2,
  label: 'Rich',
  note: { ...plain, formats: ['plain', 'html'], visibilities: ['public', 'private'], drafts: true },
  types: [],
}
const typed: NoteAccount = {
  accountId: 3,
  label: 'Typed',
  note: { ...plain, activityTypes: true },
  types: [opened, survey, fieldNote],
}

const form = (given: Record<string, unknown>, ...accounts: NoteAccount[]) => {
  const wanted = wantedForm(noteOptions.parse(given), accounts)
  return wanted.ok ? wanted.value : wanted.failure
}

describe('the form of a note from the command line', () => {
  it('is what is usual in the CRM where nothing is said', () => {
    expect(form({}, simple)).toEqual({ format: 'plain', visibility: null, isDraft: false, activity: null })
    expect(form({}, rich)).toMatchObject({ visibility: 'public' })
    expect(form({}, typed)).toMatchObject({ activity: { typeCode: '200', occurredAtMs: null, fields: [] } })
  })

  it('is private only where every target can keep it so, and public where one can say it', () => {
    expect(form({ private: true }, rich)).toMatchObject({ visibility: 'private' })
    expect(form({ private: true }, rich, simple)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Simple/),
    })
    expect(form({ public: true }, simple, rich)).toMatchObject({ visibility: 'public' })
    expect(form({ public: true }, simple)).toMatchObject({ kind: 'refused' })
  })

  it('has an activity for those of several accounts that make activities of notes', () => {
    const words = { type: 'site survey', field: ['Roof=flat'] }
    expect(form(words, simple, typed)).toMatchObject({
      activity: { typeCode: '201', typeName: 'Site Survey', fields: [{ name: 'mx_1', value: 'Flat' }] },
    })
    expect(form(words, simple)).toMatchObject({ kind: 'refused' })
    const elsewhere = { ...typed, label: 'Elsewhere', types: [{ ...survey, code: '301' }] }
    expect(form(words, typed, elsewhere)).toMatchObject({
      message: expect.stringMatching(/no activity type of Elsewhere/),
    })
  })

  it('keeps fields in the order of the type, moments in UTC and yes as 1', () => {
    const given = ['Wanted=yes', 'Surveyed at=2026-03-09T14:05+01:00', 'mx_1=Steep']
    expect(form({ type: '201', field: given, at: '2026-03-09', 'with-score': true }, typed)).toMatchObject({
      activity: {
        occurredAtMs: Date.UTC(2026, 2, 9),
        wantsLeadScore: true,
        fields: [
          { name: 'mx_1', value: 'Steep' },
          { name: 'mx_2', value: '2026-03-09 13:05:00' },
          { name: 'mx_3', value: '1' },
        ],
      },
    })
  })

  it('is refused with what is missing or wrong, by the names that people know', () => {
    const message = (...given: string[]) => {
      const refused = form({ type: '201', field: given }, typed)
      return 'message' in refused ? refused.message : ''
    }
    expect(message()).toMatch(/Roof must be filled in \(Flat, Steep\)/)
    expect(message('Roof=Round', 'Wanted=maybe')).toMatch(/Roof is none of its options \(Flat, Steep\); Wanted is none/)
    expect(message('Roof=Flat', 'Surveyed at=noon')).toMatch(/Surveyed at is to be a date and time/)
    expect(message('Roof=Flat', 'Reference=mine')).toMatch(/no field "Reference"/)
    expect(form({ type: '1' }, typed)).toMatchObject({ kind: 'unknown' })
    expect(form({}, { ...typed, types: [] })).toMatchObject({ message: expect.stringMatching(/not here yet/) })
    expect(form({}, { ...typed, types: [survey] })).toMatchObject({
      message: expect.stringMatching(/Choose one with --type/),
    })
  })

  it('leaves the CRM’s own check of options out where that is asked for', () => {
    expect(form({ type: '201', field: ['Roof=Round'], 'skip-option-check': true }, typed)).toMatchObject({
      activity: { skipsOptionCheck: true, fields: [{ value: 'Round' }] },
    })
  })
})
