import { LiveTraffic } from '../live-traffic.ts'
import type { SeededRandom } from '../random.ts'
import { writeText } from '../texts.ts'
import type { Colleagues } from './colleagues.ts'
import type { SaleshandyState } from './state.ts'
import type { Note } from './types.ts'

type Happening =
  | 'mail'
  | 'new_thread'
  | 'read'
  | 'note'
  | 'edit_note'
  | 'pin'
  | 'hide_note'
  | 'delete_note'
  | 'new_prospect'
  | 'edit_prospect'
  | 'delete_prospect'

const happenings: readonly (readonly [Happening, number])[] = [
  ['mail', 38],
  ['new_thread', 8],
  ['read', 12],
  ['note', 14],
  ['edit_note', 6],
  ['pin', 4],
  ['hide_note', 1],
  ['delete_note', 1],
  ['new_prospect', 7],
  ['edit_prospect', 8],
  ['delete_prospect', 1],
]

/** A working day's stream of small changes, by seed. */
export class Traffic extends LiveTraffic {
  readonly #state: SaleshandyState
  readonly #colleagues: Colleagues
  readonly #random: SeededRandom

  constructor(state: SaleshandyState, colleagues: Colleagues, random: SeededRandom) {
    super()
    this.#state = state
    this.#colleagues = colleagues
    this.#random = random
  }

  override tick(): void {
    const happening = this.#random.weighted(happenings)
    const colleagues = this.#colleagues
    switch (happening) {
      case 'mail':
        colleagues.inboundMail(undefined, undefined, 'traffic')
        return
      case 'new_prospect':
        colleagues.addProspect({}, 'traffic')
        return
      case 'new_thread':
        this.#onProspect((id) => void colleagues.newThread(id, undefined, 'traffic'))
        return
      case 'edit_prospect':
        this.#onProspect((id) => void colleagues.editProspect(id))
        return
      case 'delete_prospect':
        this.#onProspect((id) => void colleagues.deleteProspect(id))
        return
      case 'note':
        this.#onProspect((id) => void colleagues.addNote(id, this.#text(), { origin: 'traffic' }))
        return
      case 'read':
        this.#onThread()
        return
      case 'edit_note':
        this.#onNote((note) => void colleagues.editNote(note.id, this.#text()))
        return
      case 'pin':
        this.#onNote((note) => void colleagues.setPinned(note.id, note.pinnedAtMs === null))
        return
      case 'hide_note':
        this.#onNote((note) => void colleagues.makePrivate(note.id))
        return
      case 'delete_note':
        this.#onNote((note) => void colleagues.deleteNote(note.id))
        return
    }
  }

  #text(): string {
    const about = { firstName: null, street: '4 Quay Rd', city: 'Denver', rep: this.#state.team.me.firstName }
    return writeText(this.#random, 'notes', about)
  }

  #onProspect(change: (id: string) => void): void {
    const listed = this.#state.listedProspects()
    if (listed.length > 0) change(this.#random.pick(listed).id)
  }

  /** Only generated notes and those of the traffic: what came through the API is its author's business. */
  #onNote(change: (note: Readonly<Note>) => void): void {
    const notes = [...this.#state.notes.values()].filter(
      (note) => note.deletedAtMs === null && note.origin !== 'api' && note.status === '1',
    )
    if (notes.length > 0) change(this.#random.pick(notes))
  }

  #onThread(): void {
    const listed = this.#state.listedThreads()
    if (listed.length === 0) return
    const thread = this.#random.pick(listed)
    this.#colleagues.setRead(thread.id, !thread.isRead)
  }
}
