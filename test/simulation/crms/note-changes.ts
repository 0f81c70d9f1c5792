import type { NoteInCrm, SentWhen } from '../crm.ts'

/** How old a look at a note may be when its change leaves, ms: the request may have waited for its turn. */
const oldestLookMs = 3 * 60_000

interface LastChange {
  readonly by: 'us' | 'colleague'
  readonly atMs: number
  readonly sentAtMs: number
}

/** Who changed which note last, and what of a colleague's was overwritten by an app that could have seen it. */
export class NoteChanges {
  readonly #last = new Map<string, LastChange>()
  /** Our changes that were carried out after later ones: what stands there is not what was sent last. */
  readonly #overtaken = new Set<string>()
  readonly overwritten: { readonly noteRemoteId: string; readonly content: string }[] = []

  byColleague(noteRemoteId: string, atMs: number): void {
    this.#last.set(noteRemoteId, { by: 'colleague', atMs, sentAtMs: atMs })
  }

  /** A change of ours is carried out over `content`. */
  byUs(noteRemoteId: string, content: string, atMs: number, { sentAtMs, awakeSinceMs }: SentWhen): void {
    const before = this.#last.get(noteRemoteId)
    // A colleague who changes the note between the look and the writing is overwritten: the API has no conditional requests.
    const couldBeSeen = before !== undefined && Math.max(before.atMs, awakeSinceMs) < sentAtMs - oldestLookMs
    if (before?.by === 'colleague' && couldBeSeen) this.overwritten.push({ noteRemoteId, content })
    if (before?.by === 'us' && before.sentAtMs > sentAtMs) this.#overtaken.add(noteRemoteId)
    this.#last.set(noteRemoteId, { by: 'us', atMs, sentAtMs })
  }

  lastOf(noteRemoteId: string): NoteInCrm['changed'] {
    if (this.#overtaken.has(noteRemoteId)) return 'out_of_order'
    return this.#last.get(noteRemoteId)?.by ?? 'never'
  }
}
