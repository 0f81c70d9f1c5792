import { parseArgs } from 'node:util'
import { startLeadpingSandbox } from './leadping/sandbox.ts'

/**
 * A sandbox on the command line. Prints one line of JSON with `url`, `adminUrl` and `key` when it is ready and stops on
 * SIGTERM, SIGINT or, with `--until-stdin-closes`, when its parent is gone.
 */
const { values: flags } = parseArgs({
  options: {
    conversations: { type: 'string', default: '2000' },
    activities: { type: 'string', default: '40000' },
    leads: { type: 'string' },
    dialect: { type: 'string', default: 'B' },
    seed: { type: 'string', default: '20261121' },
    port: { type: 'string', default: '0' },
    'admin-port': { type: 'string', default: '0' },
    key: { type: 'string', multiple: true },
    'refuse-notes-containing': { type: 'string', multiple: true },
    'max-page-size': { type: 'string' },
    'read-after-write-delay': { type: 'string' },
    'uneven-pages': { type: 'boolean', default: false },
    'no-rate-limit': { type: 'boolean', default: false },
    traffic: { type: 'boolean', default: false },
    'traffic-every': { type: 'string', default: '4000' },
    'until-stdin-closes': { type: 'boolean', default: false },
  },
})

function wholeNumber(name: string, given: string): number {
  if (!/^\d+$/.test(given)) throw new RangeError(`--${name} must be a whole number, got '${given}'`)
  return Number(given)
}

function dialectOf(given: string): 'A' | 'B' {
  if (given === 'A' || given === 'B') return given
  throw new RangeError(`--dialect must be A or B, got '${given}'`)
}

const maxPageSize = flags['max-page-size']
const delayMs = flags['read-after-write-delay']
const sandbox = await startLeadpingSandbox({
  dialect: dialectOf(flags.dialect),
  seed: wholeNumber('seed', flags.seed),
  conversations: wholeNumber('conversations', flags.conversations),
  activities: wholeNumber('activities', flags.activities),
  nowMs: Date.now(),
  port: wholeNumber('port', flags.port),
  adminPort: wholeNumber('admin-port', flags['admin-port']),
  pages: flags['uneven-pages'] ? 'uneven' : 'full',
  refuseNotesContaining: flags['refuse-notes-containing'] ?? [],
  ...(flags.leads === undefined ? {} : { leads: wholeNumber('leads', flags.leads) }),
  ...(flags.key === undefined ? {} : { apiKeys: flags.key }),
  ...(flags['no-rate-limit'] ? { rateLimit: null } : {}),
  ...(maxPageSize === undefined ? {} : { maxPageSize: wholeNumber('max-page-size', maxPageSize) }),
  ...(delayMs === undefined ? {} : { readAfterWriteDelayMs: wholeNumber('read-after-write-delay', delayMs) }),
})
if (flags.traffic) sandbox.traffic.start(wholeNumber('traffic-every', flags['traffic-every']))

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  await sandbox.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
if (flags['until-stdin-closes']) {
  process.stdin.on('end', () => void stop())
  process.stdin.resume()
}
console.log(JSON.stringify({ url: sandbox.url, adminUrl: sandbox.adminUrl, key: sandbox.key }))
