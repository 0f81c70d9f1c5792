import type { z } from 'zod'
import type { exportShape } from './output-shapes.ts'
import { headOf } from './shown-conversation.ts'
import { printable } from './table.ts'

type Exported = z.output<typeof exportShape>
type Entry = Exported['timeline'][number]

export function exportedLines(data: Exported, format: 'json' | 'csv' | 'md'): readonly string[] {
  switch (format) {
    case 'json':
      return JSON.stringify(data, null, 2).split('\n')
    case 'csv':
      return csvLines(data)
    case 'md':
      return markdownLines(data)
    default:
      return format satisfies never
  }
}

/** RFC 4180, but for the line end, which is the terminal's. */
function csvLines({ timeline }: Exported): string[] {
  const header = ['at', 'kind', 'type', 'direction', 'author', 'status', 'text']
  return [header, ...timeline.map(cells)].map((row) => row.map(csvCell).join(','))
}

function cells(entry: Entry): string[] {
  if (entry.kind === 'note') return [entry.at, 'note', 'Note', '', '', entry.note.state, entry.note.text]
  const { at, type, direction, author, status, text } = entry
  return [at, 'activity', type, direction ?? '', author ?? '', status ?? '', text ?? '']
}

/** A spreadsheet would run a cell that begins like a formula: a quote in front makes it text. */
function csvCell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function markdownLines({ conversation, timeline }: Exported): string[] {
  const facts = [conversation.phone, conversation.email, conversation.outcome].filter((fact) => fact !== null)
  return [
    `# ${markdownText(conversation.name)}`,
    '',
    ...(facts.length === 0 ? [] : [markdownText(facts.join(' · ')), '']),
    ...timeline.flatMap((entry) => [
      `## ${entry.at} ${markdownText(entry.kind === 'note' ? `Note (${entry.note.state})` : headOf(entry))}`,
      '',
      ...quoted(entry.kind === 'note' ? entry.note.text : (entry.text ?? '')),
    ]),
  ]
}

function quoted(text: string): string[] {
  if (text.trim() === '') return []
  return [
    ...printable(text)
      .split('\n')
      .map((line) => `> ${markdownText(line)}`.trimEnd()),
    '',
  ]
}

/** What a CRM wrote is text, and no markup. */
function markdownText(value: string): string {
  return value.replace(/[\\`*_{}[\]<>#|]/g, '\\$&')
}
