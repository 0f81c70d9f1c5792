import { setTimeout as wait } from 'node:timers/promises'

const pauseMs = 50

/** Resolves as soon as `condition` holds; after `patienceMs` it throws and names what did not happen. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  patienceMs = 30_000,
): Promise<void> {
  const endMs = performance.now() + patienceMs
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`Waited ${patienceMs / 1000} s, but not so: ${what}.`)
    await wait(pauseMs)
  }
}
