import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { commands } from '../../../electron/cli/commands.ts'
import { exitCodes } from '../../../electron/cli/exit-codes.ts'
import { failureShape, helpShape } from '../../../electron/cli/output-shapes.ts'

const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'command-line.md'), 'utf8')

/** The section under a heading, up to the next heading of any level. */
function section(heading: string): string {
  const [, after = ''] = document.split(`\n${heading}\n`)
  return after.split(/\n#+ /)[0] ?? ''
}

function examplesIn(text: string): unknown[] {
  return [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json))
}

/** Every example is of its shape, and shows nothing that the shape does not have. */
function expectExamples(heading: string, shape: z.ZodType): void {
  const examples = examplesIn(section(heading))
  expect(examples, heading).not.toEqual([])
  for (const example of examples) expect(shape.parse(example), heading).toEqual(example)
}

describe('docs/command-line.md', () => {
  it.each(commands.map((command) => [command.name, command] as const))('shows what %s answers', (name, command) => {
    expectExamples(`### ${name}`, command.shape)
  })

  it('names every option of every command', () => {
    for (const { name, options } of commands) {
      for (const option of Object.keys(options)) expect(section(`### ${name}`), name).toContain(`--${option}`)
    }
  })

  it('shows the shapes of an error and of the help, and no example of anything else', () => {
    expectExamples('## Errors', failureShape)
    expectExamples('### help', helpShape)
    expect(examplesIn(document)).toHaveLength(
      [...commands.map((command) => `### ${command.name}`), '## Errors', '### help'].flatMap((heading) =>
        examplesIn(section(heading)),
      ).length,
    )
  })

  it('has every exit code, and no other', () => {
    const rows = [...section('## Exit codes').matchAll(/^\| (\d+) +\| (\w+) +\|/gm)]
    expect(Object.fromEntries(rows.map(([, code, kind = '']) => [kind, Number(code)]))).toEqual(exitCodes)
  })
})
