import { z } from 'zod'
import { done, failure, id, nothing, storeFailure } from './contract-basics.ts'
import { noteChannels } from './contract-notes.ts'
import { maxDraftCharacters } from './limits.ts'
import * as shape from './shapes.ts'

/**
 * THE contract: every channel with the schema of what goes in and what comes out. Main checks both; the preload maps the
 * names; the renderer sees `window.fieldpost` typed from here. A failure that the user can act on is a value of `out`;
 * what is thrown is a bug.
 */

/** A page that goes on: `next` null is the end. Cursors are opaque to the renderer. */
function page<T extends z.ZodType>(row: T) {
  return z.object({ rows: z.array(row), next: z.string().nullable(), coverage: shape.coverage })
}

export { maxNoteCharacters, minPassphraseCharacters } from './limits.ts'

const pageLimit = z.int().min(1).max(200)
const cursor = z.string().max(500).nullable()

const connectFailure = failure(
  'bad_url',
  'not_https',
  'unauthorized',
  'offline',
  'not_this_crm',
  'throttled',
  'server',
  'vault_unavailable',
  'storage',
)
/** The credential does not say whose it is: asked again with the option `member` set to one of these. */
const chooseMember = z.object({
  ok: z.literal(false),
  error: z.object({ kind: z.literal('choose_member'), detail: z.null(), choices: z.array(shape.member) }),
})
/** Words that were never sent would go too. */
const unsentDrafts = z.object({
  ok: z.literal(false),
  error: z.object({ kind: z.literal('unsent_drafts'), detail: z.null(), drafts: z.int().positive() }),
})
/** What the user says of an account besides address and secret; the connector's memory. */
const accountOptions = z.record(z.string().max(100), z.string().max(2_000)).optional()
export const channels = {
  'app.info': {
    in: nothing,
    out: z.object({ version: z.string(), platform: z.string(), isOnBrowserHost: z.boolean() }),
  },
  'app.notices': { in: nothing, out: z.array(shape.notice) },
  'app.dismissNotice': { in: z.object({ id: z.string() }), out: done },
  'app.openExternal': {
    in: z.object({ url: z.string().max(4000) }),
    out: z.union([done, failure('not_allowed')]),
  },
  'app.copy': { in: z.object({ text: z.string().max(maxDraftCharacters) }), out: done },

  /** The answer to the event `quitting`. */
  'app.quit': { in: z.object({ answer: z.enum(['quit', 'stay']) }), out: done },

  'settings.get': { in: nothing, out: shape.settings },
  'settings.set': { in: shape.settings.partial(), out: z.union([done, storeFailure]) },

  /** Every CRM that this version can connect to. */
  'providers.list': { in: nothing, out: z.array(shape.providerDescription) },
  'accounts.list': { in: nothing, out: z.array(shape.account) },
  'accounts.connect': {
    in: z.object({
      provider: shape.provider,
      baseUrl: z.string().max(2000),
      secret: z.string().max(10_000),
      options: accountOptions,
      /** The user agreed to keep the credential in a file, because this machine has no keychain. */
      allowPlainTextVault: z.boolean(),
    }),
    out: z.union([z.object({ ok: z.literal(true), account: shape.account }), chooseMember, connectFailure]),
  },
  'accounts.reauthenticate': {
    in: z.object({
      accountId: id,
      secret: z.string().max(10_000),
      options: accountOptions,
      allowPlainTextVault: z.boolean(),
    }),
    out: z.union([done, chooseMember, connectFailure, failure('other_user', 'gone')]),
  },
  /** Asks the CRM what the key may do, and keeps the answer. Nothing is written there to find out. */
  'accounts.checkAbilities': {
    in: z.object({ accountId: id }),
    out: z.union([
      z.object({ ok: z.literal(true), abilities: z.array(shape.ability) }),
      connectFailure,
      failure('gone', 'storage_full', 'storage_read_only'),
    ]),
  },
  /** Forgets the credential and keeps everything else. Refused with `unsent_notes` unless the user said that they may wait. */
  'accounts.signOut': {
    in: z.object({ accountId: id, mayKeepUnsent: z.boolean() }),
    out: z.union([done, failure('unsent_notes', 'storage_full', 'storage_read_only', 'gone')]),
  },
  'accounts.setPaused': { in: z.object({ accountId: id, isPaused: z.boolean() }), out: z.union([done, storeFailure]) },
  /**
   * Refused with `unsent_notes`, and then with `unsent_drafts`, unless the user has said what becomes of them: nothing that was written goes
   * silently.
   */
  'accounts.remove': {
    in: z.object({
      accountId: id,
      discardUnsent: z.boolean(),
      /** Enough where every unsent note is in a file that was saved for another machine. */
      areUnsentSaved: z.boolean().optional(),
      discardDrafts: z.boolean().optional(),
    }),
    out: z.union([done, unsentDrafts, failure('unsent_notes', 'storage_full', 'storage_read_only', 'gone')]),
  },

  'inbox.page': {
    in: z.object({ accountId: id.nullable(), filter: shape.inboxFilter, cursor, limit: pageLimit }),
    out: page(shape.inboxRow),
  },
  'inbox.counts': {
    in: z.object({ accountId: id.nullable() }),
    out: z.object({ active: z.int(), unread: z.int(), archived: z.int(), outbox: z.int(), troubled: z.int() }),
  },

  /** Reads the header and tells the engine that this conversation goes first. */
  'conversation.open': { in: z.object({ conversationId: id }), out: shape.conversation.nullable() },
  'conversation.get': { in: z.object({ conversationId: id }), out: shape.conversation.nullable() },
  /** Everybody whom the same number or address says to be the same person, in any account. */
  'conversation.people': { in: z.object({ conversationId: id }), out: z.array(shape.person) },
  /** The user says that two records are not one person. */
  'people.separate': {
    in: z.object({ conversationId: id, otherConversationId: id }),
    out: z.union([done, storeFailure]),
  },
  /** Takes such a word back. */
  'people.join': {
    in: z.object({ conversationId: id, otherConversationId: id }),
    out: z.union([done, storeFailure]),
  },
  'conversation.setRead': {
    in: z.object({ conversationId: id, isRead: z.boolean() }),
    out: z.union([done, storeFailure]),
  },
  'conversation.setStarred': {
    in: z.object({ conversationId: id, isStarred: z.boolean() }),
    out: z.union([done, storeFailure]),
  },
  /** Newest first. A note that the CRM has not confirmed is on the page that covers its time, at its place. */
  'timeline.page': { in: z.object({ conversationId: id, cursor, limit: pageLimit }), out: page(shape.timelineRow) },
  /** Answers from the replica; where it is not kept yet it is fetched first in line and announced on arrival. */
  'event.detail': {
    in: z.object({ activityId: id }),
    out: z.discriminatedUnion('state', [
      z.object({ state: z.literal('kept'), detail: shape.eventDetail }),
      z.object({ state: z.literal('fetching') }),
      z.object({ state: z.literal('unavailable'), trouble: shape.noteTrouble.nullable() }),
    ]),
  },

  'search.query': {
    in: z.object({ text: z.string().max(500), accountId: id.nullable(), cursor, limit: pageLimit }),
    out: page(shape.searchHit),
  },

  ...noteChannels,

  'sync.status': { in: nothing, out: z.array(shape.accountStatus) },
  /** The user's word on what full checks did not find any more: `hide` hides it here as well, `keep` leaves it and ends the question. */
  'sync.answerHeldBack': {
    in: z.object({ accountId: id, answer: z.enum(['hide', 'keep']) }),
    out: z.union([done, storeFailure]),
  },
  'sync.now': { in: z.object({ accountId: id.nullable() }), out: done },
  /** The browser's own online/offline events: a hint, never the truth. */
  'sync.hint': { in: z.object({ isOnline: z.boolean() }), out: done },
} satisfies Record<string, { in: z.ZodType; out: z.ZodType }>

/** What main tells the renderer unasked. */
export const events = {
  changed: z.object({ topics: z.array(shape.topic) }),
  status: z.array(shape.accountStatus),
  /** How far the files of a note have come. */
  uploads: shape.uploadProgress,
  /** The user wants to quit while notes are unsent; answered by `app.quit`. */
  quitting: z.object({ unsentNotes: z.int(), needUser: z.int() }),
  notice: shape.notice,
  /** A menu entry or shortcut of the shell. */
  command: z.object({ name: z.enum(['search', 'outbox', 'inbox', 'settings', 'add_account', 'sync_now']) }),
} satisfies Record<string, z.ZodType>

export type Channel = keyof typeof channels
export type Input<C extends Channel> = z.input<(typeof channels)[C]['in']>
export type Output<C extends Channel> = z.output<(typeof channels)[C]['out']>
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

/** What the preload puts on `window.fieldpost`. */
export interface FieldpostBridge {
  call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
}
