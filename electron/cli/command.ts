import { type ParseArgsConfig, parseArgs } from 'node:util'
import { z } from 'zod'
import { type CommandOutcome, type Failure, failed } from './outcome.ts'
import type { CommandContext } from './surroundings.ts'
import { text } from './text.ts'
import { markTexts, unmarked } from './text-words.ts'

interface OptionHelp {
  /** Name of its value; null: a switch. */
  readonly value: string | null
  readonly help: string
  readonly isRepeatable?: true
}

/** One command as the table, the help and the documentation see it. */
export interface Command {
  readonly name: string
  /** Its arguments, as the help shows them. */
  readonly usage: string
  readonly summary: string
  readonly options: Readonly<Record<string, OptionHelp>>
  /** Of what `--json` prints. */
  readonly shape: z.ZodType
  run(context: CommandContext, words: readonly string[]): Promise<CommandEnd>
}

export type CommandEnd =
  | { readonly ok: true; readonly data: unknown; readonly lines: readonly string[]; readonly trouble: Failure | null }
  | { readonly ok: false; readonly failure: Failure }

interface CommandDefinition<Options extends z.ZodObject, Shape extends z.ZodType> {
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly options: Options
  readonly help: { readonly [Name in keyof z.output<Options>]: OptionHelp }
  /** How many arguments it takes at least and at most. */
  readonly takes: readonly [number, number]
  readonly shape: Shape
  readonly run: (
    context: CommandContext,
    options: z.output<Options>,
    words: readonly string[],
  ) => CommandOutcome<z.output<Shape>> | Promise<CommandOutcome<z.output<Shape>>>
  /** The answer for people; made of the same data as the JSON, so that the two cannot differ. */
  readonly lines: (data: z.output<Shape>, options: z.output<Options>) => readonly string[]
}

/** Makes a command of its parts: arguments are parsed and checked before it runs, its answer before it is shown. */
export function defineCommand<Options extends z.ZodObject, Shape extends z.ZodType>(
  definition: CommandDefinition<Options, Shape>,
): Command {
  const { name, usage, summary, shape, takes } = definition
  const help: Readonly<Record<string, OptionHelp>> = definition.help
  return {
    name,
    usage,
    summary,
    options: help,
    shape,
    async run(context, words) {
      const parsed = parsedWords(words, help)
      if (!parsed.ok) return failed('wrong_usage', text.wrongUsage(name, parsed.problem))
      const options = definition.options.safeParse(parsed.values)
      if (!options.success) return failed('wrong_usage', text.wrongUsage(name, issueOf(options.error)))
      const count = parsed.positionals.length
      if (count < takes[0] || count > takes[1]) {
        return failed('wrong_usage', text.wrongUsage(name, text.wrongCount(usage, count)))
      }
      const outcome = await definition.run(context, options.data, parsed.positionals)
      if (!outcome.ok) return outcome
      const data = shape.parse(outcome.data)
      return { ok: true, data, lines: definition.lines(data, options.data), trouble: outcome.trouble ?? null }
    },
  }
}

type ParsedWords =
  | { readonly ok: true; readonly values: unknown; readonly positionals: readonly string[] }
  | { readonly ok: false; readonly problem: string }

function parsedWords(words: readonly string[], help: Readonly<Record<string, OptionHelp>>): ParsedWords {
  const options: NonNullable<ParseArgsConfig['options']> = {}
  for (const [name, { value, isRepeatable }] of Object.entries(help)) {
    options[name] = { type: value === null ? 'boolean' : 'string', multiple: isRepeatable === true }
  }
  try {
    const args = markTexts(words)
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true })
    return { ok: true, values: unmarkedValues(values), positionals: positionals.map(unmarked) }
  } catch (error) {
    // What parseArgs throws is the user's, and said in a sentence; its hints on `--` take lines of their own.
    if (!(error instanceof TypeError)) throw error
    return { ok: false, problem: error.message.split(/\.\s|\n/)[0] ?? error.message }
  }
}

function unmarkedValues(values: ReturnType<typeof parseArgs>['values']): Record<string, unknown> {
  const given = (value: string | boolean) => (typeof value === 'string' ? unmarked(value) : value)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === undefined ? value : Array.isArray(value) ? value.map(given) : given(value),
    ]),
  )
}

function issueOf(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? '' : text.wrongOption(issue.path.join('.'), issue.message)
}

/** The value of an option that is a whole number. */
export function wholeNumber(from: number, to: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${from} to ${to}`)
    .transform(Number)
    .pipe(z.int().min(from).max(to))
}
