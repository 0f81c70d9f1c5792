import { z } from 'zod'

const described = z
  .looseObject({ Value: z.unknown(), value: z.unknown(), Text: z.unknown(), Label: z.unknown() })
  .partial()

/** What separates the options of a set that is plain text; the first that occurs does. */
const delimiters = ['\n', '#@#', '|', ';', ','] as const

/**
 * The options of a dropdown, in their order and each once. How `OptionSet` writes them is not documented: JSON (of texts, or of objects with a
 * Value), JSON in a string, or text with a delimiter.
 */
export function readOptionSet(optionSet: unknown): readonly string[] {
  return [
    ...new Set(
      optionsIn(optionSet)
        .map((option) => option.trim())
        .filter((option) => option !== ''),
    ),
  ]
}

function optionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(oneOption)
  if (typeof value === 'string') return fromText(value)
  if (typeof value !== 'object' || value === null) return []
  const nested = Object.values(value).find((member) => Array.isArray(member))
  return nested === undefined ? oneOption(value) : optionsIn(nested)
}

function fromText(text: string): readonly string[] {
  if (/^\s*[[{"]/.test(text)) {
    try {
      const json: unknown = JSON.parse(text)
      return typeof json === 'string' && json === text ? [json] : optionsIn(json)
    } catch {
      // Not JSON after all: an option may begin with a bracket.
    }
  }
  const delimiter = delimiters.find((one) => text.includes(one))
  return delimiter === undefined ? [text] : text.split(delimiter)
}

function oneOption(option: unknown): readonly string[] {
  if (typeof option === 'string') return [option]
  if (typeof option === 'number' || typeof option === 'boolean') return [String(option)]
  const parsed = described.safeParse(option)
  if (!parsed.success) return []
  const { Value, value, Text, Label } = parsed.data
  const given = [Value, value, Text, Label].find((member) => typeof member === 'string' || typeof member === 'number')
  return given === undefined ? [] : [String(given)]
}
