import type { NoteInCrm, SentWhen } from '../crm.ts'

/** After this time without an answer a request is given up, ms; what is sent then may overtake it. */
const patienceMs = 30_000

interface LastChange {
  readonly by: 'us' | 'colleague'
  readonly atMs: number
  readonly when: SentWhen
}

/** Where a change of a note was carried out: over which words, on whose record. */
interface ChangedNote {
  readonly noteRemoteId: string
  readonly record: string
  readonly content: string
}

/** Who changed which note last, and what of a colleague's was overwritten by an app that has seen it. */
export class NoteChanges {
  readonly #last = new Map<string, LastChange>()
  /** By record: when its notes were listed to the app, true time. */
  readonly #reads = new Map<string, number[]>()
  /** Our changes that were carried out after later ones: what stands there is not what was sent last. */
  readonly #overtaken = new Set<string>()
  readonly overwritten: { readonly noteRemoteId: string; readonly content: string }[] = []

  byColleague(noteRemoteId: string, atMs: number): void {
    this.#last.set(noteRemoteId, {
      by: 'colleague',
      atMs,
      when: { sentAtMs: atMs, awakeSinceMs: 0, isAlive: () => true },
    })
  }

  listed(record: string, atMs: number): void {
    this.#reads.set(record, [...(this.#reads.get(record) ?? []), atMs])
  }

  /** A change of ours is carried out. `oldestLookMs`: how long it may have waited for its turn after the look that it is made from. */
  byUs({ noteRemoteId, record, content }: ChangedNote, atMs: number, when: SentWhen, oldestLookMs: number): void {
    const before = this.#last.get(noteRemoteId)
    if (before?.by === 'colleague' && before.atMs < this.#firstLook(record, when, oldestLookMs))
      this.overwritten.push({ noteRemoteId, content })
    this.#overtaken.delete(noteRemoteId)
    if (before?.by === 'us' && mayBeOvertaken(when, before.when)) this.#overtaken.add(noteRemoteId)
    this.#last.set(noteRemoteId, { by: 'us', atMs, when })
  }

  lastOf(noteRemoteId: string): NoteInCrm['changed'] {
    if (this.#overtaken.has(noteRemoteId)) return 'out_of_order'
    return this.#last.get(noteRemoteId)?.by ?? 'never'
  }

  /** What came before it was seen: a change is made from a look at the record, and this is the earliest that it can be. */
  #firstLook(record: string, { sentAtMs, awakeSinceMs }: SentWhen, oldestLookMs: number): number {
    // A look may have been before a sleep, and the change after it.
    const hasSlept = awakeSinceMs > sentAtMs - oldestLookMs
    const fromMs = hasSlept ? Number.NEGATIVE_INFINITY : sentAtMs - oldestLookMs
    return (this.#reads.get(record) ?? []).find((atMs) => atMs >= fromMs && atMs <= sentAtMs) ?? sentAtMs
  }
}

/** Whether a request that was carried out now had been given up when the one that was carried out before it was sent. */
function mayBeOvertaken(now: SentWhen, before: SentWhen): boolean {
  if (now.sentAtMs >= before.sentAtMs) return false
  return !now.isAlive() || before.sentAtMs - now.sentAtMs >= patienceMs || before.awakeSinceMs > now.sentAtMs
}
