import type { z } from 'zod'
import { parseJson } from './answer-body.ts'
import type { PullRequest } from './connector.ts'

/** The state of a walk that a connector keeps in its cursor. Null: not a cursor of this version, or of another walk. */
export function readWalk<Walk extends { readonly stream: string; readonly mode: string }>(
  schema: z.ZodType<Walk>,
  cursor: string,
  request: Pick<PullRequest, 'stream' | 'mode'>,
): Walk | null {
  const { data } = schema.safeParse(parseJson(cursor))
  return data?.stream === request.stream && data.mode === request.mode ? data : null
}
