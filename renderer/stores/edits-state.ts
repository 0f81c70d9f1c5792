import type { StateCreator } from 'zustand'
import type {
  EditSubject,
  FormProblem,
  KeptEdit,
  NoteForm,
  OutboxNote,
  TimelineActivity,
} from '../../electron/ipc/shapes.ts'
import { stillWrong } from '../note-form.ts'
import { editableText, simpleHtml } from '../simple-html.ts'
import type { StoreFailure } from '../text-failure.ts'
import { activityKey } from '../timeline-items.ts'

/** What an editor opened with. A sync, or the note's delivery, changes nothing of it. */
export type Opened = KeptEdit['opened']

/** A note that is being changed: what was typed and filled in, until it is saved or the user gives it up. */
export interface NoteEdit extends Readonly<KeptEdit> {
  readonly problems: readonly FormProblem[]
  readonly failure: StoreFailure | null
  /** Why what was typed is not in the journal yet; null: it is, or will be in a moment. */
  readonly unkept: StoreFailure | null
  /** The user is in it: whatever draws it next gives it the focus. */
  readonly hasFocus: boolean
}

export interface EditsState {
  /** By `timelineKey`, which a note keeps from the moment it is saved until long after the CRM has it. */
  readonly byNote: Readonly<Record<string, NoteEdit>>
  /** Takes what the journal holds of an earlier window; what is being typed here wins over it. */
  readonly adopt: (kept: readonly KeptEdit[]) => void
  /** What is being written already stays as it is. */
  readonly openWaiting: (key: string, note: OutboxNote) => void
  readonly openDelivered: (key: string, activity: TimelineActivity) => void
  /** The note has been sent meanwhile: from now on this is a change of what the CRM has. */
  readonly turn: (key: string, activity: TimelineActivity) => void
  readonly type: (key: string, text: string) => void
  readonly fill: (key: string, form: NoteForm) => void
  readonly fail: (key: string, failure: StoreFailure) => void
  readonly unkept: (key: string, failure: StoreFailure | null) => void
  readonly focus: (key: string, hasFocus: boolean) => void
  /** `saved` is in the journal; what was typed since goes on as a change of that. */
  readonly settle: (key: string, saved: NoteEdit) => void
  /** Ends it with all that was typed. */
  readonly close: (key: string) => void
}

/**
 * The changes in progress of single notes. They are kept here and not in the editors, which come and go with screens,
 * conversations and the state of their note.
 */
