import type { z } from 'zod'
import type { doctorShape } from '../output-shapes.ts'

export type Check = z.output<typeof doctorShape>['checks'][number]

/** One finding of the doctor; `accountId` null: it is about the folder as a whole. */
export function finding(
  check: Check['check'],
  status: Check['status'],
  message: string,
  advice: string | null = null,
  accountId: number | null = null,
): Check {
  return { check, accountId, status, message, advice }
}
