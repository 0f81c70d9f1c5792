import { LiveTraffic } from '../live-traffic.ts'
import type { SeededRandom } from '../random.ts'
import type { Colleagues } from './colleagues.ts'
import type { LeadpingState } from './state.ts'
import type { SandboxConversation } from './types.ts'

type Happening = 'inbound' | 'other_event' | 'read' | 'archive' | 'restage' | 'delivery' | 'new_lead'

const happenings: readonly (readonly [Happening, number])[] = [
  ['inbound', 50],
  ['other_event', 24],
  ['read', 10],
  ['delivery', 7],
  ['archive', 4],
  ['restage', 3],
  ['new_lead', 2],
]

/** A working day's stream of small changes, by seed. */
export class Traffic extends LiveTraffic {
  readonly #state: LeadpingState
  readonly #colleagues: Colleagues
  readonly #random: SeededRandom

  constructor(state: LeadpingState, colleagues: Colleagues, random: SeededRandom) {
    super()
    this.#state = state
    this.#colleagues = colleagues
    this.#random = random
  }

  /** Lets one thing happen now. */
  override tick(): void {
    const happening = this.#random.weighted(happenings)
    switch (happening) {
      case 'inbound':
        this.#colleagues.inboundMessage(undefined, undefined, 'traffic')
        return
      case 'other_event':
        this.#colleagues.anyEvent(undefined, 'traffic')
        return
      case 'new_lead':
        this.#colleagues.newLead('traffic')
        return
      case 'delivery':
        this.#deliver()
        return
      case 'read':
        this.#onSome((one) => this.#colleagues.setUnread(one.id, !one.isUnread))
        return
      case 'archive':
        this.#onSome((one) => this.#colleagues.setArchived(one.id, !one.isArchived))
        return
      case 'restage':
        this.#onSome((one) => this.#colleagues.restage(one.leadId))
        return
    }
  }

  #onSome(change: (conversation: Readonly<SandboxConversation>) => void): void {
    const listed = this.#state.listedConversations()
    if (listed.length > 0) change(this.#random.pick(listed))
  }

  #deliver(): void {
    const onTheWay = this.#state
      .listedEvents()
      .slice(-500)
      .filter((event) => event.status === 'Sending' || event.status === 'Queued' || event.status === 'Sent')
    if (onTheWay.length > 0) this.#colleagues.setEventStatus(this.#random.pick(onTheWay).id, 'Delivered')
  }
}
