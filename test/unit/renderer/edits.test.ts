import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { TimelineActivity } from '../../../electron/ipc/shapes.ts'
import { baseOf, editsState, isChanged, type NoteEdit, storedText } from '../../../renderer/stores/edits-state.ts'
import { noteId, plain, waiting } from './waiting-note.ts'

const delivered: TimelineActivity = {
  kind: 'activity',
  id: 3,
  type: 'Note',
  category: null,
  direction: null,
  status: null,
  statusReason: null,
  summary: 'Call on Monday',
  description: '<p>Call on Monday</p>',
  authorName: null,
  trafficType: null,
  scheduledForMs: null,
  canceledAtMs: null,
  atMs: 1,
  noteId,
  isHtml: true,
  isMine: true,
  isEditable: true,
  pendingEdit: null,
  sent: null,
}

function edits() {
  const store = createStore(editsState)
  const edit = (): NoteEdit => {
    const found = store.getState().byNote[noteId]
    if (found === undefined) throw new Error('Nothing is being changed')
    return found
  }
  return { ...store.getState(), edit, byNote: () => store.getState().byNote }
}

describe('the change of a note', () => {
  it('is still there, as it was typed, when its editor is opened again', () => {
    const { openWaiting, type, edit } = edits()
    openWaiting(noteId, waiting)
    expect(isChanged(edit())).toBe(false)
    type(noteId, 'Call on Tues')
    openWaiting(noteId, { ...waiting, state: 'queued' })
    expect(edit().text).toBe('Call on Tues')
    expect(isChanged(edit())).toBe(true)
  })

  it('counts as changed where only a field of its activity was', () => {
    const { openWaiting, fill, edit } = edits()
    const activity = { typeCode: '202', typeName: 'Meeting', occurredAtMs: null, fields: [{ name: 'a', value: '1' }] }
    openWaiting(noteId, { ...waiting, form: { ...plain, activity } })
    expect(isChanged(edit())).toBe(false)
    fill(noteId, { ...plain, activity: { ...activity, fields: [{ name: 'a', value: '2' }] } })
    expect(isChanged(edit())).toBe(true)
  })

  it('that is typed while the note is sent becomes a change of what the CRM has', () => {
    const { openWaiting, type, turn, edit } = edits()
    openWaiting(noteId, waiting)
    type(noteId, 'Call on Tuesday\nat 9 & not later')
    turn(noteId, delivered)
    expect(edit()).toMatchObject({
      opened: { kind: 'delivered', base: '<p>Call on Monday</p>', late: waiting },
      text: 'Call on Tuesday\nat 9 & not later',
    })
    expect(isChanged(edit())).toBe(true)
    expect(storedText(edit())).toBe('<p>Call on Tuesday<br>at 9 &amp; not later</p>')
  })

  it('stays HTML where the note was written as such', () => {
    const { openWaiting, type, turn, edit } = edits()
    openWaiting(noteId, { ...waiting, text: '<p>Call</p>', form: { ...plain, format: 'html' } })
    type(noteId, '<p>Call <b>now</b></p>')
    turn(noteId, delivered)
    expect(storedText(edit())).toBe('<p>Call <b>now</b></p>')
  })

  it('ends with the sending where nothing was typed and the user is elsewhere', () => {
    const { openWaiting, focus, turn, byNote } = edits()
    openWaiting(noteId, waiting)
    focus(noteId, false)
    turn(noteId, delivered)
    expect(byNote()).toEqual({})
  })

  it('keeps what it began from, whatever a sync brings meanwhile', () => {
    const { openDelivered, type, turn, edit } = edits()
    openDelivered(noteId, delivered)
    type(noteId, 'Call on Friday')
    const theirs = { ...delivered, summary: 'Theirs', description: '<p>Theirs</p>' }
    openDelivered(noteId, theirs)
    turn(noteId, theirs)
    const { opened, text } = edit()
    if (opened.kind !== 'delivered') throw new Error('It is a change of a delivered note')
    expect(text).toBe('Call on Friday')
    expect(baseOf(opened, '<p>Theirs</p>')).toBe('<p>Call on Monday</p>')
  })

  it('that goes on from an earlier change begins from that one once the CRM has it', () => {
    const { openDelivered, edit } = edits()
    openDelivered(noteId, { ...delivered, pendingEdit: { ...waiting, kind: 'edit', text: '<p>Call at 9</p>' } })
    const { opened, before } = edit()
    if (opened.kind !== 'delivered') throw new Error('It is a change of a delivered note')
    expect(before).toBe('Call at 9')
    expect(baseOf(opened, '<p>Call on Monday</p>')).toBe('<p>Call on Monday</p>')
    expect(baseOf(opened, '<div>Call at 9</div>')).toBe('<div>Call at 9</div>')
  })

  it('goes on where something was typed while it was being saved, and ends where nothing was', () => {
    const { openDelivered, type, settle, edit, byNote } = edits()
    openDelivered(noteId, delivered)
    type(noteId, 'Call on Friday')
    const saved = edit()
    type(noteId, 'Call on Friday at 9')
    settle(noteId, saved)
    expect(edit()).toMatchObject({
      opened: { base: '<p>Call on Monday</p>', pendingText: '<p>Call on Friday</p>' },
      before: 'Call on Friday',
      text: 'Call on Friday at 9',
    })
    settle(noteId, edit())
    expect(byNote()).toEqual({})
  })

  it('that could not be saved says why, and goes with all it was when it is given up', () => {
    const { openWaiting, type, fail, close, edit, byNote } = edits()
    openWaiting(noteId, waiting)
    type(noteId, 'Call')
    fail(noteId, { kind: 'wrong_state', detail: null })
    expect(edit()).toMatchObject({ text: 'Call', failure: { kind: 'wrong_state' } })
    close(noteId)
    expect(byNote()).toEqual({})
  })
})
