import type { Member } from './types.ts'

/** The keys that the API accepts, each acting as one member of the team. */
export class Credentials {
  readonly #memberOf: Map<string, Member>
  readonly #members: readonly Member[]

  constructor(members: readonly Member[], keys: Iterable<readonly [key: string, member: Member]>) {
    this.#members = members
    this.#memberOf = new Map(keys)
  }

  /** A new key of a member, our user's if none is named. @throws where nobody has this id. */
  add(key: string, memberId?: string): void {
    const member = memberId === undefined ? this.#members[0] : this.#members.find((one) => one.id === memberId)
    if (member === undefined) throw new RangeError(`No member ${memberId}`)
    this.#memberOf.set(key, member)
  }

  /** Without a key: all of them. */
  revoke(key?: string): void {
    if (key === undefined) this.#memberOf.clear()
    else this.#memberOf.delete(key)
  }

  /** Whom a key acts as; null where it is none. */
  memberOf(key: string | undefined): Member | null {
    return key === undefined ? null : (this.#memberOf.get(key) ?? null)
  }

  /** The keys that are good now, oldest first. */
  keys(): readonly { readonly key: string; readonly member: Member }[] {
    return [...this.#memberOf].map(([key, member]) => ({ key, member }))
  }
}