export const editsState: StateCreator<EditsState> = (set, get) => {
  function put(key: string, edit: NoteEdit): void {
    set(({ byNote }) => ({ byNote: { ...byNote, [key]: edit } }))
  }

  function change(key: string, changed: (edit: NoteEdit) => Partial<NoteEdit>): void {
    const edit = get().byNote[key]
    if (edit !== undefined) put(key, { ...edit, ...changed(edit) })
  }

  function open(key: string, began: Omit<KeptEdit, 'text'>): void {
    if (get().byNote[key] === undefined) {
      put(key, { ...began, text: began.before, ...nothingWrong, hasFocus: true })
    } else change(key, () => ({ hasFocus: true }))
  }

  return {
    byNote: {},
    adopt(kept) {
      const here = get().byNote
      const adopted = kept.map((edit) => [keyOf(edit.subject), { ...edit, ...nothingWrong, hasFocus: false }] as const)
      set({ byNote: { ...Object.fromEntries(adopted), ...here } })
    },
    openWaiting(key, note) {
      const form = note.form.activity === null ? null : note.form
      const subject: EditSubject = { kind: 'note', noteId: note.noteId }
      open(key, { subject, opened: { kind: 'waiting', note }, before: shownOf(note).text, form })
    },
    openDelivered(key, activity) {
      const pendingText = activity.pendingEdit?.text ?? null
      const base = contentOf(activity)
      const { isHtml, noteId, id } = activity
      const opened: Opened = { kind: 'delivered', base, pendingText, late: null, isHtml }
      const subject: EditSubject = noteId === null ? { kind: 'activity', activityId: id } : { kind: 'note', noteId }
      open(key, { subject, opened, before: editableText(pendingText ?? base, isHtml).text, form: null })
    },
    turn(key, activity) {
      const edit = get().byNote[key]
      if (edit === undefined || (!edit.hasFocus && !isChanged(edit))) return get().close(key)
      change(key, ({ opened }) => {
        if (opened.kind === 'delivered') return {}
        const late = opened.note
        const { isHtml } = activity
        return {
          opened: { kind: 'delivered', base: contentOf(activity), pendingText: null, late, isHtml },
          failure: null,
        }
      })
    },
    type: (key, text) => change(key, () => ({ text })),
    fill: (key, form) =>
      change(key, ({ form: before, problems }) => ({ form, problems: stillWrong(problems, before, form) })),
    fail: (key, failure) =>
      change(key, () => ({ failure, problems: failure.kind === 'form_incomplete' ? failure.problems : [] })),
    unkept: (key, unkept) => change(key, () => ({ unkept })),
    focus: (key, hasFocus) => change(key, () => ({ hasFocus })),
    settle(key, saved) {
      const edit = get().byNote[key]
      if (edit === undefined) return
      if (edit.text === saved.text && edit.form === saved.form) return get().close(key)
      const { opened } = edit
      const onItsWay = opened.kind === 'delivered' ? { ...opened, pendingText: storedText(saved) } : opened
      put(key, { ...edit, opened: onItsWay, before: saved.text, problems: [], failure: null })
    },
    close: (key) =>
      set(({ byNote }) => ({ byNote: Object.fromEntries(Object.entries(byNote).filter(([each]) => each !== key)) })),
  }
}

const nothingWrong = { problems: [], failure: null, unkept: null } as const

/** The key of the timeline's row. */
export function keyOf(subject: EditSubject): string {
  return subject.kind === 'note' ? subject.noteId : activityKey(subject.activityId)
}

/** Whether anything would be lost with it. */
export function isChanged({ opened, before, text, form }: NoteEdit): boolean {
  const formBefore = opened.kind === 'waiting' ? opened.note.form : (opened.late?.form ?? null)
  return text !== before || (form !== null && JSON.stringify(form) !== JSON.stringify(formBefore))
}

/** The field shows HTML and not what it says. */
export function isSource({ opened }: NoteEdit): boolean {
  if (opened.kind === 'waiting') return shownOf(opened.note).isSource || isOwnHtml(opened.note)
  if (opened.late !== null) return isOwnHtml(opened.late)
  return editableText(opened.pendingText ?? opened.base, opened.isHtml).isSource
}

/** The text as the note is to have it. */
export function storedText({ opened, text }: NoteEdit): string {
  if (opened.kind === 'waiting') return shownOf(opened.note).stored(text)
  const { late, isHtml, pendingText, base } = opened
  if (late === null) return editableText(pendingText ?? base, isHtml).stored(text)
  return isHtml && !isOwnHtml(late) ? simpleHtml(text) : text
}

/**
 * What the user saw when they began, of a note that is now `content`. Their own change, delivered while they went on, is
 * nobody else's.
 */
export function baseOf({ base, pendingText, isHtml }: Opened & { kind: 'delivered' }, content: string): string {
  const read = (stored: string) => editableText(stored, isHtml).text.trim()
  return pendingText !== null && read(content) === read(pendingText) ? content : base
}

/** A note as the CRM gave it. */
export function contentOf({ description, summary }: Pick<TimelineActivity, 'description' | 'summary'>): string {
  return description ?? summary ?? ''
}

/** A change began as text that the CRM had made HTML of; what was written as HTML here stays its source. */
function shownOf({ text, form, kind }: OutboxNote) {
  return editableText(text, form.format === 'html' && kind === 'edit')
}

function isOwnHtml({ form, kind }: OutboxNote): boolean {
  return form.format === 'html' && kind === 'create'
}
