import type { StoreApi } from 'zustand'
import type { Input, Output } from '../../electron/ipc/contract.ts'
import type { EditSubject } from '../../electron/ipc/shapes.ts'
import { answered } from '../answered.ts'
import type { Schedule } from '../schedule.ts'
import { type EditsState, isChanged, keyOf, type NoteEdit } from './edits-state.ts'
import { orderedSaves } from './ordered-saves.ts'

/** What of main is needed to keep them. */
export interface EditsPort {
  readonly keep: (edit: Input<'edit.keep'>) => Promise<Output<'edit.keep'>>
  readonly giveUp: (subject: EditSubject) => Promise<Output<'edit.giveUp'>>
}

export interface EditsKeeper {
  /** These are in the journal already, from an earlier window. */
  readonly adopt: (kept: Output<'edit.list'>) => void
  /** For the page's last moment: every change that still waits is on its way to main when this returns. */
  readonly saveAllNow: () => void
}

/**
 * Brings what is typed into the editors of notes to the journal, shortly after the last key, until it is saved or given up. While the
 * journal cannot take it, it stays in the editor, which says so, and every further key tries again.
 */
export function keepEdits(store: StoreApi<EditsState>, port: EditsPort, schedule: Schedule): EditsKeeper {
  /** What the journal holds, or may. */
  const onDisk = new Map<string, EditSubject>()
  const saves = orderedSaves(write, schedule)

  async function write(key: string): Promise<void> {
    const edit = store.getState().byNote[key]
    const subject = onDisk.get(key)
    if (edit !== undefined && isChanged(edit)) return keep(key, edit)
    if (subject === undefined) return
    onDisk.delete(key)
    const answer = await answered(port.giveUp(subject))
    // Offered again by the next window, it is given up there: nothing is lost with it.
    if (!answer.ok) onDisk.set(key, subject)
  }

  async function keep(key: string, edit: NoteEdit): Promise<void> {
    const { subject, opened, before, text, form } = edit
    onDisk.set(key, subject)
    const answer = await answered(port.keep({ subject, opened, before, text, form }))
    const { unkept } = store.getState()
    if (answer.ok) return unkept(key, null)
    // Its note went with its account, or with the local copy: there is nothing to change any more.
    if (answer.error.kind !== 'gone') unkept(key, answer.error)
  }

  store.subscribe(({ byNote }, { byNote: earlier }) => {
    for (const key of new Set([...Object.keys(byNote), ...Object.keys(earlier)])) {
      const [now, before] = [byNote[key], earlier[key]]
      if (now === before || (now !== undefined && before !== undefined && isSame(now, before))) continue
      if (now === undefined) void saves.flush(key)
      else saves.request(key)
    }
  })

  return {
    adopt(kept) {
      for (const { subject } of kept) onDisk.set(keyOf(subject), subject)
      store.getState().adopt(kept)
    },
    saveAllNow() {
      for (const [key, edit] of Object.entries(store.getState().byNote)) {
        saves.cancel(key)
        // Past the queue, whose turn may never come: main takes what is sent to it in order.
        if (isChanged(edit)) void keep(key, edit)
      }
    },
  }
}

/** Whether nothing differs that is kept. */
function isSame(one: NoteEdit, other: NoteEdit): boolean {
  return (
    one.text === other.text && one.form === other.form && one.opened === other.opened && one.before === other.before
  )
}
