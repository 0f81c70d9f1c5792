import { type Desk, visibleAtMs } from './desk.ts'
import type { RowWriter } from './rows.ts'
import { pickStage } from './texts.ts'
import type { Origin, SandboxActivity, SandboxLead, SandboxLeadNote, SandboxUser } from './types.ts'
import { keep } from './write-activity.ts'

const hourMs = 3_600_000

export interface ActivityWish {
  readonly leadId?: string
  readonly eventCode?: number
  readonly note?: string
  /** How long before it was written it happened, ms. */
  readonly happenedBeforeMs?: number
  /** A colleague unless it is our own user at another desk. */
  readonly by?: 'colleague' | 'me'
}

/** What other people do to the account while our user works. Everything is done by somebody else unless said so. */
export class Colleagues {
  readonly #desk: Desk
  readonly #rows: RowWriter

  constructor(desk: Desk, rows: RowWriter) {
    this.#desk = desk
    this.#rows = rows
  }

  newLead(wish: Partial<SandboxLead> = {}, origin: Origin = 'test'): Readonly<SandboxLead> {
    const lead = this.#rows.lead(this.#desk.state.leadsMade, this.#stampMs(), origin, wish)
    this.#desk.state.addLead(lead)
    return lead
  }

  /** Edits a lead's fields, by default its stage; ModifiedOn moves. False where there is no such lead. */
  editLead(leadId: string, change: Partial<SandboxLead> = {}): boolean {
    const atMs = this.#stampMs()
    return this.#desk.state.changeLead(leadId, (lead) => {
      Object.assign(lead, { stage: pickStage(this.#desk.random) }, change, { modifiedAtMs: atMs })
    })
  }

  /** A lead's score as the system recomputes it: no stamp moves. */
  rescoreLead(leadId: string, score: number): boolean {
    return this.#desk.state.changeLead(leadId, (lead) => {
      lead.score = score
    })
  }

  deleteLead(leadId: string): boolean {
    return this.#desk.state.deleteLead(leadId, this.#desk.clock.nowMs())
  }

  /** The loser's id ceases to exist, its activities belong to the winner; by setting without moving their stamps. */
  mergeLeads(loserId: string, winnerId: string): boolean {
    const { state, settings } = this.#desk
    const atMs = this.#stampMs()
    const isDone = state.mergeLeads(loserId, winnerId, (activity) => {
      if (settings.mergeTouchesActivities) activity.modifiedAtMs = atMs
    })
    if (isDone) this.editLead(winnerId)
    return isDone
  }

  /** Null where there is no such lead or type. */
  newActivity(wish: ActivityWish = {}, origin: Origin = 'test'): Readonly<SandboxActivity> | null {
    const { state, random } = this.#desk
    const lead = wish.leadId === undefined ? this.someLead() : state.leads.get(wish.leadId)
    const type = wish.eventCode === undefined ? random.pick([...state.types.values()]) : state.types.get(wish.eventCode)
    if (lead === undefined || type === undefined) return null
    const writtenAtMs = this.#stampMs()
    const stamps = { writtenAtMs, happenedAtMs: writtenAtMs - (wish.happenedBeforeMs ?? 0) }
    const by = wish.by === 'me' ? state.team.me : random.pick(state.team.colleagues)
    const note = wish.note === undefined ? {} : { note: wish.note }
    const activity = this.#rows.activity(lead, type, stamps, origin, { by, ...note })
    keep(this.#desk, activity)
    return activity
  }

  /** Written now, happened days ago. */
  backDatedActivity(wish: ActivityWish = {}, origin: Origin = 'test'): Readonly<SandboxActivity> | null {
    return this.newActivity({ happenedBeforeMs: this.#desk.random.int(24, 240) * hourMs, ...wish }, origin)
  }

  /** Changes the note, and ModifiedOn with it. False where there is no such activity. */
  editActivity(id: string, note?: string): boolean {
    const { state, random } = this.#desk
    const by = random.pick(state.team.colleagues)
    return state.changeActivity(id, visibleAtMs(this.#desk), (activity) => {
      activity.note = note ?? `${activity.note} (edited)`
      activity.modifiedAtMs = this.#stampMs()
      activity.modifiedById = by.id
    })
  }

  /** Changes the note and no stamp, as a repair in the vendor's database does. */
  repairActivity(id: string, note: string): boolean {
    return this.#desk.state.changeActivity(id, null, (activity) => {
      activity.note = note
    })
  }

  deleteActivity(id: string): boolean {
    return this.#desk.state.deleteActivity(id, this.#desk.clock.nowMs())
  }

  /** Null where there is no such lead. */
  leadNote(leadId: string, text?: string): Readonly<SandboxLeadNote> | null {
    const { state, random } = this.#desk
    const lead = state.leads.get(leadId)
    if (lead === undefined) return null
    const note = this.#rows.leadNote(lead, this.#stampMs(), random.pick(state.team.colleagues), 'test', text)
    state.addNote(note)
    return note
  }

  /** Gives a user another name: rows by them read differently and no stamp moves. */
  renameUser(user: SandboxUser, name: string): void {
    user.name = name
  }

  /** Switches a user off or on again; the keys of one switched off are refused. */
  setUserActive(user: SandboxUser, isActive: boolean): void {
    user.isActive = isActive
  }

  /** Takes an option off a dropdown, as an administrator may at any time. False where there is none such. */
  removeOption(eventCode: number, schemaName: string, option: string): boolean {
    const type = this.#desk.state.types.get(eventCode)
    const field = type?.fields.find((one) => one.schemaName === schemaName)
    if (type === undefined || field?.options.includes(option) !== true) return false
    const changed = { ...field, options: field.options.filter((one) => one !== option) }
    type.fields = type.fields.map((one) => (one === field ? changed : one))
    return true
  }

  /** Makes a field mandatory or free again. False where there is none such. */
  setMandatory(eventCode: number, schemaName: string, isMandatory: boolean): boolean {
    const type = this.#desk.state.types.get(eventCode)
    const field = type?.fields.find((one) => one.schemaName === schemaName)
    if (type === undefined || field === undefined) return false
    type.fields = type.fields.map((one) => (one === field ? { ...field, isMandatory } : one))
    return true
  }

  someLead(): Readonly<SandboxLead> | undefined {
    const leads = [...this.#desk.state.leads.values()]
    return leads.length === 0 ? undefined : this.#desk.random.pick(leads)
  }

  #stampMs(): number {
    return this.#desk.clock.stampMs()
  }
}
