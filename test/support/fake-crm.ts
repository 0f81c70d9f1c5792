import type { ActivityRecord } from '../../db/records.ts'
import type {
  AttachmentFile,
  Capabilities,
  Connector,
  ConnectorFactory,
  Failure,
  NoteToSend,
  Outcome,
  PullPage,
} from '../../electron/connectors/connector.ts'

/** What becomes of one request. `lost_after`: it is done, and no answer comes. `hangs`: it is done, and the asking process dies waiting. */
export type Fate =
  | { readonly kind: 'fails'; readonly failure: Failure }
  | { readonly kind: 'lost_after' }
  | { readonly kind: 'hangs' }

interface KeptNote {
  readonly id: string
  readonly target: string
  text: string
  readonly attachments: readonly string[]
  readonly isPrivate: boolean
}

type Call = 'upload' | 'snapshot' | 'create' | 'find' | 'edit'

const used: Failure = { kind: 'rejected', status: 400, reason: 'attachment is already used', about: 'uploads' }
const lost: Failure = { kind: 'timeout', mayHaveLanded: true, reason: 'lost' }

/**
 * A CRM that knows everything the connectors' interface allows: notes with files and forms, told apart by snapshots, that can be edited.
 * What it is asked goes through no transport.
 */
export class FakeCrm {
  readonly notes: KeptNote[] = []
  readonly uploads: string[] = []
  /** Every request, in order: its name and what it was about. */
  readonly calls: string[] = []
  readonly fates: Partial<Record<Call, Fate[]>> = {}
  leadScore: number | null = null
  /** An upload is one note's alone. */
  givesUploadsOnce = false
  /** Of notes that it does not list yet. */
  readonly usedUploads: string[] = []
  /** What every request ends with, as long as it is set. */
  outage: Failure | null = null
  /** How many connectors were made: one for each start of an account. */
  connections = 0
  #made = 0

  readonly connect: ConnectorFactory = ({ nowMs }) => {
    this.connections += 1
    return this.#connector(nowMs)
  }

  textsOn(target: string): string[] {
    return this.notes.filter((note) => note.target === target).map(({ text }) => text)
  }

  /** A colleague's hand. */
  write(target: string, text: string): string {
    this.#made += 1
    const id = `note-${this.#made}`
    this.notes.push({ id, target, text, attachments: [], isPrivate: false })
    return id
  }

  #connector(nowMs: () => number): Connector {
    const activityOf = (note: KeptNote) => activity(note, nowMs())
    return {
      provider: 'saleshandy',
      capabilities,
      identify: async () =>
        this.#unlessOut({ remoteUserId: 'me', displayName: 'Me', email: null, organizationName: null }),
      abilities: async () => answer([]),
      pull: async () => this.#unlessOut(emptyPage),
      pullConversation: async () => answer(emptyPage),
      pullLead: async () => answer(emptyPage),
      eventDetail: async () => ({ ok: false, failure: { kind: 'rejected', status: 404, reason: 'none' } }),
      uploadAttachment: (file, onProgress) =>
        this.#request('upload', file.fileName, () => {
          onProgress(file.bytes.length)
          this.uploads.push(`${file.fileName} ${textOf(file)}`)
          return { remoteId: `upload-${this.uploads.length}` }
        }),
      snapshotNotes: ({ conversationRemoteId: target }) => this.#request('snapshot', target, () => this.#idsOn(target)),
      createNote: async (note) => {
        if (this.givesUploadsOnce && this.#areUsed(note.attachmentRemoteIds)) return { ok: false, failure: used }
        return this.#request('create', note.text, () => {
          const { leadScore } = this
          return { activity: activityOf(this.#create(note)), leadScore }
        })
      },
      findNote: ({ conversationRemoteId: target, text, snapshot, excludeRemoteIds }) =>
        this.#request('find', `${text} of ${snapshot === null ? 'unknown' : snapshot.join(',')}`, () => {
          const known = new Set([...(snapshot ?? []), ...excludeRemoteIds])
          const found = this.notes.filter((each) => each.target === target && each.text === text && !known.has(each.id))
          const [first, second] = found.map(activityOf)
          if (first === undefined) return { kind: 'absent' as const }
          return second === undefined
            ? { kind: 'found' as const, activity: first }
            : { kind: 'ambiguous' as const, candidates: [first, second] }
        }),
      editNote: ({ noteRemoteId, text, base }) =>
        this.#request('edit', text, () => {
          const note = this.notes.find(({ id }) => id === noteRemoteId)
          if (note === undefined) return { kind: 'gone' as const }
          if (note.text !== text && note.text !== base) return { kind: 'conflict' as const, theirs: activityOf(note) }
          note.text = text
          return { kind: 'edited' as const, activity: activityOf(note) }
        }),
    }
  }

  async #request<T>(call: Call, about: string, task: () => T): Promise<Outcome<T>> {
    this.calls.push(`${call} ${about}`)
    if (this.outage !== null) return { ok: false, failure: this.outage }
    const fate = this.fates[call]?.shift()
    if (fate?.kind === 'fails') return { ok: false, failure: fate.failure }
    const value = task()
    if (fate?.kind === 'hangs') return new Promise(() => undefined)
    return fate?.kind === 'lost_after' ? { ok: false, failure: lost } : answer(value)
  }

  #unlessOut<T>(value: T): Outcome<T> {
    return this.outage === null ? answer(value) : { ok: false, failure: this.outage }
  }

  #areUsed(uploads: readonly string[]): boolean {
    const used = [...this.usedUploads, ...this.notes.flatMap(({ attachments }) => attachments)]
    return used.some((each) => uploads.includes(each))
  }

  #idsOn(target: string): string[] {
    return this.notes.filter((note) => note.target === target).map(({ id }) => id)
  }

  #create({ conversationRemoteId, text, attachmentRemoteIds, form }: NoteToSend): KeptNote {
    this.#made += 1
    const note = {
      id: `note-${this.#made}`,
      target: conversationRemoteId,
      text,
      attachments: attachmentRemoteIds,
      isPrivate: form.visibility === 'private',
    }
    this.notes.push(note)
    return note
  }
}

function answer<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

function textOf({ bytes }: AttachmentFile): string {
  return Buffer.from(bytes).toString('utf8')
}

function activity({ id, target, text }: KeptNote, createdAtMs: number): ActivityRecord {
  return {
    remoteId: id,
    conversationRemoteId: target,
    leadRemoteId: target,
    type: 'Note',
    category: null,
    direction: null,
    status: null,
    statusReason: null,
    summary: null,
    description: text,
    authorId: 'me',
    authorName: 'Me',
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs,
    extra: {},
  }
}

const emptyPage: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}

const capabilities: Capabilities = {
  streams: [
    {
      name: 'activities',
      hasWatermark: true,
      overlapMs: 60_000,
      trailingWindowMs: null,
      trailingEveryMs: null,
      sweepEveryMs: null,
    },
  ],
  hasEventDetail: false,
  readBack: 'by_snapshot',
  settlingMs: 20_000,
  rateLimit: { requests: 600, windowMs: 60_000 },
  maxNoteCharacters: null,
  note: {
    formats: ['plain', 'html'],
    visibilities: ['public', 'private'],
    drafts: false,
    manyTargets: true,
    attachments: { maxBytes: 1_000_000, mediaTypes: null },
    activityTypes: false,
    edits: true,
  },
}
