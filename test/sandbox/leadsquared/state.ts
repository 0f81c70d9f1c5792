import type { GeneratedData } from './generate.ts'
import type { Team } from './team.ts'
import { everyone } from './team.ts'
import type { ActivityType, SandboxActivity, SandboxLead, SandboxLeadNote, SandboxUser } from './types.ts'

type Activity = Readonly<SandboxActivity>

interface Lag {
  dueMs: number
  /** What lists show meanwhile: the row as it was, or nothing. */
  readonly shown: Activity | null
}

interface QueuedDeletion {
  readonly dueMs: number
  readonly leadId: string
  readonly concerns: (activity: Activity) => boolean
}

/**
 * The account's data and its indexes. `leads`, `activities` and `notes` hold what exists; the `listed…` readers what
 * lists show, which may be late.
 */
export class LeadsquaredState {
  readonly team: Team
  /** By code. */
  readonly types: Map<number, ActivityType>
  readonly #leads = new Map<string, SandboxLead>()
  readonly #activities = new Map<string, SandboxActivity>()
  readonly #notes = new Map<string, SandboxLeadNote>()
  readonly #ofType = new Map<number, Set<SandboxActivity>>()
  readonly #ofLead = new Map<string, Set<SandboxActivity>>()
  readonly #fromApi: SandboxActivity[] = []
  readonly #mergedInto = new Map<string, string>()
  readonly #lags = new Map<string, Lag>()
  #deletions: QueuedDeletion[] = []
  #leadsMade = 0
  #version = 0

  constructor(data: GeneratedData) {
    this.team = data.team
    this.types = new Map(data.types.map((type) => [type.code, type]))
    for (const lead of data.leads) this.addLead(lead)
    for (const activity of data.activities) this.addActivity(activity, null)
    for (const note of data.notes) this.addNote(note)
  }

  get leads(): ReadonlyMap<string, Readonly<SandboxLead>> {
    return this.#leads
  }

  get activities(): ReadonlyMap<string, Activity> {
    return this.#activities
  }

  get notes(): ReadonlyMap<string, Readonly<SandboxLeadNote>> {
    return this.#notes
  }

  /** Grows with every change of what lists of activities show. */
  get version(): number {
    return this.#version
  }

  /** How many leads there ever were; auto ids count on from it. */
  get leadsMade(): number {
    return this.#leadsMade
  }

  /** Activities that ever came through the API, in the order of creation, also those deleted since. */
  activitiesFromApi(): readonly Activity[] {
    return this.#fromApi
  }

