import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { snapshotJournal } from '../../../db/journal/backup.ts'
import { openDatabases } from '../../../db/open.ts'

/** Copies a folder's journal to `path` again and again in a thread of its own, as the engine does; says how often it came through. */
const { folder, path, times, nowMs } = z
  .object({ folder: z.string(), path: z.string(), times: z.int(), nowMs: z.number() })
  .parse(workerData)
const opened = openDatabases(folder, { role: 'attached', nowMs })
if (!opened.ok) throw new Error(opened.error.detail)
for (let copy = 0; copy < times; copy += 1) snapshotJournal(opened.value.journal, path)
opened.value.journal.raw.close()
opened.value.replica.raw.close()
parentPort?.postMessage(times)
