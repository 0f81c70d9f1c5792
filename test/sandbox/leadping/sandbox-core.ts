import type { Faults } from '../faults.ts'
import type { RequestLog } from '../request-log.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import type { Colleagues } from './colleagues.ts'
import type { Credentials } from './provider.ts'
import type { LeadpingSettings } from './settings.ts'
import type { LeadpingState } from './state.ts'
import type { Traffic } from './traffic.ts'
import type { LeadpingWire } from './wire.ts'

/** Everything of a running sandbox but its own switches over HTTP. */
export interface SandboxCore {
  readonly url: string
  /** The first of the accepted keys. */
  readonly key: string
  /** The CRM's data. Change it through `colleagues`, so that lists notice. */
  readonly state: LeadpingState
  /** Renders the state exactly as the server does. */
  readonly wire: LeadpingWire
  /** May be changed at any time. */
  readonly settings: LeadpingSettings
  /** `offsetMs` sets the server's clock ahead of or behind the machine's. */
  readonly clock: SandboxClock
  readonly credentials: Credentials
  readonly requests: RequestLog
  readonly faults: Faults
  readonly colleagues: Colleagues
  readonly traffic: Traffic
  isOffline(): boolean
  /** Offline, connections are refused and open ones are destroyed. Online again, the port is the same. */
  setOffline(offline: boolean): Promise<void>
  /** From now on every continuation token handed out so far is answered with a 400. */
  expireTokens(): void
}

export interface LeadpingSandbox extends SandboxCore {
  readonly adminUrl: string
  close(): Promise<void>
}
