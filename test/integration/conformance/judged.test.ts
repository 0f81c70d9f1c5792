import { describe, expect, it } from 'vitest'
import type { Failure, Outcome, PullPage } from '../../../electron/connectors/connector.ts'
import { corkboard } from './example-crm/subject.ts'
import { type SharedProof, shared } from './shared/all.ts'
import type { ConformanceSubject, ConnectorUnderTest } from './subject.ts'

/** A mistake as somebody might make it in a connector, and a sentence that is not true of it then. */
interface Mistake {
  readonly name: string
  readonly breaks: SharedProof
  readonly make: (connector: ConnectorUnderTest) => Partial<ConnectorUnderTest>
}

const mistakes: readonly Mistake[] = [
  {
    name: 'the last row of each page is dropped',
    breaks: 'walks every stream to its end, every row with the values of the CRM, in accounts of any size',
    make: ({ pull }) => ({
      pull: async (request) =>
        changed(await pull(request), (page) => ({ ...page, activities: page.activities.slice(1) })),
    }),
  },
  {
    name: 'a walk ends with its first page',
    breaks: 'goes on in another process where the last one stopped',
    make: ({ pull }) => ({
      pull: async (request) => changed(await pull(request), (page) => ({ ...page, next: null })),
    }),
  },
  {
    name: 'a cursor that is not known begins anew',
    breaks: 'says that a cursor is expired which it does not know, or which is another walk’s',
    make: ({ pull }) => ({
      async pull(request) {
        const outcome = await pull(request)
        return outcome.ok && outcome.value.cursorExpired ? pull({ ...request, cursor: null }) : outcome
      },
    }),
  },
  {
    name: 'news is looked for after the watermark, not from it',
    breaks: 'finds a second row with the very stamp of the watermark',
    make: ({ pull }) => ({
      pull: (request) => pull({ ...request, sinceMs: request.sinceMs === null ? null : request.sinceMs + 60_000 }),
    }),
  },
  {
    name: 'everything is read again at each look for news',
    breaks: 'brings what is new since the watermark, and little else',
    make: ({ pull }) => ({ pull: (request) => pull({ ...request, sinceMs: 0 }) }),
  },
  {
    name: 'a note whose answer is lost is sent again at once',
    breaks: 'does not know whether a note exists whose answer was lost, and finds it',
    make: ({ createNote }) => ({
      async createNote(note) {
        const outcome = await createNote(note)
        return outcome.ok ? outcome : createNote(note)
      },
    }),
  },
  {
    name: 'a lost answer is taken for a request that never left',
    breaks: 'does not know whether a note exists whose answer was lost, and finds it',
    make: ({ createNote }) => ({ createNote: async (note) => surely(await createNote(note)) }),
  },
  {
    name: 'a lost note is never found',
    breaks: 'finds a note whose answer was lost in every form that the CRM takes',
    make: () => ({ findNote: async () => ({ ok: true, value: { kind: 'absent' } }) }),
  },
  {
    name: 'any note with the same words is ours',
    breaks: 'does not take a colleague’s note with the same words for ours',
    make: ({ pullConversation, findNote }) => ({
      async findNote(search) {
        const page = await pullConversation(search.conversationRemoteId, null, 'push')
        const alike = page.ok ? page.value.activities.find((row) => row.summary === search.text) : undefined
        return alike === undefined ? findNote(search) : { ok: true, value: { kind: 'found', activity: alike } }
      },
    }),
  },
  {
    name: 'a note loses its line ends',
    breaks: 'writes a note once and word for word, in every form that the CRM takes',
    make: ({ createNote }) => ({
      createNote: (note) => createNote({ ...note, text: note.text.replaceAll('\n', ' ') }),
    }),
  },
  {
    name: 'a refusal is told in words of our own',
    breaks: 'passes on in the CRM’s own words why a note is refused',
    make: ({ createNote }) => ({
      async createNote(note) {
        const outcome = await createNote(note)
        if (outcome.ok || outcome.failure.kind !== 'rejected') return outcome
        return { ok: false, failure: { ...outcome.failure, reason: 'That did not work.' } }
      },
    }),
  },
  {
    name: 'a throttled request is taken for a broken server',
    breaks: 'tells every way in which an answer can fail by its kind, for reads and for notes',
    make: ({ pull }) => ({
      async pull(request) {
        const outcome = await pull(request)
        if (outcome.ok || outcome.failure.kind !== 'throttled') return outcome
        return { ok: false, failure: { kind: 'server', status: 429, mayHaveLanded: false, detail: null } }
      },
    }),
  },
  {
    name: 'what a key may do is found out by writing',
    breaks: 'says what the key may do, and writes nothing to find out',
    make: ({ abilities, createNote }) => ({
      async abilities(priority) {
        const form = { format: 'plain', visibility: null, isDraft: false, activity: null } as const
        const target = { conversationRemoteId: 'card-1', leadRemoteId: 'card-1', attachmentRemoteIds: [] }
        await createNote({ noteId: 'trial', ...target, text: 'A trial', form, writtenAtMs: 0 })
        return abilities(priority)
      },
    }),
  },
  {
    name: 'a method is offered that the capabilities do not declare',
    breaks: 'offers exactly what its capabilities declare',
    make: () => ({ snapshotNotes: async () => ({ ok: true, value: [] }) }),
  },
]

function changed(outcome: Outcome<PullPage>, change: (page: PullPage) => PullPage): Outcome<PullPage> {
  return outcome.ok ? { ok: true, value: change(outcome.value) } : outcome
}

function surely<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok || !('mayHaveLanded' in outcome.failure)) return outcome
  const failure: Failure = { ...outcome.failure, mayHaveLanded: false }
  return { ok: false, failure }
}

function mistaken({ make }: Mistake): ConformanceSubject {
  return {
    ...corkboard,
    createConnector(options) {
      const connector = corkboard.createConnector(options)
      return { ...connector, ...make(connector) }
    },
  }
}

describe('the conformance suite', () => {
  it.each(mistakes)('notices that $name', async (mistake) => {
    const proof = shared[mistake.breaks]
    if (proof === undefined) throw new Error(`there is no proof "${mistake.breaks}"`)
    await expect(proof.run(corkboard)).resolves.toBeUndefined()
    await expect(proof.run(mistaken(mistake))).rejects.toThrow()
  })
})