  /** What the lead has, oldest first by time of writing, also what lists do not show yet. */
  activitiesOf(leadId: string): readonly Activity[] {
    return [...(this.#ofLead.get(leadId) ?? [])].sort((one, other) => one.writtenAtMs - other.writtenAtMs)
  }

  notesOf(leadId: string): readonly Readonly<SandboxLeadNote>[] {
    return [...this.#notes.values()].filter((note) => note.leadId === leadId)
  }

  notesFromApi(): readonly Readonly<SandboxLeadNote>[] {
    return [...this.#notes.values()].filter((note) => note.origin === 'api')
  }

  /** The lead into which this one was merged; null where it was not. */
  mergedInto(leadId: string): string | null {
    return this.#mergedInto.get(leadId) ?? null
  }

  user(id: string): SandboxUser | undefined {
    return everyone(this.team).find((user) => user.id === id)
  }

  listedOfType(code: number): readonly Activity[] {
    return this.#listed(this.#ofType.get(code))
  }

  listedOfLead(leadId: string): readonly Activity[] {
    return this.#listed(this.#ofLead.get(leadId))
  }

  listedActivities(): readonly Activity[] {
    return this.#listed(this.#activities.values())
  }

  addLead(lead: SandboxLead): void {
    this.#leads.set(lead.id, lead)
    this.#leadsMade += 1
  }

  /** False where there is no such lead. */
  changeLead(id: string, change: (lead: SandboxLead) => void): boolean {
    const lead = this.#leads.get(id)
    if (lead === undefined) return false
    change(lead)
    return true
  }

  /** The lead is gone without a trace, and with it what hangs on it. */
  deleteLead(id: string, atMs: number): boolean {
    if (!this.#leads.delete(id)) return false
    for (const activity of [...(this.#ofLead.get(id) ?? [])]) this.deleteActivity(activity.id, atMs)
    for (const note of this.notesOf(id)) this.#notes.delete(note.id)
    return true
  }

  /** `loserId` ceases to exist; its activities and notes belong to `winnerId`. False where either is missing. */
  mergeLeads(loserId: string, winnerId: string, onActivity: (activity: SandboxActivity) => void): boolean {
    if (loserId === winnerId || !this.#leads.has(winnerId) || !this.#leads.delete(loserId)) return false
    this.#mergedInto.set(loserId, winnerId)
    this.#version += 1
    for (const activity of this.#ofLead.get(loserId) ?? []) {
      activity.leadId = winnerId
      setIn(this.#ofLead, winnerId).add(activity)
      onActivity(activity)
    }
    this.#ofLead.delete(loserId)
    for (const note of this.#notes.values()) if (note.leadId === loserId) note.leadId = winnerId
    return true
  }

  /** Lists show it from `visibleAtMs` on; reads by id at once. */
  addActivity(activity: SandboxActivity, visibleAtMs: number | null): void {
    this.#version += 1
    this.#activities.set(activity.id, activity)
    setIn(this.#ofType, activity.eventCode).add(activity)
    setIn(this.#ofLead, activity.leadId).add(activity)
    if (activity.origin === 'api') this.#fromApi.push(activity)
    if (visibleAtMs !== null) this.#lags.set(activity.id, { dueMs: visibleAtMs, shown: null })
  }

  /** Lists show the change from `visibleAtMs` on. False where there is no such activity. */
  changeActivity(id: string, visibleAtMs: number | null, change: (activity: SandboxActivity) => void): boolean {
    const activity = this.#activities.get(id)
    if (activity === undefined) return false
    this.#version += 1
    if (visibleAtMs !== null) {
      const shown = this.#lags.has(id) ? (this.#lags.get(id)?.shown ?? null) : { ...activity }
      this.#lags.set(id, { dueMs: visibleAtMs, shown })
    }
    change(activity)
    return true
  }

  deleteActivity(id: string, atMs: number): boolean {
    const activity = this.#activities.get(id)
    if (activity === undefined) return false
    activity.deletedAtMs = atMs
    this.#version += 1
    this.#activities.delete(id)
    this.#lags.delete(id)
    this.#ofType.get(activity.eventCode)?.delete(activity)
    this.#ofLead.get(activity.leadId)?.delete(activity)
    return true
  }

  /** Deletes what `concerns` holds for, of one lead, once `dueMs` has come. */
  queueDeletion(leadId: string, concerns: (activity: Activity) => boolean, dueMs: number): void {
    this.#deletions.push({ leadId, concerns, dueMs })
  }

  addNote(note: SandboxLeadNote): void {
    this.#notes.set(note.id, note)
  }

  changeNote(id: string, change: (note: SandboxLeadNote) => void): boolean {
    const note = this.#notes.get(id)
    if (note === undefined) return false
    change(note)
    return true
  }

  /** Carries out what was put off until `nowMs`. */
  settle(nowMs: number): void {
    for (const [id, lag] of this.#lags) {
      if (lag.dueMs > nowMs) continue
      this.#lags.delete(id)
      this.#version += 1
    }
    const due = this.#deletions.filter((one) => one.dueMs <= nowMs)
    if (due.length === 0) return
    this.#deletions = this.#deletions.filter((one) => one.dueMs > nowMs)
    for (const { leadId, concerns } of due) {
      for (const activity of this.activitiesOf(leadId)) {
        if (concerns(activity)) this.deleteActivity(activity.id, nowMs)
      }
    }
  }

  #listed(rows: Iterable<Activity> | undefined): readonly Activity[] {
    if (rows === undefined) return []
    if (this.#lags.size === 0) return [...rows]
    const listed: Activity[] = []
    for (const row of rows) {
      const lag = this.#lags.get(row.id)
      const shown = lag === undefined ? row : lag.shown
      if (shown !== null) listed.push(shown)
    }
    return listed
  }
}

function setIn<Key>(sets: Map<Key, Set<SandboxActivity>>, key: Key): Set<SandboxActivity> {
  const found = sets.get(key)
  if (found !== undefined) return found
  const fresh = new Set<SandboxActivity>()
  sets.set(key, fresh)
  return fresh
}
