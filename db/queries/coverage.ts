import { listAccountIds } from '../account-ids.ts'
import type { Journal, Replica } from '../connection.ts'
import { streamCodes } from '../ingest/seen-marks.ts'
import { readStreamState, type StreamName } from '../stream-state.ts'
import type { Coverage } from './shapes.ts'

/** What is proved about the conversations of one account, or of all (null). */
export function inboxCoverage(replica: Replica, journal: Journal, accountId: number | null): Coverage {
  return coverageOf(replica, journal, accountId, (id) => conversationStreams(replica, id))
}

/** What is proved about everything that search looks through. */
export function searchCoverage(replica: Replica, journal: Journal, accountId: number | null): Coverage {
  return coverageOf(replica, journal, accountId, (id) => [...conversationStreams(replica, id), 'activities'])
}

/** What is proved about one conversation's timeline: that of the stream which brings its rows. */
export function timelineCoverage(replica: Replica, accountId: number, conversationId: number): Coverage {
  const row = replica
    .prepare<[number], { swept_by: number }>(
      'SELECT swept_by FROM activities INDEXED BY activities_timeline WHERE conversation_id = ? LIMIT 1',
    )
    .get(conversationId)
  const stream: StreamName = row?.swept_by === streamCodes.conversations ? 'conversations' : 'activities'
  return together([readStreamState(replica, accountId, stream)])
}

/** Some CRMs keep their conversations with the people, some beside them, some both. */
function conversationStreams(replica: Replica, accountId: number): StreamName[] {
  const comeWithLeads =
    replica
      .prepare<[number, number], unknown>(
        `SELECT 1 FROM conversations INDEXED BY conversations_swept_elsewhere
         WHERE account_id = ? AND swept_by = ? AND swept_by <> ${streamCodes.conversations} LIMIT 1`,
      )
      .get(accountId, streamCodes.leads) !== undefined
  if (!comeWithLeads) return ['conversations']
  return readStreamState(replica, accountId, 'conversations') === null ? ['leads'] : ['conversations', 'leads']
}

function coverageOf(
  replica: Replica,
  journal: Journal,
  accountId: number | null,
  streamsOf: (accountId: number) => readonly StreamName[],
): Coverage {
  const accountIds = accountId === null ? listAccountIds(journal) : [accountId]
  return together(accountIds.flatMap((id) => streamsOf(id).map((stream) => readStreamState(replica, id, stream))))
}

type State = ReturnType<typeof readStreamState>

/** Never more than the least complete of them. */
function together(states: readonly State[]): Coverage {
  const unfinished = states.filter((state) => state?.backfill !== 'finished')
  if (unfinished.length === 0) return { isComplete: states.length > 0, completeSinceMs: oldestCovered(states) }
  const since = unfinished.map((state) => state?.coveredFromMs ?? null)
  return { isComplete: false, completeSinceMs: since.includes(null) ? null : latest(since) }
}

function oldestCovered(states: readonly State[]): number | null {
  return latest(states.map((state) => state?.coveredFromMs ?? null))
}

function latest(times: readonly (number | null)[]): number | null {
  return times.reduce((left, right) => (left === null ? right : right === null ? left : Math.max(left, right)), null)
}
