import type { HttpReply, HttpRequest, Transport } from '../../electron/connectors/connector.ts'
import type { PlainAnswer } from '../sandbox/faulty-server.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import { requestBody } from '../support/request-body.ts'
import type { SentWhen, SimulatedCrm } from './crm.ts'
import type { Happening, NetworkEffect, RequestMatch } from './happenings.ts'
import type { KnownUploads } from './known-uploads.ts'
import type { Laptop, SimulatedTime } from './time.ts'
import type { Trace } from './trace.ts'

/** As the product's own transport has it (electron/sync/worker.ts). */
const patienceMs = 30_000

interface ActiveFault {
  readonly effect: NetworkEffect
  readonly match: RequestMatch
  times: number
  readonly untilMs: number
}

export interface NetworkSurroundings {
  readonly time: SimulatedTime
  readonly laptop: Laptop
  readonly crm: SimulatedCrm
  readonly random: SeededRandom
  /** Whether what a stream's old rows look like is read for the last time now. */
  readonly isBackfilling: () => boolean
  readonly uploads: KnownUploads
  readonly trace: Trace
}

/** What a request looks like to the eye: its path, its page. */
function nameOf(request: HttpRequest): string {
  const { pathname, search } = new URL(request.url)
  return `${request.method} ${pathname}${search}`
}

/** The way between the laptop and the CRM: latency always, faults when a happening says so. Requests of a dead process are answered to nobody. */
export class SimulatedNetwork {
  readonly #surroundings: NetworkSurroundings
  #faults: ActiveFault[] = []
  readonly #onWake: (() => void)[] = []
  #awakeSinceMs = 0
  requests = 0
  /** Of them, those that carry a file. */
  files = 0
  /** A happening has answered with 429. */
  hasRefused = false

  constructor(surroundings: NetworkSurroundings) {
    this.#surroundings = surroundings
  }

  strike({ effect, match, times, forMs }: Extract<Happening, { kind: 'network' }>): void {
    this.#faults.push({ effect, match, times, untilMs: this.#surroundings.time.nowMs + forMs })
  }

  heal(): void {
    this.#faults = []
  }

  /** Answers that came while the laptop slept came to nobody: their connections are gone. */
  woke(): void {
    this.#awakeSinceMs = this.#surroundings.time.nowMs
    for (const deliver of this.#onWake.splice(0)) deliver()
  }

  transportFor(isAlive: () => boolean): Transport {
    return {
      send: (request) =>
        new Promise((resolve) => {
          this.#send(request, isAlive, (reply) => isAlive() && resolve(reply))
        }),
    }
  }

  #send(request: HttpRequest, isAlive: () => boolean, resolve: (reply: HttpReply) => void): void {
    const { time, laptop, random, trace, uploads } = this.#surroundings
    uploads.sent(request)
    this.requests += 1
    if (typeof request.body === 'object' && request.body !== null) this.files += 1
    const effect = this.#take(request)
    const sentAtMs = time.nowMs
    let isOver = false
    const deliver = (reply: HttpReply): void => {
      if (isOver) return
      isOver = true
      const answer = (given: HttpReply): void => {
        trace.add(
          () => `  ${nameOf(request)} ${effect?.kind ?? ''} -> ${shown(given)} after ${time.nowMs - sentAtMs} ms`,
        )
        const isAsMeant = effect === null || effect.kind === 'slow'
        if (given.kind === 'answer' && isAsMeant) uploads.answered(request, given, isAlive)
        resolve(given)
      }
      if (!laptop.isAsleep) answer(reply)
      else this.#onWake.push(() => answer({ kind: 'cut', reason: 'the connection did not live through the sleep' }))
    }
    const upMs = random.chance(0.05) ? random.int(500, 3_000) : random.int(5, 150)
    const downMs = random.chance(0.05) ? random.int(500, 3_000) : random.int(5, 150)
    time.schedule(patienceMs, () => deliver({ kind: 'cut', reason: 'no complete answer within 30000 ms' }))
    this.#travel(request, effect, { upMs, downMs, isAlive }, deliver)
  }

