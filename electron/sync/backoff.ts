import type { Random } from './clock.ts'

export interface BackoffOptions {
  readonly firstMs: number
  readonly longestMs: number
}

export const requestBackoff: BackoffOptions = { firstMs: 1_000, longestMs: 60_000 }

/**
 * Exponential with full jitter: uniform between a small floor and the doubled ceiling, capped. The floor keeps a lucky draw from
 * hammering a server that just failed. `failures` counts from 1. Returns ms.
 */
export function backoffMs(failures: number, random: Random, options: BackoffOptions = requestBackoff): number {
  const ceilingMs = Math.min(options.longestMs, options.firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)))
  const floorMs = Math.min(options.firstMs / 4, ceilingMs)
  return Math.round(floorMs + random() * (ceilingMs - floorMs))
}
