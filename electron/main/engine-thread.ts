import { Worker } from 'node:worker_threads'
import { isMalformed } from '../../db/open.ts'
import type { FromEngine } from '../sync/protocol.ts'
import type { EngineThread, EngineThreadListener } from './engine.ts'

/** Starts the sync engine's bundle in a worker thread on the databases in `folder`. */
export function spawnEngineThread(bundlePath: string, folder: string, listener: EngineThreadListener): EngineThread {
  const worker = new Worker(bundlePath, { workerData: { folder }, name: 'fieldpost-sync' })
  let detail = ''
  let hasMetDamage = false
  worker.on('message', (message: FromEngine) => listener.message(message))
  worker.on('error', (error) => {
    hasMetDamage = isMalformed(error)
    detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  })
  worker.on('exit', (code) =>
    listener.ended(detail || `exit code ${code}`, ...(hasMetDamage ? (['damage'] as const) : [])),
  )
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      await worker.terminate()
    },
  }
}