  #travel(
    request: HttpRequest,
    effect: NetworkEffect | null,
    { upMs, downMs, isAlive }: { readonly upMs: number; readonly downMs: number; readonly isAlive: () => boolean },
    deliver: (reply: HttpReply) => void,
  ): void {
    const { time } = this.#surroundings
    const when = { sentAtMs: time.nowMs, awakeSinceMs: this.#awakeSinceMs, isAlive }
    const cut = (reason: string) => () => deliver({ kind: 'cut', reason })
    const carryOut = (): PlainAnswer => this.#carryOut(request, when)
    const answerWith = (make: () => PlainAnswer) => () => {
      const answer = make()
      time.schedule(downMs, () => deliver(asReply(answer)))
    }
    const made = (status: number, headers: Record<string, string>, body: unknown) => (): PlainAnswer => ({
      status,
      headers: { 'content-type': 'application/problem+json', ...headers },
      body,
    })
    switch (effect?.kind) {
      case undefined:
        time.schedule(upMs, answerWith(carryOut))
        return
      case 'refused':
        time.schedule(upMs, () => deliver({ kind: 'unreachable', reason: 'ECONNREFUSED' }))
        return
      case 'lost_on_the_way':
        time.schedule(upMs, cut('ECONNRESET'))
        return
      case 'answer_lost':
      case 'half_answer':
        time.schedule(upMs, () => {
          carryOut()
          time.schedule(downMs, cut(effect.kind === 'half_answer' ? 'terminated' : 'ECONNRESET'))
        })
        return
      case 'hangs':
        if (effect.commitAfterMs !== null) time.schedule(upMs + effect.commitAfterMs, () => void carryOut())
        return
      case 'throttled': {
        const seconds = effect.retryAfterSeconds
        this.hasRefused = true
        time.schedule(upMs, answerWith(made(429, seconds === null ? {} : { 'retry-after': String(seconds) }, {})))
        return
      }
      case 'server_error':
        time.schedule(upMs, () => {
          if (effect.isCommitted) carryOut()
          answerWith(made(effect.status, {}, { title: 'An error was injected.' }))()
        })
        return
      case 'captive_portal': {
        const headers = { 'content-type': 'text/html', date: new Date(86_400_000).toUTCString() }
        time.schedule(upMs, answerWith(made(200, headers, '<!doctype html><title>Airport Wi-Fi</title>')))
        return
      }
      case 'malformed':
        time.schedule(upMs, () => {
          const answer = carryOut()
          answerWith(() => ({ ...answer, body: `${textOf(answer).slice(0, -1)}, "oops": ` }))()
        })
        return
      case 'forbidden':
        time.schedule(upMs, answerWith(made(403, {}, { detail: 'No permission.' })))
        return
      case 'slow':
        time.schedule(upMs + effect.ms, answerWith(carryOut))
        return
      case 'repeat_page':
        time.schedule(
          upMs,
          answerWith(() => this.#repeatPage(request, when)),
        )
        return
      case 'duplicate_items':
      case 'reorder_items':
      case 'drop_item_id':
      case 'unknown_enum':
      case 'empty_list':
        time.schedule(
          upMs,
          answerWith(() => this.#surroundings.crm.spoil(effect.kind, carryOut(), request)),
        )
        return
      default:
        effect satisfies never
    }
  }

  /** One request is one of the limit, whichever page it is answered with. */
  #repeatPage(request: HttpRequest, when: SentWhen): PlainAnswer {
    const { crm } = this.#surroundings
    if (crm.earlierPage === null) return crm.spoil('repeat_page', this.#carryOut(request, when), request)
    return this.#carryOut(request, when, crm.earlierPage)
  }

  /** `instead`: another request to carry out in its stead. */
  #carryOut(request: HttpRequest, when: SentWhen, instead: SimulatedCrm['earlierPage'] = null): PlainAnswer {
    const { crm, trace } = this.#surroundings
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const sent = requestBody(request)
    const url = new URL(request.url)
    const contentType = Object.entries(sent.headers).find(([name]) => name.toLowerCase() === 'content-type')
    const all = contentType === undefined ? headers : { ...headers, 'content-type': contentType[1] }
    const asked = { method: request.method, url, headers: all, body: sent.text ?? '', bytes: sent.bytes }
    const answer = crm.answer(instead?.(asked) ?? asked, when)
    if (request.isWrite) trace.add(() => `  the CRM answers ${answer.status} to ${nameOf(request)}`)
    return answer
  }

  #take(request: HttpRequest): NetworkEffect | null {
    const { time, crm, isBackfilling } = this.#surroundings
    this.#faults = this.#faults.filter((fault) => fault.times > 0 && fault.untilMs > time.nowMs)
    const found = this.#faults.find(
      ({ match, effect }) => crm.isOf(match, request) && !(spoilsOldRows(effect) && isBackfilling()),
    )
    if (found === undefined) return null
    found.times -= 1
    return found.effect
  }
}

function spoilsOldRows({ kind }: NetworkEffect): boolean {
  return kind === 'drop_item_id' || kind === 'unknown_enum' || kind === 'empty_list'
}

function asReply(answer: PlainAnswer): HttpReply {
  const headers = { 'content-type': 'application/json', ...answer.headers }
  return { kind: 'answer', status: answer.status, headers, body: textOf(answer) }
}

function textOf({ body }: PlainAnswer): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function shown(reply: HttpReply): string {
  return reply.kind === 'answer' ? String(reply.status) : `${reply.kind} (${reply.reason})`
}
