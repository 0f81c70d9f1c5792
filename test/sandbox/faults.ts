import { z } from 'zod'

const after = z.boolean().optional()

/** What a fault does to one request. `afterCommit`: the request is carried out first, then the fault strikes. */
const faultEffect = z.discriminatedUnion('kind', [
  /** Destroys the connection as soon as the request's head has come. Nothing is carried out. */
  z.object({ kind: z.literal('refuse') }),
  /** Never answers. */
  z.object({ kind: z.literal('hang'), afterCommit: after }),
  /** Reads the whole request, then destroys the connection. Nothing is carried out. */
  z.object({ kind: z.literal('drop_before_commit') }),
  /** Carries the request out, then destroys the connection instead of answering. */
  z.object({ kind: z.literal('drop_after_commit') }),
  /**
   * Answers with this status. `retryAfterSeconds` is for 429 and 503; without it the header is left out. `code` is for
   * providers whose errors have one of their own beside the status.
   */
  z.object({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.int().min(0).optional(),
    detail: z.string().optional(),
    code: z.int().optional(),
    afterCommit: after,
  }),
  /** Waits before carrying out (a client that leaves meanwhile leaves nothing behind), or before answering. */
  z.object({ kind: z.literal('slow'), ms: z.number().min(0), afterCommit: after }),
  /** Announces the whole length, sends half of the body and destroys the connection. */
  z.object({ kind: z.literal('truncate') }),
  /** A complete answer that is not JSON. */
  z.object({ kind: z.literal('malformed_json') }),
  /** Status 200 with a login page, as a captive portal answers. Nothing is carried out. */
  z.object({ kind: z.literal('html') }),
  /** A page that holds every third of its items twice. */
  z.object({ kind: z.literal('duplicate_items') }),
  /** A page whose token leads to the same page once more, or the page before instead. Without effect on a first page. */
  z.object({ kind: z.literal('repeat_page') }),
  /** A page in reverse order. */
  z.object({ kind: z.literal('reorder_items') }),
  /** The middle item of a page (or the single object) comes without its id. */
  z.object({ kind: z.literal('drop_item_id') }),
  /** The first item of a page (or the single object) has words in its enums that no document knows. */
  z.object({ kind: z.literal('unknown_enum') }),
])
export type FaultEffect = z.infer<typeof faultEffect>

/** A fault and whom it strikes: `{ kind: 'status', status: 503, match: { pathPattern: '/notes$' }, times: 2 }`. */
export const faultRule = faultEffect.and(
  z.object({
    match: z
      .object({
        method: z.string().optional(),
        /** Source of a regular expression, tried on the path without the query string. */
        pathPattern: z.string().optional(),
      })
      .default({}),
    times: z.union([z.int().min(1), z.literal('until_cleared')]).default(1),
    /** Lets this many matching requests pass first. */
    skip: z.int().min(0).default(0),
  }),
)
export type FaultRule = z.input<typeof faultRule>

interface ArmedFault {
  readonly effect: FaultEffect
  readonly method: string | null
  readonly path: RegExp | null
  times: number
  skip: number
}

/** The faults in waiting. A request meets at most one: the oldest that matches. */
export class Faults {
  #armed: ArmedFault[] = []

  /** @throws where the rule is not valid. */
  add(rule: FaultRule): void {
    const { match, times, skip, ...effect } = faultRule.parse(rule)
    this.#armed.push({
      effect,
      method: match.method ?? null,
      path: match.pathPattern === undefined ? null : new RegExp(match.pathPattern),
      times: times === 'until_cleared' ? Number.POSITIVE_INFINITY : times,
      skip,
    })
  }

  clear(): void {
    this.#armed = []
  }

  get waiting(): number {
    return this.#armed.length
  }

  /** The fault that this request meets, used up by it. */
  take(method: string, path: string): FaultEffect | null {
    for (const fault of this.#armed) {
      if (fault.method !== null && fault.method !== method) continue
      if (fault.path !== null && !fault.path.test(path)) continue
      if (fault.skip > 0) {
        fault.skip -= 1
        continue
      }
      fault.times -= 1
      if (fault.times <= 0) this.#armed = this.#armed.filter((one) => one !== fault)
      return fault.effect
    }
    return null
  }
}
