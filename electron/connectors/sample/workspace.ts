import type { ActivityRecord, ConversationRecord, EventDetailRecord, LeadRecord } from '../connector.ts'
import { type Person, people } from './people.ts'
import { type Seeded, seeded } from './seeded.ts'
import { type Scene, type Story, stories, upcoming } from './stories.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export const sampleUser = {
  remoteUserId: 'sample-user',
  displayName: 'Alex Morgan',
  email: 'alex@brightside.example',
  organizationName: 'Brightside Home Solar (sample)',
} as const

interface Thread {
  readonly lead: LeadRecord
  readonly conversation: ConversationRecord
  readonly activities: readonly ActivityRecord[]
}

/** Everything the sample CRM will ever hold by itself; `atMs` decides how much of it has happened. */
export interface SampleData {
  readonly leads: readonly LeadRecord[]
  readonly conversations: readonly ConversationRecord[]
  readonly activities: readonly ActivityRecord[]
  readonly details: ReadonlyMap<string, EventDetailRecord>
}

/** The workspace as it stands when opened at `startMs`, and what happens in the half hour after. The same every time. */
export function createSampleData(startMs: number): SampleData {
  const random = seeded(20_260_814)
  const details = new Map<string, EventDetailRecord>()
  const threads = people.map((person, index) => createThread(person, index, startMs, random, details))
  for (const [number, { afterMinutes, conversation, text }] of upcoming.entries()) {
    const thread = threads[conversation]
    if (thread === undefined) continue
    const scene: Scene = { kind: 'SmsIn', gapMinutes: 0, text }
    const remoteId = `sample-upcoming-${number + 1}`
    const activity = createActivity(scene, remoteId, thread.conversation, startMs + afterMinutes * minuteMs)
    threads[conversation] = { ...thread, activities: [...thread.activities, activity] }
    details.set(remoteId, createDetail(activity, scene))
  }
  return {
    leads: threads.map((thread) => thread.lead),
    conversations: threads.map((thread) => thread.conversation),
    activities: threads.flatMap((thread) => thread.activities),
    details,
  }
}

function createThread(
  person: Person,
  index: number,
  startMs: number,
  random: Seeded,
  details: Map<string, EventDetailRecord>,
): Thread {
  const story = stories[index % stories.length] ?? stories[0]
  const scenes = story.scenes(person)
  // The last scene of the first conversations is minutes old, that of the last ones two months.
  const endedMs = startMs - Math.round(2 * minuteMs + (index / people.length) ** 2.2 * 60 * dayMs)
  const stamps = stampScenes(scenes, endedMs - random.between(0, 90) * 1000, random)
  const createdAtMs = stamps[0] ?? endedMs
  const lead = createLead(person, index, story, createdAtMs, stamps.at(-1) ?? endedMs)
  const conversation = createConversation(lead, index, story)
  const activities = scenes.map((scene, position) => {
    const remoteId = `sample-${index + 1}-${position + 1}`
    const activity = createActivity(scene, remoteId, conversation, stamps[position] ?? endedMs)
    details.set(remoteId, createDetail(activity, scene))
    return activity
  })
  return { lead, conversation, activities }
}

/** Times for the scenes, counted back from the last; gaps vary by a fifth so that no two conversations tick alike. */
function stampScenes(scenes: readonly Scene[], endedMs: number, random: Seeded): readonly number[] {
  const stamps: number[] = []
  let atMs = endedMs
  for (const scene of scenes.toReversed()) {
    stamps.unshift(atMs)
    atMs -= Math.round(scene.gapMinutes * minuteMs * (0.9 + random.next() * 0.2)) + random.between(1, 40) * 1000
  }
  return stamps
}

