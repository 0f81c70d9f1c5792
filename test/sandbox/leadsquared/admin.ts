import { z } from 'zod'
import { AdminError, after, type OwnSwitches } from '../admin.ts'
import type { LeadsquaredModel } from './model.ts'
import { settingsSchema } from './settings.ts'

const keysBody = z.object({
  /** An access key, or true for all of them. */
  revoke: z.union([z.string(), z.literal(true)]).optional(),
  /** Further keys of the administrator, as `accessKey:secretKey`. */
  add: z
    .string()
    .regex(/^[^:]+:[^:]+$/)
    .optional(),
})
const activityBody = z.object({
  leadId: z.string().optional(),
  eventCode: z.int().optional(),
  note: z.string().optional(),
  happenedBeforeMs: z.number().min(0).optional(),
  by: z.enum(['colleague', 'me']).default('colleague'),
})
const colleagueBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('edit_lead'), leadId: z.string() }),
  z.object({ action: z.literal('delete_lead'), leadId: z.string() }),
  z.object({ action: z.literal('merge_leads'), leadId: z.string(), intoLeadId: z.string() }),
  z.object({ action: z.literal('edit_activity'), activityId: z.string(), note: z.string().optional() }),
  z.object({ action: z.literal('repair_activity'), activityId: z.string(), note: z.string() }),
  z.object({ action: z.literal('delete_activity'), activityId: z.string() }),
  z.object({ action: z.literal('remove_option'), eventCode: z.int(), schemaName: z.string(), option: z.string() }),
  z.object({ action: z.literal('deactivate_me') }),
])

type Model = Omit<LeadsquaredModel, 'provider' | 'wrongRegion' | 'setApiUrl'>

/** LeadSquared's own switches over HTTP. */
export function leadsquaredSwitches(model: Model): OwnSwitches {
  const { state, colleagues } = model
  return {
    settingsSchema,
    state: () => ({
      leads: state.leads.size,
      activities: state.activities.size,
      activitiesFromApi: state.activitiesFromApi().length,
      activityTypes: [...state.types.values()].map(({ code, name }) => ({ code, name })),
    }),
    routes: {
      'GET /activities': ({ search }) => activities(model, search),
      'GET /leads': () => [...state.leads.values()],
      'POST /leads': () => ({ id: colleagues.newLead().id }),
      'POST /activities': ({ body }) => newActivity(model, activityBody.parse(body)),
      'POST /keys': ({ body }) => after(() => changeKeys(model, keysBody.parse(body))),
      'POST /colleague': ({ body }) => after(() => actAsColleague(model, colleagueBody.parse(body))),
    },
  }
}

/** Activities that came through the API, in the order of creation; `all=true`: the others too. */
function activities({ state, wire }: Model, search: URLSearchParams): unknown {
  const leadId = search.get('leadId')
  const rows = search.get('all') === 'true' ? [...state.activities.values()] : state.activitiesFromApi()
  return rows
    .filter((activity) => leadId === null || activity.leadId === leadId)
    .map((activity) => ({ ...wire.flatActivity(activity, true), isDeleted: activity.deletedAtMs !== null }))
}

function newActivity({ colleagues }: Model, wish: z.output<typeof activityBody>): unknown {
  const activity = colleagues.newActivity({
    by: wish.by,
    ...(wish.leadId === undefined ? {} : { leadId: wish.leadId }),
    ...(wish.eventCode === undefined ? {} : { eventCode: wish.eventCode }),
    ...(wish.note === undefined ? {} : { note: wish.note }),
    ...(wish.happenedBeforeMs === undefined ? {} : { happenedBeforeMs: wish.happenedBeforeMs }),
  })
  if (activity === null) throw new AdminError(404, 'No such lead or activity type.')
  return { id: activity.id, leadId: activity.leadId }
}

function changeKeys({ credentials }: Model, { revoke, add }: z.output<typeof keysBody>): void {
  if (revoke === true) credentials.revoke()
  else if (revoke !== undefined) credentials.revoke(revoke)
  const [accessKey, secretKey] = add?.split(':') ?? []
  if (accessKey !== undefined && secretKey !== undefined) credentials.add(accessKey, secretKey)
}

function actAsColleague({ colleagues, state }: Model, wish: z.output<typeof colleagueBody>): void {
  const isDone = (): boolean => {
    switch (wish.action) {
      case 'edit_lead':
        return colleagues.editLead(wish.leadId)
      case 'delete_lead':
        return colleagues.deleteLead(wish.leadId)
      case 'merge_leads':
        return colleagues.mergeLeads(wish.leadId, wish.intoLeadId)
      case 'edit_activity':
        return colleagues.editActivity(wish.activityId, wish.note)
      case 'repair_activity':
        return colleagues.repairActivity(wish.activityId, wish.note)
      case 'delete_activity':
        return colleagues.deleteActivity(wish.activityId)
      case 'remove_option':
        return colleagues.removeOption(wish.eventCode, wish.schemaName, wish.option)
      case 'deactivate_me':
        colleagues.setUserActive(state.team.me, false)
        return true
    }
  }
  if (!isDone()) throw new AdminError(404, 'No such record.')
}
