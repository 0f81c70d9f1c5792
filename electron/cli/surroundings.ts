import type { Transport } from '../connectors/connector.ts'
import type { Clock, Random } from '../sync/clock.ts'

/** All that the command line has of the machine, passed in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly homeFolder: string
  /** What relative paths are relative to. */
  readonly workingFolder: string
  readonly pid: number
  readonly versions: { readonly fieldpost: string; readonly node: string; readonly system: string }
  readonly input: { readonly isTerminal: boolean; readonly chunks: AsyncIterable<Uint8Array> }
  readonly clock: Clock
  readonly random: Random
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly transport: Transport
  /** Where the command has come to; shown where somebody is watching. */
  progress(line: string): void
  /** A line for the person, beside the answer. */
  say(line: string): void
  /** Called at the first Ctrl+C or SIGTERM. Returns the function that ends it. */
  onInterrupt(listener: () => void): () => void
}

/** What a command runs with. */
export interface CommandContext extends Surroundings {
  readonly folder: string
  /** The command's name, as others see it who find the folder in use. */
  readonly program: string
}
