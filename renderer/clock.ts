import { useSyncExternalStore } from 'react'
import type { Schedule } from './schedule.ts'

/** Time as the page sees it: the only file of the renderer that reads a clock or sets a timer. */

/** Wall clock, ms UTC. */
export function nowMs(): number {
  return Date.now()
}

/** The one timer of the page. */
export const schedule: Schedule = (delayMs, task) => {
  const timer = setTimeout(task, delayMs)
  return () => clearTimeout(timer)
}

/** A moment that many components watch: it moves by itself for as long as one of them looks. */
class Ticker {
  readonly #everyMs: number
  readonly #watchers = new Set<() => void>()
  #nowMs = nowMs()
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    this.#start()
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size === 0) this.#stop()
    }
  }

  readonly read = (): number => this.#nowMs

  #start(): void {
    if (this.#timer !== null) return
    this.#nowMs = nowMs()
    this.#timer = setInterval(this.#tick, this.#everyMs)
    // Timers of a hidden window are held back, and a laptop sleeps: what is looked at again is right at once.
    document.addEventListener('visibilitychange', this.#tick)
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    document.removeEventListener('visibilitychange', this.#tick)
  }

  readonly #tick = (): void => {
    this.#nowMs = nowMs()
    for (const watcher of this.#watchers) watcher()
  }
}

const calm = new Ticker(10_000)
const brisk = new Ticker(500)

/** Now, for words like "2 min ago": moves every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(calm.subscribe, calm.read)
}

/** Now, for countdowns: moves twice a second. Only components that count down should watch it. */
export function useBriskNow(): number {
  return useSyncExternalStore(brisk.subscribe, brisk.read)
}
