import { describe, expect, it } from 'vitest'
import type { AccountStatus, StreamProgress } from '../../../electron/ipc/shapes.ts'
import {
  coverageWords,
  heldBackWords,
  mostUrgent,
  progressFigures,
  progressShare,
  statusSentence,
  toneOf,
} from '../../../renderer/text-status.ts'
import type { Place } from '../../../renderer/text-time.ts'

const utc: Place = { locale: 'en-GB', timeZone: 'UTC' }
const now = Date.parse('2026-11-21T14:40:00Z')
const whole = { isComplete: true, completeSinceMs: null }

function stream(change: Partial<StreamProgress> = {}): StreamProgress {
  return { stream: 'conversations', phase: 'backfill', have: 1_200, total: 2_000, coverage: whole, ...change }
}

function status(change: Partial<AccountStatus> = {}): AccountStatus {
  return {
    accountId: 1,
    connectivity: 'online',
    sinceMs: Date.parse('2026-11-21T14:02:00Z'),
    freshAsOfMs: now - 120_000,
    isSyncing: false,
    streams: [],
    nextTryAtMs: null,
    trouble: null,
    quarantined: 0,
    heldBack: [],
    ...change,
  }
}

describe('the status sentence', () => {
  it.each<[string, Partial<AccountStatus>, string]>([
    ['online and fresh', {}, 'Up to date as of 2 min ago'],
    ['online in the middle of a pull', { isSyncing: true }, 'Up to date as of 2 min ago'],
    ['online before the first pull', { freshAsOfMs: null }, 'Syncing…'],
    ['backfilling', { streams: [stream()] }, 'Syncing: 1,200 of 2,000 conversations'],
    ['backfilling without a total', { streams: [stream({ total: null })] }, 'Syncing: 1,200 conversations so far'],
    ['offline', { connectivity: 'offline' }, 'Offline since 14:02. Everything here still works.'],
    ['signed out', { connectivity: 'signed_out' }, 'Signed out: enter a new key'],
    ['paused', { connectivity: 'paused' }, 'Paused. Nothing is fetched or sent.'],
    ['connecting', { connectivity: 'connecting' }, 'Connecting…'],
    [
      'degraded',
      { connectivity: 'degraded', nextTryAtMs: now + 12_000 },
      'The CRM has trouble answering. Trying again in 12 s.',
    ],
    [
      'throttled and due',
      { connectivity: 'throttled', nextTryAtMs: now - 1 },
      'The CRM asked for a pause. Trying again now.',
    ],
  ])('is true when %s', (_name, change, sentence) => {
    expect(statusSentence(status(change), now, utc)).toBe(sentence)
  })

  it('does not claim to be up to date while history is still coming in', () => {
    const backfilling = status({ streams: [stream({ stream: 'activities', have: 10, total: 40_000 })] })
    expect(statusSentence(backfilling, now, utc)).toBe('Syncing: 10 of 40,000 messages and calls')
    expect(toneOf(backfilling)).toBe('busy')
    expect(toneOf(status())).toBe('good')
  })

  it('names the conversations first, for they are the inbox', () => {
    const both = status({ streams: [stream({ stream: 'activities', have: 5, total: 9 }), stream()] })
    expect(statusSentence(both, now, utc)).toContain('conversations')
  })
})

describe('the account that speaks for all', () => {
  it('is the one that needs the user most', () => {
    const signedOut = status({ accountId: 3, connectivity: 'signed_out' })
    const offline = status({ accountId: 2, connectivity: 'offline' })
    expect(mostUrgent([status(), offline, signedOut])).toBe(signedOut)
    expect(mostUrgent([status(), offline])).toBe(offline)
  })

  it('is one that is still backfilling before one that is done', () => {
    const backfilling = status({ accountId: 2, streams: [stream()] })
    expect(mostUrgent([status(), backfilling])).toBe(backfilling)
  })

  it('is a paused one only where all are paused', () => {
    const paused = status({ accountId: 2, connectivity: 'paused' })
    const online = status()
    expect(mostUrgent([paused, online])).toBe(online)
    expect(mostUrgent([paused])).toBe(paused)
    expect(mostUrgent([])).toBeNull()
  })
})

describe('progress', () => {
  it('is a share only where the total is known and believable', () => {
    expect(progressShare(stream({ have: 500, total: 2_000 }))).toBe(0.25)
    expect(progressShare(stream({ total: null }))).toBeNull()
    expect(progressShare(stream({ have: 0, total: 0 }))).toBeNull()
    expect(progressShare(stream({ have: 2_001, total: 2_000 }))).toBeNull()
  })

  it('never shows more than there are', () => {
    expect(progressFigures(stream({ have: 2_001, total: 2_000 }))).toBe('2,001 so far')
  })
})

describe('the words at the edge of a list', () => {
  const completeSinceMs = Date.parse('2026-03-03T00:00:00Z')

  it('are none where the list is whole', () => {
    expect(coverageWords(whole, 'messages', now, null, utc)).toBeNull()
  })

  it('say since when the list is complete and that the rest is on its way', () => {
    const words = coverageWords({ isComplete: false, completeSinceMs }, 'messages', now, null, utc)
    expect(words).toBe('Complete since 3 March; older messages are still loading')
  })

  it('do not promise loading while there is no network', () => {
    const words = coverageWords({ isComplete: false, completeSinceMs }, 'messages', now, 'offline', utc)
    expect(words).toBe('Complete since 3 March; older messages load when you are back online')
  })

  it('do not promise loading while the user has to act first', () => {
    const rest = (standstill: 'signed_out' | 'paused') =>
      coverageWords({ isComplete: false, completeSinceMs: null }, 'messages', now, standstill, utc)
    expect(rest('signed_out')).toBe('Older messages load when you have entered a new key')
    expect(rest('paused')).toBe('Older messages load when you resume the account')
  })

  it('claim nothing before anything is proved', () => {
    const words = coverageWords({ isComplete: false, completeSinceMs: null }, 'conversations', now, null, utc)
    expect(words).toBe('Older conversations are still loading')
  })
})

describe('the question about what full checks did not find', () => {
  it('says what, how much, and what either answer means', () => {
    const heldBack: AccountStatus['heldBack'] = [
      { stream: 'conversations', rows: 3, of: 9 },
      { stream: 'activities', rows: 1_200, of: 4_000 },
    ]
    expect(heldBackWords(heldBack, 'Saleshandy')).toBe(
      'Saleshandy: two full checks in a row did not find 3 of 9 conversations and 1,200 of 4,000 messages and calls. ' +
        'If they were deleted there, hide them here too. If not, keep them: a key that lost a permission looks the same.',
    )
    expect(heldBackWords([{ stream: 'leads', rows: 1, of: 9 }], 'Leadping')).toContain(
      'did not find 1 of 9 people. If it was deleted there, hide it here too. If not, keep it:',
    )
  })
})
