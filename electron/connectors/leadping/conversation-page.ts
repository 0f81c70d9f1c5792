import { z } from 'zod'
import type { Outcome, Priority, PullPage } from '../connector.ts'
import { dialects } from './dialect.ts'
import { toActivity } from './mapping.ts'
import type { Session } from './session.ts'

const pageSize = 100

/** The token with the dialect under which it was given: the query must not change under it. */
const placeSchema = z.object({ token: z.string(), dialect: z.enum(dialects).nullable() })

/** One page of a conversation's timeline, newest first. */
export async function pullConversation(
  session: Session,
  conversationId: string,
  cursor: string | null,
  priority: Priority,
): Promise<Outcome<PullPage>> {
  const place = cursor === null ? null : readPlace(cursor)
  if (cursor !== null && place === null) return { ok: true, value: expired }
  const dialect = place === null ? session.known().dialect : place.dialect
  const outcome = await session.client.eventsOfConversation(conversationId, {
    query: {
      pageSize,
      orderBy: [{ field: 'createdAt', direction: 'desc' }],
      ...(place === null ? {} : { continuationToken: place.token }),
    },
    dialect,
    priority,
  })
  if (!outcome.ok) {
    const isTokenRefused = place !== null && outcome.failure.kind === 'rejected' && outcome.failure.status === 400
    return isTokenRefused ? { ok: true, value: expired } : outcome
  }
  const { rows, quarantined, token } = outcome.value
  const next = token === null ? null : JSON.stringify({ token, dialect } satisfies z.infer<typeof placeSchema>)
  return { ok: true, value: { ...empty, activities: rows.map(toActivity), quarantined, next } }
}

const empty: PullPage = {
  leads: [],
  conversations: [],
  activities: [],
  quarantined: [],
  next: null,
  total: null,
  cursorExpired: false,
}
const expired: PullPage = { ...empty, cursorExpired: true }

function readPlace(cursor: string): z.infer<typeof placeSchema> | null {
  try {
    const parsed = placeSchema.safeParse(JSON.parse(cursor))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
