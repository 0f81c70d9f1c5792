import type { HttpReply, HttpRequest, Transport } from '../../electron/connectors/connector.ts'
import { createLeadpingModel, type LeadpingModel } from '../sandbox/leadping/model.ts'
import { requestBody } from '../support/request-body.ts'

/** What becomes of the next requests that create a note. */
export type NoteFate = 'answered' | 'answer_lost' | 'request_lost'

/** A note that the CRM took, so that another CRM can be brought to the same state. */
interface TakenNote {
  readonly atMs: number
  readonly path: string
  readonly body: string
}

export const refusedMarker = 'REFUSE-THIS'
const origin = 'http://crm.test'

/** A Leadping CRM in this process, reached without a network. */
export class TrialCrm implements Transport {
  readonly model: LeadpingModel
  readonly taken: TakenNote[] = []
  isOffline = false
  /** For one note after the other; then they are answered. */
  readonly fates: NoteFate[] = []
  #nowMs: () => number

  constructor(options: { readonly seed: number; readonly nowMs: () => number; readonly startMs: number }) {
    this.#nowMs = options.nowMs
    this.model = createLeadpingModel({
      dialect: 'B',
      seed: options.seed,
      conversations: 40,
      activities: 500,
      nowMs: options.startMs,
      wallMs: () => this.#nowMs(),
      rateLimit: null,
      refuseNotesContaining: [refusedMarker],
    })
  }

  /** Takes the notes that another CRM of the same seed took, at the same moments: they get the same ids and stamps. */
  replay(taken: readonly TakenNote[]): void {
    const nowMs = this.#nowMs
    for (const note of taken) {
      this.#nowMs = () => note.atMs
      this.#answer('POST', new URL(origin + note.path), this.#headers(), note.body)
    }
    this.#nowMs = nowMs
  }

  async send(request: HttpRequest): Promise<HttpReply> {
    if (this.isOffline) return { kind: 'unreachable', reason: 'offline' }
    const isNote = request.method === 'POST' && request.url.endsWith('/notes')
    const fate = isNote ? (this.fates.shift() ?? 'answered') : 'answered'
    if (fate === 'request_lost') return { kind: 'cut', reason: 'lost on its way there' }
    const reply = this.#answer(request.method, new URL(request.url), request.headers, requestBody(request).text)
    return fate === 'answer_lost' ? { kind: 'cut', reason: 'lost on its way back' } : reply
  }

  get url(): string {
    return origin
  }

  #headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.model.key}`, 'content-type': 'application/json' }
  }

  #answer(method: string, url: URL, headers: Readonly<Record<string, string>>, body: string | null): HttpReply {
    const { provider } = this.model
    const answer = provider.answer({ method, url, headers, body: body ?? '' })
    if (method === 'POST' && url.pathname.endsWith('/notes') && answer.status === 200)
      this.taken.push({ atMs: this.#nowMs(), path: url.pathname, body: body ?? '' })
    return {
      kind: 'answer',
      status: answer.status,
      headers: { ...provider.commonHeaders(), ...answer.headers },
      body: answer.body === undefined ? '' : JSON.stringify(answer.body),
    }
  }
}
