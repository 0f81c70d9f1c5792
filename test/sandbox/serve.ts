import { parseArgs } from 'node:util'
import { startLeadpingSandbox } from './leadping/sandbox.ts'
import { startLeadsquaredSandbox } from './leadsquared/sandbox.ts'
import type { LiveTraffic } from './live-traffic.ts'
import { startSaleshandySandbox } from './saleshandy/sandbox.ts'

/**
 * A sandbox on the command line. Prints one line of JSON with `provider`, `url`, `adminUrl` and `key` when it is ready and
 * stops on SIGTERM, SIGINT or, with `--until-stdin-closes`, when its parent is gone.
 */
const { values: flags } = parseArgs({
  options: {
    provider: { type: 'string', default: 'leadping' },
    // Of every provider.
    seed: { type: 'string', default: '20261121' },
    port: { type: 'string', default: '0' },
    'admin-port': { type: 'string', default: '0' },
    key: { type: 'string', multiple: true },
    'refuse-notes-containing': { type: 'string', multiple: true },
    'read-after-write-delay': { type: 'string' },
    'no-rate-limit': { type: 'boolean', default: false },
    traffic: { type: 'boolean', default: false },
    'traffic-every': { type: 'string', default: '4000' },
    'until-stdin-closes': { type: 'boolean', default: false },
    // Of Leadping and LeadSquared.
    leads: { type: 'string' },
    activities: { type: 'string' },
    // Of Leadping.
    conversations: { type: 'string', default: '2000' },
    dialect: { type: 'string', default: 'B' },
    'max-page-size': { type: 'string' },
    'uneven-pages': { type: 'boolean', default: false },
    // Of Saleshandy.
    prospects: { type: 'string', default: '1000' },
    notes: { type: 'string', default: '3000' },
    threads: { type: 'string', default: '400' },
    mails: { type: 'string' },
  },
})

interface Served {
  readonly url: string
  readonly adminUrl: string
  readonly key: string
  readonly traffic: LiveTraffic
  /** Of LeadSquared only: the host of another region. */
  readonly wrongRegionUrl?: string
  close(): Promise<void>
}

function wholeNumber(name: string, given: string): number {
  if (!/^\d+$/.test(given)) throw new RangeError(`--${name} must be a whole number, got '${given}'`)
  return Number(given)
}

function dialectOf(given: string): 'A' | 'B' {
  if (given === 'A' || given === 'B') return given
  throw new RangeError(`--dialect must be A or B, got '${given}'`)
}

const delayMs = flags['read-after-write-delay']
const ofEvery = {
  seed: wholeNumber('seed', flags.seed),
  nowMs: Date.now(),
  port: wholeNumber('port', flags.port),
  adminPort: wholeNumber('admin-port', flags['admin-port']),
  refuseNotesContaining: flags['refuse-notes-containing'] ?? [],
  ...(flags.key === undefined ? {} : { apiKeys: flags.key }),
  ...(flags['no-rate-limit'] ? { rateLimit: null } : {}),
  ...(delayMs === undefined ? {} : { readAfterWriteDelayMs: wholeNumber('read-after-write-delay', delayMs) }),
}

function startLeadping(): Promise<Served> {
  const maxPageSize = flags['max-page-size']
  return startLeadpingSandbox({
    ...ofEvery,
    dialect: dialectOf(flags.dialect),
    conversations: wholeNumber('conversations', flags.conversations),
    activities: wholeNumber('activities', flags.activities ?? '40000'),
    pages: flags['uneven-pages'] ? 'uneven' : 'full',
    ...(flags.leads === undefined ? {} : { leads: wholeNumber('leads', flags.leads) }),
    ...(maxPageSize === undefined ? {} : { maxPageSize: wholeNumber('max-page-size', maxPageSize) }),
  })
}

function startSaleshandy(): Promise<Served> {
  return startSaleshandySandbox({
    ...ofEvery,
    prospects: wholeNumber('prospects', flags.prospects),
    notes: wholeNumber('notes', flags.notes),
    threads: wholeNumber('threads', flags.threads),
    ...(flags.mails === undefined ? {} : { mails: wholeNumber('mails', flags.mails) }),
  })
}

/** Its key is `accessKey:secretKey`; further keys are not taken. */
function startLeadsquared(): Promise<Served> {
  const key = flags.key?.[0]
  return startLeadsquaredSandbox({
    ...ofEvery,
    leads: wholeNumber('leads', flags.leads ?? '1000'),
    activities: wholeNumber('activities', flags.activities ?? '5000'),
    ...(key === undefined ? {} : { key }),
  })
}

const starters: Readonly<Record<string, () => Promise<Served>>> = {
  leadping: startLeadping,
  saleshandy: startSaleshandy,
  leadsquared: startLeadsquared,
}

const start = starters[flags.provider]
if (start === undefined) {
  throw new RangeError(`--provider must be one of ${Object.keys(starters).join(', ')}, got '${flags.provider}'`)
}
const sandbox = await start()
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
const { url, adminUrl, key, wrongRegionUrl } = sandbox
console.log(JSON.stringify({ provider: flags.provider, url, adminUrl, key, wrongRegionUrl }))
