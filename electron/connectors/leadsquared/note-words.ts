import type { KeyValue } from './wire.ts'

/**
 * The system's own activities (calls, mails) keep pairs in the note: `{keyvalueinfo}{Status}{=}{Missed}{next}{Caller}{=}{…}`. These marks
 * mean something to LeadSquared wherever they stand.
 */
const marks = { pair: '{=}', next: '{next}' } as const

/** Null: the text can be sent. A text with these marks would be taken apart by LeadSquared, and is not sent. */
export function markIn(text: string): string | null {
  return Object.values(marks).find((mark) => text.includes(mark)) ?? null
}

/** A note as people read it: pairs become "Status: Missed", one a line. */
export function noteInWords(note: string | null): string | null {
  if (note === null || !note.includes(marks.pair)) return note
  const pairs = note.replace(/^\s*\{keyvalueinfo\}/i, '').split(marks.next)
  return wordsOf(
    pairs.map((pair) => {
      const [key = '', ...value] = pair.split(marks.pair)
      return { Key: unbraced(key), Value: unbraced(value.join(marks.pair)) }
    }),
  )
}

/** The key under which a lead's own list gives a note that is no pairs. */
const noteKey = 'NotableEventDescription'

/** The note of a lead's own list, where it comes in parts. */
export function dataInWords(data: readonly KeyValue[]): string | null {
  const whole = data.find((pair) => pair.Key === noteKey)
  return whole === undefined ? wordsOf(data) : noteInWords(whole.Value)
}

function wordsOf(pairs: readonly Pick<KeyValue, 'Key' | 'Value'>[]): string | null {
  const told = pairs.filter((pair) => (pair.Value ?? '').trim() !== '')
  if (told.length === 0) return null
  return told.map(({ Key, Value }) => (Key === null || Key === '' ? `${Value}` : `${Key}: ${Value}`)).join('\n')
}

function unbraced(text: string): string {
  return text.trim().replace(/^\{/, '').replace(/\}$/, '')
}