function createLead(person: Person, index: number, story: Story, createdAtMs: number, updatedAtMs: number): LeadRecord {
  const mailbox = `${person.firstName}.${person.lastName}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase()
  return {
    remoteId: `sample-lead-${index + 1}`,
    firstName: person.firstName,
    lastName: person.lastName,
    email: `${mailbox}@mail.example`,
    phone: `+1512555${String(100 + index).padStart(4, '0')}`,
    stage: story.stage,
    source: story.source,
    isArchived: story.isArchived,
    createdAtMs,
    updatedAtMs,
    extra: { address: `${person.street}, ${person.town}, TX` },
  }
}

/** What a conversation shows of its last event is filled in when it is read: it depends on the time. */
function createConversation(lead: LeadRecord, index: number, story: Story): ConversationRecord {
  return {
    remoteId: `sample-conversation-${index + 1}`,
    leadRemoteId: lead.remoteId,
    firstName: lead.firstName,
    lastName: lead.lastName,
    phone: lead.phone,
    email: lead.email,
    snippet: null,
    lastEventAtMs: null,
    status: story.status,
    statusReason: story.status === 'failed' ? 'The last message could not be delivered.' : null,
    outcome: story.stage,
    nextStep: story.nextStep,
    isUnread: story.status === 'needs_reply' && index < 30,
    isArchived: story.isArchived,
    archivedAtMs: story.isArchived ? lead.updatedAtMs : null,
    extra: {},
  }
}

type Look = Pick<ActivityRecord, 'type' | 'category' | 'direction' | 'status'>

const looks: Readonly<Record<Scene['kind'], Look>> = {
  LeadCreated: { type: 'LeadCreated', category: 'Lead', direction: null, status: 'Completed' },
  SmsIn: { type: 'Sms', category: 'Communication', direction: 'Inbound', status: 'Received' },
  SmsOut: { type: 'Sms', category: 'Communication', direction: 'Outbound', status: 'Delivered' },
  CallIn: { type: 'Call', category: 'Communication', direction: 'Inbound', status: 'Completed' },
  CallOut: { type: 'Call', category: 'Communication', direction: 'Outbound', status: 'Completed' },
  CallMissed: { type: 'Call', category: 'Communication', direction: 'Inbound', status: 'Missed' },
  Voicemail: { type: 'Voicemail', category: 'Communication', direction: 'Inbound', status: 'Voicemail' },
  Note: { type: 'Note', category: 'Note', direction: null, status: 'Completed' },
  Status: { type: 'LeadStatusChange', category: 'Lead', direction: null, status: 'Completed' },
}

function createActivity(
  scene: Scene,
  remoteId: string,
  conversation: ConversationRecord,
  createdAtMs: number,
): ActivityRecord {
  const look = looks[scene.kind]
  const isOurs = look.direction === 'Outbound' || scene.kind === 'Note'
  const isUndelivered = scene.kind === 'SmsOut' && conversation.status === 'failed'
  return {
    ...look,
    remoteId,
    conversationRemoteId: conversation.remoteId,
    leadRemoteId: conversation.leadRemoteId,
    status: isUndelivered ? 'Undeliverable' : look.status,
    statusReason: isUndelivered ? 'The carrier reports the number as unreachable.' : null,
    summary: scene.text,
    description: null,
    authorId: isOurs ? sampleUser.remoteUserId : null,
    authorName: isOurs ? sampleUser.displayName : null,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs,
    extra: {},
  }
}

function createDetail(activity: ActivityRecord, scene: Scene): EventDetailRecord {
  return detailOf(activity, scene.detail ?? scene.text)
}

/** The detail of an activity of which no more is known than its row. */
export function detailOf(activity: ActivityRecord, description: string | null): EventDetailRecord {
  return {
    activityRemoteId: activity.remoteId,
    eventType: activity.type,
    secondaryEventType: null,
    description,
    summary: activity.summary,
    status: activity.status,
    statusReason: activity.statusReason,
    direction: activity.direction,
    authorName: activity.authorName,
    createdAtMs: activity.createdAtMs,
    modifiedAtMs: null,
    extra: {},
  }
}

/** A note as the sample CRM files it. */
export function createSampleNote(
  note: { readonly conversationRemoteId: string; readonly leadRemoteId: string | null; readonly text: string },
  remoteId: string,
  createdAtMs: number,
): ActivityRecord {
  return {
    ...looks.Note,
    remoteId,
    conversationRemoteId: note.conversationRemoteId,
    leadRemoteId: note.leadRemoteId,
    statusReason: null,
    summary: note.text,
    description: null,
    authorId: sampleUser.remoteUserId,
    authorName: sampleUser.displayName,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs,
    extra: {},
  }
}
