import { z } from 'zod'
import type { PlainAnswer, PlainRequest, Provider } from '../../../sandbox/faulty-server.ts'
import { FaultyServer } from '../../../sandbox/faulty-server.ts'
import { SandboxClock } from '../../../sandbox/sandbox-clock.ts'
import { SlidingWindow } from '../../../sandbox/sliding-window.ts'
import { type AnswerShape, spoilRows } from '../../../sandbox/spoil.ts'

/** A person, on a card of the board. */
export interface Card {
  readonly id: string
  readonly name: string
  readonly email: string | null
  /** Every change of a card gives it the next number of the whole board. */
  readonly revision: number
  readonly changedAtMs: number
}

/** Something written on a card. */
export interface Entry {
  readonly id: string
  readonly cardId: string
  readonly kind: 'note' | 'call'
  readonly text: string
  readonly author: string
  /** Whatever the client sent to know its entry again. */
  readonly reference: string | null
  readonly revision: number
  readonly changedAtMs: number
  /** Lists do not show it before. */
  readonly listedFromMs: number
}

export interface BoardOptions {
  readonly cards: number
  readonly entries: number
  readonly nowMs: number
  readonly wallMs: () => number
  readonly monotonicMs: () => number
  readonly rateLimit: { readonly requests: number; readonly windowMs: number } | null
}

export const me = 'robin'
export const key = 'board-key'
const newEntry = z.object({ text: z.string().min(1), reference: z.string().nullable().default(null) })

/** An invented CRM: cards with entries, both listed newest change first, continued below a revision. */
export class Board {
  readonly clock: SandboxClock
  readonly cards = new Map<string, Card>()
  readonly entries = new Map<string, Entry>()
  readonly fromApi: string[] = []
  listDelayMs = 0
  refused: string | null = null
  isLocked = false
  #revision = 0

  constructor({ cards, entries, nowMs, wallMs }: BoardOptions) {
    this.clock = new SandboxClock(wallMs)
    const dayMs = 86_400_000
    for (let index = 0; index < cards; index += 1) this.putCard(nowMs - (cards - index) * dayMs)
    const ids = [...this.cards.keys()]
    for (let index = 0; index < (cards === 0 ? 0 : entries); index += 1) {
      const atMs = nowMs - (entries - index) * 60_000
      const cardId = ids[index % Math.min(3, ids.length)] ?? ''
      this.putEntry({ cardId, text: `Called about the fence, ${index}`, author: 'sam', kind: 'call', atMs })
    }
  }

  putCard(atMs: number, was?: Card): Card {
    this.#revision += 1
    const id = was?.id ?? `card-${this.#revision}`
    const name = was === undefined ? `Person ${this.#revision}` : `${was.name} Jr.`
    const card = { id, name, email: `${id}@example.com`, revision: this.#revision, changedAtMs: atMs }
    this.cards.set(id, card)
    return card
  }

  putEntry(
    wish: Pick<Entry, 'cardId' | 'text' | 'author' | 'kind'> & { atMs: number; reference?: string | null; id?: string },
  ): Entry {
    this.#revision += 1
    const { atMs, reference = null, id = `entry-${this.#revision}`, ...rest } = wish
    const listedFromMs = this.listDelayMs === 0 ? 0 : this.clock.nowMs() + this.listDelayMs
    const entry = { ...rest, id, reference, revision: this.#revision, changedAtMs: atMs, listedFromMs }
    this.entries.set(id, entry)
    return entry
  }

  answer({ method, url, headers, body }: PlainRequest): PlainAnswer {
    if (this.isLocked || headers.authorization !== `Board ${key}`) return refuse(401, 'Who are you?')
    const [, collection, id, below] = url.pathname.split('/')
    const call = `${method} /${collection}${id === undefined ? '' : '/{id}'}${below === undefined ? '' : `/${below}`}`
    const card = this.cards.get(id ?? '')
    switch (call) {
      case 'GET /me':
        return json(200, { id: me, name: 'Robin', board: 'The Corkboard' })
      case 'GET /cards':
        return this.#page(url, [...this.cards.values()])
      case 'GET /entries':
        return this.#page(url, this.#listed())
      case 'GET /cards/{id}':
        return card === undefined ? refuse(404, 'No such card.') : json(200, card)
      case 'GET /cards/{id}/entries':
        if (card === undefined) return refuse(404, 'No such card.')
        return this.#page(
          url,
          this.#listed().filter((entry) => entry.cardId === card.id),
        )
      case 'POST /cards/{id}/entries':
        return card === undefined ? refuse(404, 'No such card.') : this.#write(card, body)
      default:
        return refuse(404, 'No such call.')
    }
  }

  #listed(): Entry[] {
    return [...this.entries.values()].filter((entry) => entry.listedFromMs <= this.clock.nowMs())
  }

  #page(url: URL, rows: readonly { readonly revision: number; readonly changedAtMs: number }[]): PlainAnswer {
    const number = (name: string, fallback: number) => Number(url.searchParams.get(name) ?? fallback)
    const [below, sinceMs, limit] = [number('below', Number.POSITIVE_INFINITY), number('since', 0), number('limit', 20)]
    const wanted = rows
      .filter((row) => row.revision < below && row.changedAtMs >= sinceMs)
      .toSorted((one, other) => other.revision - one.revision)
    return json(200, { rows: wanted.slice(0, limit), more: wanted.length > limit })
  }

  #write(card: Card, body: string | null): PlainAnswer {
    const wish = newEntry.safeParse(JSON.parse(body ?? '{}'))
    if (!wish.success) return refuse(422, 'An entry needs a text.')
    const { text, reference } = wish.data
    if (this.refused !== null && text.includes(this.refused))
      return refuse(422, `Entries may not contain ${this.refused}.`)
    const entry = this.putEntry({
      cardId: card.id,
      text,
      reference,
      author: me,
      kind: 'note',
      atMs: this.clock.stampMs(),
    })
    this.fromApi.push(entry.id)
    return json(201, entry)
  }
}

/** Puts a board on loopback. */
export async function startBoard(
  options: BoardOptions,
): Promise<{ readonly board: Board; readonly server: FaultyServer }> {
  const board = new Board(options)
  const limit = options.rateLimit === null ? null : new SlidingWindow(options.rateLimit, options.monotonicMs)
  const provider: Provider = {
    answer: (request) => (limit?.take() == null ? board.answer(request) : refuse(429, 'Slow down.')),
    failure: (status, detail, retryAfterSeconds) =>
      refuse(
        status,
        detail ?? 'Injected.',
        retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
      ),
    commonHeaders: () => ({ date: new Date(board.clock.nowMs()).toUTCString() }),
    tokenOf: () => null,
    spoil: (effect, body) => spoilRows(effect, body, shape),
  }
  const server = new FaultyServer(provider, 0)
  await server.setOffline(false)
  return { board, server }
}

const withRows = z.looseObject({ rows: z.array(z.unknown()) })
const shape: AnswerShape = {
  idMembers: ['id'],
  enumMembers: ['kind'],
  rowsOf(body) {
    const page = withRows.safeParse(body)
    if (page.success) return { rows: page.data.rows, isPage: true, replace: (rows) => ({ ...page.data, rows }) }
    return { rows: [body], isPage: false, replace: ([only]) => only }
  },
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body }
}

function refuse(status: number, error: string, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  return json(status, { error }, headers)
}
