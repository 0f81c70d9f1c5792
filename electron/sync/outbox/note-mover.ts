import { adoptDelivered } from '../../../db/ingest.ts'
import { moveNote, type OutboxRow } from '../../../db/outbox.ts'
import type { ActivityRecord, ChangedTopic } from '../../../db/records.ts'
import type { Failure } from '../../connectors/connector.ts'
import type { AccountContext } from '../account-context.ts'
import { backoffMs } from '../backoff.ts'
import { sleep } from '../clock.ts'
import type { LookUpSchedule } from './look-up-schedule.ts'
import { mayHaveLanded, type NoteEvent, nextNoteState } from './note-state.ts'

/** Writes down what became of notes: each step with its receipt, announced to whoever shows it. */
export class NoteMover {
  readonly #context: AccountContext
  readonly #schedule: LookUpSchedule

  constructor(context: AccountContext, schedule: LookUpSchedule) {
    this.#context = context
    this.#schedule = schedule
  }

  /** False: the event cannot happen to the note any more, or someone else moved it first. */
  move(note: OutboxRow, event: NoteEvent): boolean {
    const { journal, clock, serverClock } = this.#context
    const nowMs = clock.nowMs()
    const patch = nextNoteState(note, event, { wallMs: nowMs, server: serverClock.read() })
    if (patch === null) return false
    const { trouble, ...columns } = patch
    const stored = { ...columns, trouble: trouble === null ? null : JSON.stringify(trouble) }
    const moved = moveNote(journal, note, stored, JSON.stringify(causeOf(event)), nowMs)
    // A note may fall into doubt twice (the user said "send again"): the age of the first doubt proves nothing of the second.
    const isSameDoubt = note.state === 'in_doubt' && patch.state === 'in_doubt'
    if (moved && !isSameDoubt) this.#schedule.settled(note.noteId)
    if (moved) this.#context.announce(this.#topicsOf(note))
    return moved
  }

  /** First the activity into the replica, then the note delivered: a crash between the two is healed at the next start. */
  deliver(
    note: OutboxRow,
    activity: ActivityRecord,
    event: Extract<NoteEvent, { kind: 'accepted' | 'found' }>,
  ): boolean {
    const { replica, accountId, clock } = this.#context
    const topics = adoptDelivered(replica, accountId, activity, note.noteId, clock.nowMs())
    const moved = this.move(note, event)
    this.#context.announce(topics)
    return moved
  }

  /**
   * Writes an outcome down, again and again until the disk takes it. Its lane stays busy meanwhile: a note whose answer is known only in
   * memory must not be looked at as if nothing had happened.
   */
  async record(write: () => boolean): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      if (this.#context.guardStorage(write) !== 'storage_trouble') break
      if (this.#context.signal.aborted) break
      await sleep(this.#context.clock, backoffMs(failures, this.#context.random), this.#context.signal)
    }
  }

  /** How long a note waits after its `attempts`th failure, ms. */
  waitAfter(failure: Failure, attempts: number): number {
    const jitteredMs = backoffMs(attempts, this.#context.random)
    if (failure.kind === 'throttled') return Math.max(failure.retryAfterMs ?? 0, jitteredMs)
    // The gate knows when the network is back, and wakes the outbox: a wait of the note's own would only delay it.
    return failure.kind === 'offline' || failure.kind === 'unauthorized' ? 0 : jitteredMs
  }

  #topicsOf(note: OutboxRow): ChangedTopic[] {
    const { accountId, conversationId } = this.#context
    const local = conversationId(note.conversationRemoteId)
    const topics: ChangedTopic[] = [{ kind: 'outbox' }, { kind: 'inbox', accountId }]
    return local === null ? topics : [...topics, { kind: 'conversation', accountId, conversationId: local }]
  }
}

/** What the receipt keeps of an event: its name and its reason, never the text of a note. */
function causeOf(event: NoteEvent): Record<string, unknown> {
  switch (event.kind) {
    case 'attempt_failed': {
      const { kind, failure, waitMs } = event
      return { kind, failure, mayHaveLanded: mayHaveLanded(failure), waitMs }
    }
    case 'attempt_begins':
      return { kind: event.kind, ...(event.snapshot === null ? {} : { notesThere: event.snapshot.length }) }
    case 'conflict':
      return { kind: event.kind, reason: 'Somebody else changed the note meanwhile.' }
    case 'edit_target_gone':
      return { kind: event.kind, reason: 'The note is no more.' }
    case 'attachment_missing':
      return { kind: event.kind, reason: 'A file of the note is missing.', fileName: event.fileName }
    case 'attachment_refused':
    case 'attachment_failed':
    case 'preparation_failed':
    case 'hold_over':
    case 'accepted':
    case 'edited':
    case 'uploads_refused':
    case 'turn_over':
    case 'process_died':
    case 'found':
    case 'absent':
    case 'never_taken':
    case 'ambiguous':
    case 'cannot_verify':
      return { ...event }
    default:
      return event satisfies never
  }
}
