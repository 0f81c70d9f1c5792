import type { PlainRequest } from '../faulty-server.ts'
import type { LeadsquaredState } from './state.ts'
import type { KeyPair, SandboxUser } from './types.ts'

/** The key pairs that the API accepts, and whose they are. */
export class Credentials {
  readonly #state: LeadsquaredState
  #pairs: readonly KeyPair[]

  constructor(state: LeadsquaredState, pairs: readonly KeyPair[]) {
    this.#state = state
    this.#pairs = pairs
  }

  /** A further pair of keys of the same user. */
  add(accessKey: string, secretKey: string, userId: string = this.#state.team.me.id): void {
    this.#pairs = [...this.#pairs, { accessKey, secretKey, userId }]
  }

  /** Without an access key: all of them. */
  revoke(accessKey?: string): void {
    this.#pairs = accessKey === undefined ? [] : this.#pairs.filter((pair) => pair.accessKey !== accessKey)
  }

  /** The active user of the keys, in headers or in the query; null where they are missing, wrong or a leaver's. */
  userOf({ headers, url }: PlainRequest): Readonly<SandboxUser> | null {
    const header = (name: string): string | null => {
      const value = headers[name]
      return typeof value === 'string' ? value : null
    }
    const accessKey = header('x-lsq-accesskey') ?? url.searchParams.get('accessKey')
    const secretKey = header('x-lsq-secretkey') ?? url.searchParams.get('secretKey')
    const pair = this.#pairs.find((one) => one.accessKey === accessKey && one.secretKey === secretKey)
    const user = pair === undefined ? undefined : this.#state.user(pair.userId)
    return user?.isActive === true ? user : null
  }
}
