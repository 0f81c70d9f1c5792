import { parseArgs } from 'node:util'
import type { Command, CommandEnd } from './command.ts'
import { commands } from './commands.ts'
import { dataFolder } from './data-folder.ts'
import { exitCodes } from './exit-codes.ts'
import { commandHelp, generalHelp } from './help.ts'
import { type Failure, failed } from './outcome.ts'
import { failureShape, helpShape } from './output-shapes.ts'
import type { Surroundings } from './surroundings.ts'
import { oneLine } from './table.ts'
import { text } from './text.ts'
import { markTexts, unmarked } from './text-words.ts'

const longestErrorLine = 2_000

/** What the process writes and how it ends. Error lines go to stderr, everything else to stdout. */
export interface RunResult {
  readonly output: string
  readonly errors: readonly string[]
  readonly exitCode: number
}

/** Runs one command line. Never throws: a bug is an answer of its own kind. */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<RunResult> {
  const global = globalOptions(words)
  const end = await answered(global, surroundings).catch((error: unknown): CommandEnd => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return failed('unexpected', text.unexpected(detail.split('\n').slice(0, 3).join(' ').replace(/\s+/g, ' ')))
  })
  if (!end.ok) return failureResult(end.failure, global.isJson)
  const output = global.isJson ? [JSON.stringify(end.data)] : end.lines
  return {
    output: output.map((line) => `${line}\n`).join(''),
    errors: end.trouble === null ? [] : [errorLine(end.trouble.message)],
    exitCode: exitCodes[end.trouble?.kind ?? 'ok'],
  }
}

function failureResult({ kind, message, choices }: Failure, isJson: boolean): RunResult {
  const exitCode = exitCodes[kind]
  const error = { kind, exitCode, message: errorLine(message) }
  const json = failureShape.parse({ error: choices === undefined ? error : { ...error, choices } })
  return { output: isJson ? `${JSON.stringify(json)}\n` : '', errors: [errorLine(message)], exitCode }
}

/** One line, whatever a CRM has put into it. */
function errorLine(message: string): string {
  return oneLine(message, longestErrorLine)
}

async function answered(global: GlobalOptions, surroundings: Surroundings): Promise<CommandEnd> {
  const { words, firstWords } = global
  if (global.wantsHelp || firstWords[0] === 'help') return help(firstWords.filter((word) => word !== 'help'))
  if (firstWords.length === 0) return failed('wrong_usage', text.noCommand)
  const found = commandOf(firstWords)
  if (found === null) return failed('wrong_usage', text.unknownCommand(firstWords.slice(0, 2).join(' ')))
  const { command, length } = found
  const rest = withoutCommand(words, firstWords.slice(0, length))
  const folder = dataFolder(global.data, surroundings)
  return command.run({ ...surroundings, folder, program: command.name }, rest)
}

function help(topic: readonly string[]): CommandEnd {
  const found = commandOf(topic)
  if (found === null && topic.length > 0) {
    const group = commands.filter((command) => command.name.startsWith(`${topic[0]} `))
    if (group.length === 0) return failed('wrong_usage', text.unknownCommand(topic.join(' ')))
    return shownHelp(group, group.flatMap(commandHelp))
  }
  return found === null
    ? shownHelp(commands, generalHelp(commands))
    : shownHelp([found.command], commandHelp(found.command))
}

function shownHelp(about: readonly Command[], lines: readonly string[]): CommandEnd {
  const data = helpShape.parse({
    commands: about.map(({ name, usage, summary }) => ({ name, usage, summary })),
  })
  return { ok: true, data, lines, trouble: null }
}

function commandOf(words: readonly string[]): { command: Command; length: number } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const command = words.length >= length ? commands.find((each) => each.name === name) : undefined
    if (command !== undefined) return { command, length }
  }
  return null
}

interface GlobalOptions {
  readonly data: string | undefined
  readonly isJson: boolean
  readonly wantsHelp: boolean
  /** What is left for the command, the words of its name among them. */
  readonly words: readonly string[]
  /** The first words that are no options: the command's name, and maybe an argument. */
  readonly firstWords: readonly string[]
}

/** Takes out the options that every command has, wherever they stand before `--`. Only `-h` and `--help` themselves ask for help. */
function globalOptions(given: readonly string[]): GlobalOptions {
  const { tokens } = parseArgs({
    args: markTexts(given),
    options: { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const taken = new Set<number>()
  let data: string | undefined
  let isJson = false
  let wantsHelp = false
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (token.name === 'data') {
      data = unmarked(token.value ?? '')
      taken.add(token.index)
      if (token.value !== undefined && !token.inlineValue) taken.add(token.index + 1)
    } else if (token.name === 'json') {
      taken.add(token.index)
      isJson = true
    } else if (given[token.index] === '-h' || given[token.index] === '--help') {
      taken.add(token.index)
      wantsHelp = true
    }
  }
  const firstWords = tokens.flatMap((token) => (token.kind === 'positional' ? [unmarked(token.value)] : []))
  return { data, isJson, wantsHelp, words: given.filter((_, index) => !taken.has(index)), firstWords }
}

function withoutCommand(words: readonly string[], name: readonly string[]): string[] {
  const left = [...name]
  return words.filter((word) => {
    if (left[0] !== word) return true
    left.shift()
    return false
  })
}
