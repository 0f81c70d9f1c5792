import { z } from 'zod'
import { AdminError, after, type OwnSwitches } from '../admin.ts'
import type { LeadpingModel } from './model.ts'
import { settingsSchema } from './settings.ts'

const inboundBody = z.object({ conversationId: z.string().optional(), text: z.string().min(1).optional() })
const keysBody = z.object({
  /** A key, or true for all of them. */
  revoke: z.union([z.string(), z.literal(true)]).optional(),
  add: z.string().min(1).optional(),
})
const colleagueBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('archive'), conversationId: z.string() }),
  z.object({ action: z.literal('unarchive'), conversationId: z.string() }),
  z.object({ action: z.literal('mark_read'), conversationId: z.string() }),
  z.object({ action: z.literal('mark_unread'), conversationId: z.string() }),
  z.object({
    action: z.literal('note'),
    conversationId: z.string(),
    text: z.string().min(1),
    by: z.enum(['colleague', 'me']).default('colleague'),
  }),
  z.object({ action: z.literal('delete_lead'), leadId: z.string() }),
  z.object({ action: z.literal('restage_lead'), leadId: z.string() }),
])

type Model = Omit<LeadpingModel, 'provider'>

/** Leadping's own switches over HTTP. */
export function leadpingSwitches(model: Model): OwnSwitches {
  const { state, wire } = model
  return {
    settingsSchema,
    state: () => ({
      dialect: wire.dialect,
      conversations: state.conversations.size,
      events: state.events.size,
      leads: state.leads.size,
      notesFromApi: state.notesFromApi().length,
    }),
    routes: {
      'GET /notes': ({ search }) => notes(model, search),
      'POST /inbound': ({ body }) => inbound(model, inboundBody.parse(body)),
      'POST /keys': ({ body }) => after(() => changeKeys(model, keysBody.parse(body))),
      'POST /colleague': ({ body }) => after(() => actAsColleague(model, colleagueBody.parse(body))),
      'POST /expire-tokens': () => after(() => model.expireTokens()),
    },
  }
}

/** Notes that came through the API, in the order of creation; `all=true`: the generated ones too. */
function notes({ state }: Model, search: URLSearchParams): unknown {
  const conversationId = search.get('conversationId')
  const everything = conversationId === null ? [...state.events.values()] : state.timelineOf(conversationId)
  return everything
    .filter((event) => event.type === 'Note')
    .filter((event) => search.get('all') === 'true' || event.origin === 'api')
    .map((event) => ({
      id: event.id,
      conversationId: event.conversationId,
      text: event.text,
      createdAt: new Date(event.createdAtMs).toISOString(),
      createdBy: event.actor?.name ?? null,
    }))
}

function inbound({ colleagues }: Model, { conversationId, text }: z.output<typeof inboundBody>): unknown {
  const event = colleagues.inboundMessage(conversationId, text)
  if (event === null) throw new AdminError(404, 'No such conversation.')
  return { id: event.id, conversationId: event.conversationId, text: event.text }
}

function changeKeys({ credentials }: Model, { revoke, add }: z.output<typeof keysBody>): void {
  if (revoke === true) credentials.revoke()
  else if (revoke !== undefined) credentials.revoke(revoke)
  if (add !== undefined) credentials.add(add)
}

function actAsColleague({ colleagues }: Model, wish: z.output<typeof colleagueBody>): void {
  const isDone = (): boolean => {
    switch (wish.action) {
      case 'archive':
      case 'unarchive':
        return colleagues.setArchived(wish.conversationId, wish.action === 'archive')
      case 'mark_read':
      case 'mark_unread':
        return colleagues.setUnread(wish.conversationId, wish.action === 'mark_unread')
      case 'note':
        return colleagues.note(wish.conversationId, wish.text, wish.by) !== null
      case 'delete_lead':
        return colleagues.deleteLead(wish.leadId)
      case 'restage_lead':
        return colleagues.restage(wish.leadId)
    }
  }
  if (!isDone()) throw new AdminError(404, 'No such record.')
}
