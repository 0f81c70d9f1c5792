import { LiveTraffic } from '../live-traffic.ts'
import type { SeededRandom } from '../random.ts'
import type { Colleagues } from './colleagues.ts'
import type { LeadsquaredState } from './state.ts'

type Happening = 'activity' | 'edit_activity' | 'back_dated' | 'edit_lead' | 'new_lead'

const happenings: readonly (readonly [Happening, number])[] = [
  ['activity', 60],
  ['edit_activity', 14],
  ['back_dated', 8],
  ['edit_lead', 14],
  ['new_lead', 4],
]

/** A working day's stream of small changes, by seed. */
export class Traffic extends LiveTraffic {
  readonly #state: LeadsquaredState
  readonly #colleagues: Colleagues
  readonly #random: SeededRandom

  constructor(state: LeadsquaredState, colleagues: Colleagues, random: SeededRandom) {
    super()
    this.#state = state
    this.#colleagues = colleagues
    this.#random = random
  }

  /** Lets one thing happen now. */
  override tick(): void {
    const happening = this.#random.weighted(happenings)
    switch (happening) {
      case 'activity':
        this.#colleagues.newActivity({}, 'traffic')
        return
      case 'back_dated':
        this.#colleagues.backDatedActivity({}, 'traffic')
        return
      case 'edit_activity':
        this.#editActivity()
        return
      case 'edit_lead':
        this.#editLead()
        return
      case 'new_lead':
        this.#colleagues.newLead({}, 'traffic')
        return
      default:
        happening satisfies never
    }
  }

  /** A recent one; what our user posted stays as it is. */
  #editActivity(): void {
    const young = [...this.#state.activities.values()].slice(-500).filter((activity) => activity.origin !== 'api')
    if (young.length > 0) this.#colleagues.editActivity(this.#random.pick(young).id)
  }

  #editLead(): void {
    const lead = this.#colleagues.someLead()
    if (lead !== undefined) this.#colleagues.editLead(lead.id)
  }
}
