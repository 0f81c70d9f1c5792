import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Transport } from '../../electron/connectors/connector.ts'
import type { FromEngine } from '../../electron/sync/protocol.ts'
import type { SeededRandom } from '../sandbox/random.ts'
import { AppProcess } from './app-process.ts'
import type { CrmTraits, Happening } from './happenings.ts'
import { emptyFolder } from './template.ts'
import type { Laptop, SimulatedTime } from './time.ts'
import type { Trace } from './trace.ts'

export interface LivesOptions {
  readonly folder: string
  readonly crms: readonly CrmTraits[]
  readonly time: SimulatedTime
  readonly laptop: Laptop
  readonly transportFor: (isAlive: () => boolean) => Transport
  readonly random: SeededRandom
  readonly trace: Trace
  readonly onMessage: (message: FromEngine) => void
  readonly onBug: (error: unknown) => void
  /** The power was cut: what was not synced may be gone. */
  readonly onPowerCut: () => void
  /** A process runs again after one that died. */
  readonly onStartedAgain: () => void
}

/** How soon a user tries again to start an app that would not. */
const startAgainMs = 10_000

/** The app's processes, one after the other: each finds the files as the one before left them. */
export class Lives {
  readonly #options: LivesOptions
  #app: AppProcess | null = null
  #count = 0
  #downMs = 1_000
  /** Set while the process is doomed to lose the unsynced end of the replica's log. */
  #lost: number | null = null
  /** The next process dies at this statement, which may be one of its start. */
  #nextDiesAfter: number | null = null
  #startsAtWake: string | null = null
  deaths = 0
  isDiskFullUntilMs = 0

  constructor(options: LivesOptions) {
    this.#options = options
  }

  get app(): AppProcess | null {
    return this.#app
  }

  begin(): void {
    const first = join(this.#options.folder, '0')
    cpSync(emptyFolder(dirname(this.#options.folder)), first, { recursive: true })
    this.#start(first)
  }

  doom({ how, statements, withinMs, downMs, lost, nextDiesAfter }: Extract<Happening, { kind: 'crash' }>): void {
    const app = this.#app
    if (app === null) return
    this.#downMs = downMs
    this.#lost = how === 'power_cut' ? lost : null
    this.#nextDiesAfter = nextDiesAfter
    app.dieAfter(statements)
    if (statements > 0) this.#options.time.schedule(withinMs, () => app.dieAfter(0))
  }

  async quit(downMs: number): Promise<void> {
    const app = this.#app
    if (app === null) return
    await app.quit((ms) => this.#options.time.advance(ms, () => undefined))
    this.#lost = null
    this.#downMs = downMs
    this.buryTheDead()
  }

  /** A process that died leaves its files as they are to the next one, which the user starts some time later. */
  buryTheDead(): void {
    const app = this.#app
    if (app === null || app.isAlive) return
    const { time, laptop, trace, onPowerCut } = this.#options
    this.#app = null
    this.deaths += 1
    this.#count += 1
    const folder = join(this.#options.folder, String(this.#count))
    app.leaveTo(folder, this.#lost)
    if (this.#lost !== null) {
      laptop.reboot()
      onPowerCut()
    }
    const how = this.#lost === null ? '' : ', with the power cut'
    trace.add(() => `the app died${how}; it starts again in ${this.#downMs} ms`)
    this.#lost = null
    time.schedule(this.#downMs, () => this.#startAgain(folder))
  }

  close(): void {
    this.#app?.release()
    this.#app = null
  }

  /** The lid is open again: who found the app gone starts it now. */
  woke(): void {
    const folder = this.#startsAtWake
    this.#startsAtWake = null
    if (folder !== null) this.#startAgain(folder)
  }

  #startAgain(folder: string): void {
    // Nobody starts a program on a machine that sleeps.
    if (this.#options.laptop.isAsleep) {
      this.#startsAtWake = folder
      return
    }
    this.#start(folder)
    if (this.#app?.isAlive === true) this.#options.onStartedAgain()
  }

  #start(folder: string): void {
    const { time, laptop, transportFor, random, crms, trace, onMessage, onBug } = this.#options
    const diesAfter = this.#nextDiesAfter
    this.#nextDiesAfter = null
    const started = AppProcess.start(
      {
        folder,
        clockFor: (isAlive) => laptop.clockFor(isAlive),
        transportFor,
        random: () => random.next(),
        isDiskFull: () => time.nowMs < this.isDiskFullUntilMs,
        crms,
        isFresh: this.#count === 0,
        onMessage,
        onBug,
      },
      diesAfter,
    )
    if (started.kind === 'refused') {
      trace.add(() => `the app could not start: ${started.reason}`)
      time.schedule(startAgainMs, () => this.#startAgain(folder))
      return
    }
    this.#app = started.process
    trace.add(() => `the app starts in ${folder}${started.kind === 'running' ? '' : ', and dies'}`)
  }
}
