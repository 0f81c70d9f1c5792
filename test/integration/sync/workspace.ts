import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { insertAccount } from '../../../db/accounts.ts'
import { closeDatabases, type Databases, openDatabases } from '../../../db/open.ts'
import { readNote } from '../../../db/outbox.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { createFetchTransport } from '../../../electron/connectors/fetch-transport.ts'
import { connectorFor } from '../../../electron/connectors/registry.ts'
import { systemClock, systemRandom } from '../../../electron/sync/clock.ts'
import { Engine } from '../../../electron/sync/engine.ts'
import type { EngineStatus, FromEngine } from '../../../electron/sync/protocol.ts'
import { insertNote } from '../../support/insert-note.ts'

export interface Workspace {
  readonly folder: string
  readonly databases: Databases
  readonly engine: Engine
  readonly accountId: number
  readonly messages: FromEngine[]
  status(): EngineStatus | undefined
  /** Saves a note as main does, without an undo window. */
  writeNote(noteId: string, conversationRemoteId: string, text: string): void
  noteState(noteId: string): string | undefined
  conversationId(remoteId: string): number
  /** Drops the engine as a killed process would: nothing is awaited, nothing is tidied. */
  abandon(): void
  stop(): Promise<void>
}

export interface Account {
  readonly url: string
  readonly key: string
  readonly userId: string
  readonly userName: string
}

/** The real engine over real files in a temporary folder, against whatever answers at `account.url`. */
export function openWorkspace(account: Account, options: { folder?: string; timeoutMs?: number } = {}): Workspace {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'fieldpost-'))
  const opened = openDatabases(folder, { role: 'owner', nowMs: systemClock.nowMs() })
  if (!opened.ok) throw new Error(`${opened.error.kind}: ${opened.error.detail}`)
  const { replica, journal } = opened.value
  const accountId = options.folder === undefined ? newAccount(opened.value, account) : 1
  const messages: FromEngine[] = []
  let isAbandoned = false
  const engine = new Engine({
    replica,
    journal,
    // A dead process runs no timers.
    clock: { ...systemClock, schedule: (delayMs, task) => systemClock.schedule(delayMs, () => isAbandoned || task()) },
    random: systemRandom,
    transport: createFetchTransport({
      clock: systemClock,
      timeoutMs: options.timeoutMs ?? 5_000,
      maxBodyBytes: 64 * 1024 * 1024,
    }),
    connectorFor,
    readAttachment: () => null,
    post: (message) => messages.push(message),
    onBug: (error) => {
      if (!isAbandoned) throw error
    },
  })
  engine.handle({
    kind: 'account',
    account: { accountId, provider: 'leadping', baseUrl: account.url, secret: account.key, isPaused: false },
  })
  return {
    folder,
    databases: opened.value,
    engine,
    accountId,
    messages,
    status: () =>
      messages
        .flatMap((message) => (message.kind === 'status' ? message.accounts : []))
        .findLast((each) => each.accountId === accountId),
    writeNote(noteId, conversationRemoteId, text) {
      const nowMs = systemClock.nowMs()
      insertNote(journal, {
        noteId,
        accountId,
        conversationRemoteId,
        leadRemoteId: null,
        conversationName: 'Somebody',
        text,
        heldUntilMs: null,
        nowMs,
      })
      engine.handle({ kind: 'outbox_changed' })
    },
    noteState: (noteId) => readNote(journal, noteId)?.state,
    conversationId(remoteId) {
      const id = conversationIdOf(replica, accountId, remoteId)
      if (id === null) throw new Error(`The replica has no conversation ${remoteId}`)
      return id
    },
    abandon() {
      isAbandoned = true
      replica.raw.close()
      journal.raw.close()
    },
    async stop() {
      await engine.stop()
      closeDatabases(opened.value, { role: 'owner' })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function newAccount({ journal }: Databases, account: Account): number {
  return insertAccount(journal, {
    provider: 'leadping',
    label: 'Sandbox',
    baseUrl: account.url,
    userRemoteId: account.userId,
    userName: account.userName,
    userEmail: null,
    organizationName: null,
    createdAtMs: systemClock.nowMs(),
  })
}

/** Waits until `holds`; fails with what was waited for. The limit is generous: it only tells a hang from slowness. */
export async function until(what: string, holds: () => boolean, limitMs = 40_000): Promise<void> {
  const deadlineMs = performance.now() + limitMs
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(`Waited ${limitMs} ms in vain until ${what}`)
    await wait(20)
  }
}
