/**
 * Which note of an account may move next. One lane a conversation, first in first out; lanes do not wait for each other.
 * A rejected note is not in its lane any more; a note in doubt holds its lane, because what follows it must not overtake it.
 */

export interface LaneNote {
  readonly noteId: string
  readonly conversationRemoteId: string
  readonly laneSequence: number
  readonly state: string
  readonly createdAtMs: number
  readonly heldUntilMs: number | null
  readonly notBeforeMs: number | null
  readonly needsAnswer: boolean
}

type LaneStep<N extends LaneNote> =
  | { readonly kind: 'release'; readonly note: N }
  /** Sent by a process that died, or by nobody whom this one knows: it may or may not be in the CRM. */
  | { readonly kind: 'doubt'; readonly note: N }
  | { readonly kind: 'send'; readonly note: N }
  | { readonly kind: 'look_up'; readonly note: N }

export interface LanePlan<N extends LaneNote> {
  readonly steps: readonly LaneStep<N>[]
  /** When something here falls due by itself, ms from now; null: nothing does. */
  readonly wakeInMs: number | null
}

/** A wait longer than this is a clock that was set back, not a wait that anyone asked for: it is over. */
const longestWaitMs = 15 * 60_000

/**
 * `busy`: lanes (conversation remote ids) with a request on its way. `lookUpInMs`: how long until a note in doubt is next looked up.
 * `turnInMs`: how long until a note that another machine may send too is looked up, and sent if it is not there; null: it is ours alone.
 */
export function planLanes<N extends LaneNote>(
  notes: readonly N[],
  nowMs: number,
  busy: ReadonlySet<string>,
  lookUpInMs: (note: N) => number,
  turnInMs: (note: N) => number | null = () => null,
): LanePlan<N> {
  const steps: LaneStep<N>[] = []
  let wakeInMs: number | null = null
  const dueIn = (atMs: number | null, longestMs = longestWaitMs): number => {
    const ms = Math.max(0, (atMs ?? nowMs) - nowMs)
    return ms > longestMs ? 0 : ms
  }
  const wait = (ms: number) => {
    wakeInMs = wakeInMs === null ? ms : Math.min(wakeInMs, ms)
  }

  // A hold runs out for every held note, head of its lane or not: the undo window belongs to the note.
  for (const note of notes) {
    if (note.state !== 'held') continue
    const ms = dueIn(note.heldUntilMs, (note.heldUntilMs ?? nowMs) - note.createdAtMs)
    if (ms === 0) steps.push({ kind: 'release', note })
    else wait(ms)
  }
  for (const head of headsOf(notes)) {
    if (busy.has(head.conversationRemoteId)) continue
    if (head.state === 'sending') steps.push({ kind: 'doubt', note: head })
    else if (head.state === 'queued') {
      const turnMs = turnInMs(head)
      const ms = Math.max(dueIn(head.notBeforeMs), turnMs ?? 0)
      if (ms === 0) steps.push({ kind: turnMs === null ? 'send' : 'look_up', note: head })
      else wait(ms)
    } else if (head.state === 'in_doubt' && !head.needsAnswer) {
      const ms = lookUpInMs(head)
      if (ms === 0) steps.push({ kind: 'look_up', note: head })
      else wait(ms)
    }
  }
  return { steps, wakeInMs }
}

function headsOf<N extends LaneNote>(notes: readonly N[]): N[] {
  const heads = new Map<string, N>()
  for (const note of notes) {
    const head = heads.get(note.conversationRemoteId)
    if (head === undefined || note.laneSequence < head.laneSequence) heads.set(note.conversationRemoteId, note)
  }
  return [...heads.values()]
}
