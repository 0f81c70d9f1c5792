import type { SaleshandyModel } from '../../sandbox/saleshandy/model.ts'
import type { Note } from '../../sandbox/saleshandy/types.ts'
import type { ColleagueAction } from '../happenings.ts'

/** Saleshandy's reading of what colleagues do, `visible` being the notes that our user sees; says what was done. */
export function colleagueActs(
  model: SaleshandyModel,
  visible: readonly Readonly<Note>[],
  action: ColleagueAction,
  pick: number,
): string {
  const { colleagues, state } = model
  const prospects = state.listedProspects()
  const one = prospects[Math.floor(pick * prospects.length)]
  if (action === 'new_lead') return `a new prospect ${colleagues.addProspect().id}`
  const threads = state.listedThreads()
  const thread = threads[Math.floor(pick * threads.length)]
  if (one === undefined) return `${action}: nothing is left to do it to`
  const notes = visible.filter(({ authorId }) => authorId !== state.team.me.id)
  const note = notes[Math.floor(pick * notes.length)]
  switch (action) {
    case 'message':
      return `a mail in ${colleagues.inboundMail(thread?.id)?.id ?? 'no thread'}`
    case 'note':
      return `a note ${colleagues.addNote(one.id, 'Seen by a colleague.')?.id} on ${one.id}`
    case 'archive':
      return note === undefined ? 'no note to delete' : `deleted note ${note.id}: ${colleagues.deleteNote(note.id)}`
    case 'read':
      return thread === undefined ? 'no thread' : `read ${thread.id}: ${colleagues.setRead(thread.id, !thread.isRead)}`
    case 'restage':
      return `edited ${one.id}: ${colleagues.editProspect(one.id)}`
    case 'delete_lead':
      return `deleted ${one.id}: ${colleagues.deleteProspect(one.id)}`
    case 'status':
      return note === undefined
        ? 'no note to edit'
        : `edited note ${note.id}: ${colleagues.editNote(note.id, 'Changed by a colleague.')}`
    default:
      return action satisfies never
  }
}
