import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { insertAccount, type NewAccount } from '../../../db/accounts.ts'
import { openAttachmentStore } from '../../../db/attachment-store.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { closeDatabases, openDatabases } from '../../../db/open.ts'
import { activityIdOf, conversationIdOf } from '../../../db/queries/targets.ts'
import type { ActivityRecord, ConversationRecord } from '../../../db/records.ts'
import type { Topic } from '../../../electron/ipc/shapes.ts'
import type { ShellContext } from '../../../electron/main/context.ts'
import type { IdentifyRequest } from '../../../electron/main/engine.ts'
import { NoticeBoard } from '../../../electron/main/notices.ts'
import { EngineStatuses } from '../../../electron/main/statuses.ts'
import type { Vault } from '../../../electron/main/vault.ts'
import type { AbilitiesResult, IdentifyResult, ToEngine } from '../../../electron/sync/protocol.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

/** Seals by marking the text, and only if the machine it plays has a keychain. */
function vaultOf(hasKeychain: boolean): Vault {
  const seal = (secret: string) => Buffer.from(`sealed:${secret}`)
  return {
    seal: async (secret, allowPlainText) => {
      if (hasKeychain) return { cipher: seal(secret), isPlainText: false }
      return allowPlainText ? { cipher: Buffer.from(secret), isPlainText: true } : null
    },
    open: async ({ cipher, isPlainText }) =>
      isPlainText ? cipher.toString() : cipher.toString().replace(/^sealed:/, ''),
  }
}

export const ada = {
  remoteUserId: 'user-1',
  displayName: 'Ada Rep',
  email: 'ada@example.com',
  organizationName: 'Acme',
}

/** The handlers' surroundings on real databases in a folder of their own, with everything recorded that leaves them. */
export function createShellContext({ hasKeychain = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-shell-'))
  const clock = new VirtualClock()
  const opened = openDatabases(folder, { role: 'owner', nowMs: clock.nowMs() })
  if (!opened.ok) throw new Error(`The databases did not open: ${opened.error.detail}`)
  const { replica, journal } = opened.value
  const posted: ToEngine[] = []
  const identified: IdentifyRequest[] = []
  const announced: Topic[] = []
  const desktop: string[] = []
  const answers: {
    identity: IdentifyResult
    abilities: AbilitiesResult
    unsent: number
    /** What still becomes of an account that the engine is asked to forget. */
    beforeForgotten: () => void
  } = {
    identity: { ok: true, identity: ada },
    abilities: { ok: true, value: [] },
    unsent: 0,
    beforeForgotten: () => undefined,
  }
  const chosen: { path: string | null; files: readonly string[] } = { path: null, files: [] }
  let draw = 0
  const context: ShellContext = {
    replica,
    journal,
    clock,
    random: () => {
      draw += 1
      return ((draw * 2_654_435_761) % 4_294_967_296) / 4_294_967_296
    },
    engine: {
      post: (message) => posted.push(message),
      identify: async (request) => {
        identified.push(request)
        return answers.identity
      },
      checkAbilities: async () => answers.abilities,
      sendNow: async () => answers.unsent,
      forgetAccount: async (accountId) => {
        answers.beforeForgotten()
        posted.push({ kind: 'forget_account', requestId: 0, accountId })
      },
    },
    vault: vaultOf(hasKeychain),
    attachments: openAttachmentStore(folder),
    leaving: { answered: (answer) => desktop.push(`leaving ${answer}`) },
    notices: new NoticeBoard(clock, () => undefined),
    statuses: new EngineStatuses(clock.nowMs()),
    system: {
      version: '1.2.3',
      platform: 'linux',
      isOnBrowserHost: false,
      openExternal: async (url) => void desktop.push(`open ${url}`),
      copy: async (text) => void desktop.push(`copy ${text}`),
      applyTheme: (theme) => desktop.push(`theme ${theme}`),
      chooseSavePath: async () => chosen.path,
      chooseOpenPath: async () => chosen.path,
      chooseFiles: async () => chosen.files,
    },
    randomBytes,
    refreshJournalBackup: () => desktop.push('backup'),
    announce: (topics) => announced.push(...topics),
  }
  return {
    context,
    clock,
    folder,
    posted,
    identified,
    announced,
    desktop,
    answers,
    /** What the user picks in the next file dialogs. */
    chosen,
    close: () => {
      closeDatabases(opened.value, { role: 'owner' })
      rmSync(folder, { recursive: true })
    },
  }
}

export function addAccount({ journal, clock }: ShellContext, change: Partial<NewAccount> = {}): number {
  return insertAccount(journal, {
    provider: 'leadping',
    label: 'Acme',
    baseUrl: 'https://api.example.com',
    userRemoteId: ada.remoteUserId,
    userName: ada.displayName,
    userEmail: ada.email,
    organizationName: ada.organizationName,
    createdAtMs: clock.nowMs(),
    ...change,
  })
}

const emptyConversation: ConversationRecord = {
  remoteId: '',
  leadRemoteId: null,
  firstName: 'Grace',
  lastName: 'Hopper',
  phone: '+15550100',
  email: null,
  snippet: 'See you then',
  lastEventAtMs: null,
  status: null,
  statusReason: null,
  outcome: null,
  nextStep: null,
  isUnread: true,
  isArchived: false,
  archivedAtMs: null,
  extra: {},
}

/** Puts a conversation into the replica as a pull would. Returns its local id. */
export function addConversation(
  { replica, clock }: ShellContext,
  accountId: number,
  remoteId: string,
  change: Partial<ConversationRecord> = {},
): number {
  ingestPages(replica, [
    {
      accountId,
      nowMs: clock.nowMs(),
      leads: [],
      conversations: [{ ...emptyConversation, remoteId, lastEventAtMs: clock.nowMs() - 60_000, ...change }],
      activities: [],
      quarantined: [],
      streamState: null,
      sweepGeneration: null,
      sweptStream: null,
    },
  ])
  const id = conversationIdOf(replica, accountId, remoteId)
  if (id === null) throw new Error('The conversation was not stored')
  return id
}

const ownNote: ActivityRecord = {
  remoteId: 'n-1',
  conversationRemoteId: null,
  leadRemoteId: null,
  type: 'Note',
  category: null,
  direction: null,
  status: null,
  statusReason: null,
  summary: 'As it is',
  description: '<p>As it is</p>',
  authorId: ada.remoteUserId,
  authorName: 'Ada Rep',
  trafficType: null,
  scheduledForMs: null,
  canceledAtMs: null,
  createdAtMs: 0,
  isHtml: true,
  extra: {},
}

/** Puts a note of the account's user into the replica as a pull would. Returns its local id. */
export function addOwnNote(
  { replica, clock }: ShellContext,
  accountId: number,
  conversationRemoteId: string,
  change: Partial<ActivityRecord> = {},
): number {
  const note = { ...ownNote, conversationRemoteId, createdAtMs: clock.nowMs() - 60_000, ...change }
  ingestPages(replica, [
    {
      accountId,
      nowMs: clock.nowMs(),
      leads: [],
      conversations: [],
      activities: [note],
      quarantined: [],
      streamState: null,
      sweepGeneration: null,
      sweptStream: null,
    },
  ])
  const id = activityIdOf(replica, accountId, note.remoteId)
  if (id === null) throw new Error('The note was not stored')
  return id
}
