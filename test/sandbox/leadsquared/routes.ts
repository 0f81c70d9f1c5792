import type { PlainAnswer } from '../faulty-server.ts'
import { activitiesByEvent, activitiesOfLead, activityDetails, recentActivities } from './activity-lists.ts'
import type { Call, Desk } from './desk.ts'
import { leadById, leadFields, leadsByField, leadsByIds, leadsBySearch, recentLeads } from './lead-lists.ts'
import { createNote, notesOfLead, updateNote } from './lead-notes.ts'
import { activitySetting, activityTypes, createType, dropdownOptions } from './type-calls.ts'
import { createActivities, createActivity, deleteActivities, updateActivity } from './write-activity.ts'

export interface Route {
  readonly method: 'GET' | 'POST'
  /** Counted in the bulk limit: always, never, or as the settings say for sweeps. */
  readonly isBulk: boolean | 'sweep'
  readonly answer: (desk: Desk, call: Call) => PlainAnswer
}

const get = (answer: Route['answer']): Route => ({ method: 'GET', isBulk: false, answer })
const post = (answer: Route['answer'], isBulk: Route['isBulk'] = false): Route => ({ method: 'POST', isBulk, answer })

/** The calls of the two services by path; the call that authenticates is the provider's own. */
export const routes: ReadonlyMap<string, Route> = new Map([
  ['/v2/ProspectActivity.svc/Create', post(createActivity)],
  ['/v2/ProspectActivity.svc/Bulk/CustomActivity/Add/ByLeadId', post(createActivities, true)],
  ['/v2/ProspectActivity.svc/CustomActivity/Update', post(updateActivity)],
  ['/v2/ProspectActivity.svc/DeleteActivities', post(deleteActivities)],
  ['/v2/ProspectActivity.svc/Retrieve', post(activitiesOfLead)],
  ['/v2/ProspectActivity.svc/CustomActivity/RetrieveByActivityEvent', post(activitiesByEvent, 'sweep')],
  ['/v2/ProspectActivity.svc/RetrieveRecentlyModified', post(recentActivities, 'sweep')],
  ['/v2/ProspectActivity.svc/GetActivityDetails', get(activityDetails)],
  ['/v2/ProspectActivity.svc/ActivityTypes.Get', get(activityTypes)],
  ['/v2/ProspectActivity.svc/CustomActivity/GetActivitySetting', get(activitySetting)],
  ['/v2/ProspectActivity.svc/ActivityField/Dropdown/Options/Get', post(dropdownOptions)],
  ['/v2/ProspectActivity.svc/CreateType', post(createType)],
  ['/v2/LeadManagement.svc/Leads.RecentlyModified', post(recentLeads)],
  ['/v2/LeadManagement.svc/Leads.Get', post(leadsByField)],
  ['/v2/LeadManagement.svc/Leads/Retrieve/ByIds', post(leadsByIds)],
  ['/v2/LeadManagement.svc/Leads.GetById', get(leadById)],
  ['/v2/LeadManagement.svc/Leads.GetByQuickSearch', get(leadsBySearch)],
  ['/v2/LeadManagement.svc/LeadsMetaData.Get', get(leadFields)],
  ['/v2/LeadManagement.svc/CreateNote', post(createNote)],
  ['/v2/LeadManagement.svc/RetrieveNote', post(notesOfLead)],
  ['/v2/LeadManagement.svc/UpdateNote', post(updateNote)],
])
