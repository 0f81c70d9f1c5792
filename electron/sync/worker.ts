import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { openAttachmentStore } from '../../db/attachment-store.ts'
import { refreshJournalBackup } from '../../db/journal/backup.ts'
import { closeDatabases, openDatabases } from '../../db/open.ts'
import { createFetchTransport } from '../connectors/fetch-transport.ts'
import { connectorFor } from '../connectors/registry.ts'
import { systemClock, systemRandom } from './clock.ts'
import { Engine } from './engine.ts'
import { JournalBackup } from './journal-backup.ts'
import { requestTimeoutMs } from './outbox/turns.ts'
import type { FromEngine, ToEngine } from './protocol.ts'

/**
 * The engine in its own thread, with its own connections: a bulk apply must not stall the main process. It holds secrets in memory only,
 * and ends with an error (main starts it again) on any bug.
 */

const longestBodyBytes = 64 * 1024 * 1024

const { folder } = z.object({ folder: z.string() }).parse(workerData)
const port = parentPort
if (port === null) throw new Error('electron/sync/worker.ts runs in a worker thread only.')

const opened = openDatabases(folder, { role: 'attached', nowMs: systemClock.nowMs() })
if (!opened.ok)
  throw new Error(`The sync engine could not open the databases: ${opened.error.kind} ${opened.error.detail}`)
const { replica, journal } = opened.value
const attachments = openAttachmentStore(folder)

// In this thread, so that the window never waits for it. A disk that refuses it leaves the earlier backup, and has told so elsewhere.
const backup = new JournalBackup({ clock: systemClock, backUp: () => refreshJournalBackup(journal, folder) })

let isStopped = false
const post = (message: FromEngine): void => {
  port.postMessage(message)
  if (message.kind === 'changed' && message.topics.some((topic) => topic.kind === 'outbox')) backup.changed()
  if (message.kind !== 'stopped') return
  isStopped = true
  backup.stop()
  closeDatabases(opened.value, { role: 'attached' })
  port.close()
}

const engine = new Engine({
  replica,
  journal,
  clock: systemClock,
  random: systemRandom,
  transport: createFetchTransport({ clock: systemClock, timeoutMs: requestTimeoutMs, maxBodyBytes: longestBodyBytes }),
  connectorFor,
  readAttachment: (contentHash) => attachments.read(contentHash),
  post,
  onBug: (error) =>
    // Out of the promise chain, so that the thread ends with it and main learns of it.
    setImmediate(() => {
      // A request that was let go of at the stop comes back to closed files: there is nothing left to do with its answer.
      if (!isStopped) throw error
    }),
})

port.on('message', (message: ToEngine) => {
  if (message.kind === 'outbox_changed') backup.changed()
  engine.handle(message)
})
post({ kind: 'ready' })
