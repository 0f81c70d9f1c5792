import type { z } from 'zod'
import { classifyStorageError, isMalformed } from '../../db/open.ts'
import { type Channel, channels, type Output } from '../ipc/contract.ts'

type ParsedInput<C extends Channel> = z.output<(typeof channels)[C]['in']>

/** One function a channel. It returns what the user can act on, and throws only on bugs. */
export type Handlers = {
  readonly [C in Channel]: (input: ParsedInput<C>) => Output<C> | Promise<Output<C>>
}

type Schemas = {
  readonly [C in Channel]: { readonly in: z.ZodType<ParsedInput<C>>; readonly out: z.ZodType<Output<C>> }
}
const schemas: Schemas = channels

export const channelNames = Object.keys(channels).filter((name): name is Channel => Object.hasOwn(channels, name))

/** The call came from somewhere or in a form that our own page never uses. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
}

export interface RouterOptions {
  readonly handlers: Handlers
  /** Told of every write that the disk did not take, whether or not the channel can say so itself. */
  readonly onStorageTrouble: (problem: 'storage_full' | 'storage_read_only', detail: string) => void
  /** Asked where a handler met a damaged file. True: it may run again, on the mended one. */
  readonly mendFiles: () => Promise<boolean>
}

export type Route = (isTrustedSender: boolean, channel: Channel, input: unknown) => Promise<unknown>

/** The one door into main, always in this order: sender, input schema, handler, output schema. */
export function createRouter(options: RouterOptions): Route {
  async function answer<C extends Channel>(channel: C, input: unknown): Promise<Output<C>> {
    const schema = schemas[channel]
    const parsed = schema.in.safeParse(input)
    if (!parsed.success) throw new CallRefused(`${channel}: the input is not as agreed: ${pathsOf(parsed.error)}`)
    const output = schema.out.safeParse(await run(channel, parsed.data))
    if (!output.success) throw new Error(`${channel}: the answer is not as agreed: ${pathsOf(output.error)}`)
    return output.data
  }

  async function run<C extends Channel>(channel: C, input: ParsedInput<C>): Promise<unknown> {
    try {
      return await afterMending(() => options.handlers[channel](input))
    } catch (error) {
      const problem = classifyStorageError(error)
      if (problem === null) throw error
      const detail = error instanceof Error ? error.message : String(error)
      options.onStorageTrouble(problem, detail)
      const value = storageFailureOf(channel, problem, detail)
      if (value === null) throw error
      return value
    }
  }

  /** A transaction that met damage was rolled back whole, so running the handler again does nothing twice. */
  async function afterMending<T>(handle: () => T | Promise<T>): Promise<T> {
    try {
      return await handle()
    } catch (error) {
      if (!isMalformed(error) || !(await options.mendFiles())) throw error
      return handle()
    }
  }

  return async (isTrustedSender, channel, input) => {
    if (!isTrustedSender) throw new CallRefused(`${channel}: not called by Fieldpost's own page`)
    return answer(channel, input)
  }
}

/** The channel's own value for a disk that does not take a write; null where its contract has none. */
function storageFailureOf(channel: Channel, problem: 'storage_full' | 'storage_read_only', detail: string): unknown {
  for (const kind of [problem, 'storage']) {
    const value = { ok: false, error: { kind, detail } }
    if (schemas[channel].out.safeParse(value).success) return value
  }
  return null
}

/** Where it failed and what was expected; never the value, which may be a note or a credential. */
function pathsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(whole)'}: ${issue.code}`).join('; ')
}
