import type { Command } from './command.ts'
import { table } from './table.ts'
import { text } from './text.ts'

export function generalHelp(commands: readonly Command[]): string[] {
  const rows = commands.map(({ name, usage, summary }) => [`  ${`${name} ${usage}`.trim()}`, summary])
  const common = text.help.common.map(([name, help]) => [`  ${name}`, help])
  return [
    text.help.title,
    '',
    text.help.usage,
    '',
    text.help.commands,
    ...table(rows),
    '',
    text.help.options,
    ...table(common),
    '',
    text.help.more,
  ]
}

export function commandHelp({ name, usage, summary, options }: Command): string[] {
  const own = Object.entries(options).map(([option, { value, help }]) => [
    `  --${option}${value === null ? '' : ` ${value}`}`,
    help,
  ])
  const common = text.help.common.map(([option, help]) => [`  ${option}`, help])
  return [
    `fieldpost ${`${name} ${usage}`.trim()}`,
    `  ${summary}.`,
    '',
    text.help.options,
    ...table([...own, ...common]),
    '',
  ]
}
