import { z } from 'zod'
import { AdminError, after, type OwnSwitches } from '../admin.ts'
import type { SaleshandyModel } from './model.ts'
import { settingsSchema } from './settings.ts'

const inboundBody = z.object({
  threadId: z.string().optional(),
  /** Opens a thread of its own with this prospect instead. */
  prospectId: z.string().optional(),
  text: z.string().min(1).optional(),
})
const keysBody = z.object({
  /** A key, or true for all of them. */
  revoke: z.union([z.string(), z.literal(true)]).optional(),
  add: z.string().min(1).optional(),
  /** Whom the added key acts as; our own user if left out. */
  memberId: z.string().optional(),
})
const colleagueBody = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('add_prospect'),
    id: z.string().optional(),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
  }),
  z.object({ action: z.literal('edit_prospect'), prospectId: z.string() }),
  z.object({ action: z.literal('delete_prospect'), prospectId: z.string() }),
  z.object({
    action: z.literal('note'),
    prospectId: z.string(),
    text: z.string().min(1),
    by: z.enum(['colleague', 'me']).default('colleague'),
    visibility: z.enum(['1', '2']).default('1'),
  }),
  z.object({ action: z.literal('edit_note'), noteId: z.string(), text: z.string().min(1) }),
  z.object({ action: z.literal('delete_note'), noteId: z.string() }),
  z.object({ action: z.literal('pin'), noteId: z.string() }),
  z.object({ action: z.literal('unpin'), noteId: z.string() }),
  z.object({ action: z.literal('make_private'), noteId: z.string() }),
  z.object({ action: z.literal('mark_read'), threadId: z.string() }),
  z.object({ action: z.literal('mark_unread'), threadId: z.string() }),
])
const noteIdsBody = z.object({ ids: z.array(z.string().min(1)) })

type Model = Omit<SaleshandyModel, 'provider'>

/** Saleshandy's own switches over HTTP. */
export function saleshandySwitches(model: Model): OwnSwitches {
  const { state } = model
  return {
    settingsSchema,
    state: () => ({
      prospects: state.listedProspects().length,
      notes: state.notes.size,
      threads: state.threads.size,
      attachments: state.attachments.size,
      notesFromApi: state.notesFromApi().length,
      members: state.team.members,
    }),
    routes: {
      'GET /notes': ({ search }) => notes(model, search),
      'GET /attachments': () => [...state.attachments.values()],
      'POST /inbound': ({ body }) => inbound(model, inboundBody.parse(body)),
      'POST /keys': ({ body }) => after(() => changeKeys(model, keysBody.parse(body))),
      'POST /colleague': ({ body }) => after(() => actAsColleague(model, colleagueBody.parse(body))),
      'POST /note-ids': ({ body }) => after(() => model.presetNoteIds(noteIdsBody.parse(body).ids)),
    },
  }
}

/** Notes that came through the API, in the order of creation; `all=true`: the others too. */
function notes({ state }: Model, search: URLSearchParams): unknown {
  const prospectId = search.get('prospectId')
  const everything = prospectId === null ? [...state.notes.values()] : state.notesOf(prospectId)
  return everything.filter((note) => search.get('all') === 'true' || note.origin === 'api')
}

function inbound({ colleagues }: Model, { threadId, prospectId, text }: z.output<typeof inboundBody>): unknown {
  const thread =
    prospectId === undefined ? colleagues.inboundMail(threadId, text) : colleagues.newThread(prospectId, text)
  if (thread === null) throw new AdminError(404, 'No such thread, or a prospect without an address.')
  return { threadId: thread.id, mailId: thread.mails.at(-1)?.id, subject: thread.subject }
}

function changeKeys({ credentials, state }: Model, { revoke, add, memberId }: z.output<typeof keysBody>): void {
  if (memberId !== undefined && !state.team.members.some((one) => one.id === memberId)) {
    throw new AdminError(404, 'No such member.')
  }
  if (revoke === true) credentials.revoke()
  else if (revoke !== undefined) credentials.revoke(revoke)
  if (add !== undefined) credentials.add(add, memberId)
}

function actAsColleague({ colleagues, state }: Model, wish: z.output<typeof colleagueBody>): void {
  const isDone = (): boolean => {
    switch (wish.action) {
      case 'add_prospect': {
        const { action: _, ...values } = wish
        const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
        if (wish.id !== undefined && state.prospects.has(wish.id)) throw new AdminError(400, 'There is one already.')
        colleagues.addProspect(given)
        return true
      }
      case 'edit_prospect':
        return colleagues.editProspect(wish.prospectId)
      case 'delete_prospect':
        return colleagues.deleteProspect(wish.prospectId)
      case 'note':
        return colleagues.addNote(wish.prospectId, wish.text, { by: wish.by, visibility: wish.visibility }) !== null
      case 'edit_note':
        return colleagues.editNote(wish.noteId, wish.text)
      case 'delete_note':
        return colleagues.deleteNote(wish.noteId)
      case 'pin':
      case 'unpin':
        return colleagues.setPinned(wish.noteId, wish.action === 'pin')
      case 'make_private':
        return colleagues.makePrivate(wish.noteId)
      case 'mark_read':
      case 'mark_unread':
        return colleagues.setRead(wish.threadId, wish.action === 'mark_read')
    }
  }
  if (!isDone()) throw new AdminError(404, 'No such record.')
}
