import { statusField } from './activity-types.ts'
import type { LeadsquaredSettings } from './settings.ts'
import { printStamp } from './stamps.ts'
import type { LeadsquaredState } from './state.ts'
import type { ActivityField, ActivityType, SandboxActivity, SandboxLead, SandboxLeadNote } from './types.ts'

type Row = Record<string, unknown>
type Flat = Record<string, string | null>
type Activity = Readonly<SandboxActivity>

const noteField: ActivityField = {
  schemaName: 'ActivityEvent_Note',
  displayName: 'Notes',
  dataType: 'String',
  isMandatory: false,
  options: [],
  maxLength: null,
}

/** Renders the state as the API's answers. */
export class LeadsquaredWire {
  readonly #state: LeadsquaredState
  readonly #settings: Readonly<LeadsquaredSettings>

  constructor(state: LeadsquaredState, settings: Readonly<LeadsquaredSettings>) {
    this.#state = state
    this.#settings = settings
  }

  stamp(atMs: number): string {
    return printStamp(atMs, this.#settings.printsMilliseconds)
  }

  /** The moment that `CreatedOn` tells, ms. */
  createdMs(activity: Activity): number {
    return this.#settings.createdOn === 'activity_time' ? activity.happenedAtMs : activity.writtenAtMs
  }

  /** A moment as filters and orders see it, ms: whole seconds, unless rows carry hidden fractions. */
  seen(atMs: number): number {
    return this.#settings.hasHiddenFractions ? atMs : Math.floor(atMs / 1_000) * 1_000
  }

  /** A row of the activities by code: flat, every value text. */
  flatActivity(activity: Activity, removesEmpty: boolean): Flat {
    const type = this.#state.types.get(activity.eventCode)
    const row: Flat = {
      ProspectActivityId: activity.id,
      RelatedProspectId: activity.leadId,
      ActivityEvent: String(activity.eventCode),
      ActivityEvent_Note: activity.note,
      Status: activity.status,
      Score: String(type?.score ?? 0),
      CreatedOn: this.stamp(this.createdMs(activity)),
      ModifiedOn: this.stamp(activity.modifiedAtMs),
      CreatedBy: activity.createdById,
      CreatedByName: this.#nameOf(activity.createdById),
      ModifiedBy: activity.modifiedById,
      ModifiedByName: this.#nameOf(activity.modifiedById),
      Owner: activity.ownerId,
      OwnerName: this.#nameOf(activity.ownerId),
      ...Object.fromEntries((type?.fields ?? []).map((field) => [field.schemaName, null])),
      ...activity.fields,
    }
    if (!removesEmpty) return row
    return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ''))
  }

  /** A row of one lead's activities: what types do not share is in key-value parts, only what is not empty. */
  leadActivity(activity: Activity): Row {
    const type = this.#state.types.get(activity.eventCode)
    const author = this.#settings.retrieveNamesAuthor ? { CreatedBy: activity.createdById } : {}
    const fields = { Status: activity.status, Owner: activity.ownerId, ...author, ...activity.fields }
    return {
      Id: activity.id,
      EventCode: activity.eventCode,
      EventName: type?.name ?? null,
      ActivityScore: type?.score ?? 0,
      CreatedOn: this.stamp(this.createdMs(activity)),
      ActivityType: activity.eventCode < 100 ? 1 : 2,
      IsEmailType: activity.eventCode === 1,
      Type: type?.direction ?? null,
      SessionId: activity.id,
      TrackLocation: 0,
      Latitude: null,
      Longitude: null,
      Data: dataOf(activity.note),
      ActivityFields: Object.fromEntries(
        Object.entries({ ActivityEvent_Note: activity.note, ...fields }).filter(([, value]) => value !== ''),
      ),
    }
  }

  /** A row of the combined list of all types. */
  recentActivity(activity: Activity, withFields: boolean): Row {
    return {
      Id: activity.id,
      EventCode: activity.eventCode,
      EventName: this.#state.types.get(activity.eventCode)?.name ?? null,
      RelatedProspectId: activity.leadId,
      CreatedOn: this.stamp(this.createdMs(activity)),
      ModifiedOn: this.stamp(activity.modifiedAtMs),
      CreatedBy: activity.createdById,
      Data: dataOf(activity.note),
      ...(withFields
        ? { Fields: Object.entries(activity.fields).map(([SchemaName, Value]) => ({ SchemaName, Value })) }
        : {}),
    }
  }

  activityDetails(activity: Activity): Row {
    const type = this.#state.types.get(activity.eventCode)
    const values: Readonly<Record<string, string>> = {
      ...activity.fields,
      ActivityEvent_Note: activity.note,
      Status: activity.status,
    }
    const fields = [noteField, statusField, ...(type?.fields ?? [])]
    return {
      ID: activity.id,
      Name: type?.name ?? null,
      DisplayName: type?.name ?? null,
      Fields: fields.map((field, index) => this.#field(field, index, values[field.schemaName] ?? null)),
    }
  }

  activityType(type: ActivityType): Row {
    const fields = type.fields.map((field, index) => this.#field(field, index + 1, null))
    return {
      ActivityEvent: type.code,
      ActivityEventName: type.name,
      DisplayName: type.name,
      Description: type.description,
      Score: type.score,
      EventType: type.code < 100 ? 1 : 2,
      EventDirection: type.direction === 'Inbound' ? 0 : 1,
      AllowAttachments: type.allowsAttachments ? 1 : 0,
      ActivityProperties: JSON.stringify({ FormMetaData: { Fields: fields } }),
    }
  }

  activitySetting(type: ActivityType): Row {
    return {
      ID: type.id,
      Name: type.name,
      DisplayName: type.name,
      Score: type.score,
      Fields: [noteField, statusField, ...type.fields].map((field, index) => this.#field(field, index, null)),
    }
  }

  /** A lead with every field, values text. */
  lead(lead: Readonly<SandboxLead>): Flat {
    return {
      ProspectID: lead.id,
      ProspectAutoId: String(lead.autoId),
      FirstName: lead.firstName,
      LastName: lead.lastName,
      EmailAddress: lead.email,
      Phone: lead.phone,
      Mobile: lead.mobile,
      Company: lead.company,
      mx_City: lead.city,
      ProspectStage: lead.stage,
      Source: lead.source,
      Score: String(lead.score),
      OwnerId: lead.ownerId,
      OwnerIdName: this.#nameOf(lead.ownerId),
      OwnerIdEmailAddress: this.#state.user(lead.ownerId)?.email ?? null,
      CreatedOn: this.stamp(lead.createdAtMs),
      ModifiedOn: this.stamp(lead.modifiedAtMs),
    }
  }

  leadNote(note: Readonly<SandboxLeadNote>): Row {
    return {
      ProspectNoteId: note.id,
      RelatedProspectId: note.leadId,
      Note: note.text,
      AttachmentName: note.attachmentUrl?.split('/').at(-1) ?? null,
      AttachmentURL: note.attachmentUrl,
      CreatedBy: note.createdById,
      CreatedByName: this.#nameOf(note.createdById),
      CreatedOn: this.stamp(note.createdAtMs),
      ModifiedOn: this.stamp(note.modifiedAtMs),
    }
  }

  #field(field: ActivityField, sequence: number, value: string | null): Row {
    const isCustom = field.schemaName.startsWith('mx_')
    const tellsOptions = this.#settings.optionSet === 'json' && field.options.length > 0
    return {
      SchemaName: field.schemaName,
      InternalName: field.schemaName,
      DisplayName: field.displayName,
      Value: value,
      DataType: field.dataType,
      IsMandatory: field.isMandatory,
      ShowInForm: true,
      Sequence: sequence,
      ParentField: '',
      OptionSet: tellsOptions ? JSON.stringify(field.options.map((Value) => ({ Value }))) : '',
      IsDefault: !isCustom,
      IsReadOnly: false,
      IsMultiSelectDropdown: field.dataType === 'MultiSelect',
      MaxFieldLength: field.maxLength,
    }
  }

  #nameOf(userId: string): string | null {
    return this.#state.user(userId)?.name ?? null
  }
}

/** System activities keep `{key}{=}{value}` pairs in the note; they come apart, whoever wrote them. */
function dataOf(note: string): { readonly Key: string; readonly Value: string }[] {
  if (note === '') return []
  if (!note.includes('{=}')) return [{ Key: 'NotableEventDescription', Value: note }]
  return note
    .replace('{keyvalueinfo}', '')
    .split('{next}')
    .map((pair) => {
      const [key = '', value = ''] = pair.split('{=}').map((half) => half.replace(/^\{/, '').replace(/\}$/, ''))
      return { Key: key, Value: value }
    })
}
