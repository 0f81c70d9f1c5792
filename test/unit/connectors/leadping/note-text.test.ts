import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchNoteText, textsIn } from '../../../../electron/connectors/leadping/note-text.ts'

const shown = (summary: string | null, description: string | null = null, others: readonly string[] = []) => ({
  summaries: [summary, description],
  others,
  authorName: 'Dana Petrov',
})

const word = fc.stringMatching(/^[a-zA-Zäßéñ0-9]{1,9}$/)
const words = fc.array(word, { minLength: 8, maxLength: 40 })

describe('comparing a note with what the CRM shows', () => {
  it('knows the whole text wherever it stands', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(0, 1, 2), (parts, place) => {
        const sent = parts.join('\r\n')
        const text = `  ${parts.join(' ')} `
        const texts = [shown(text), shown('Note', text), shown('Note', null, [text])][place]
        expect(texts && matchNoteText(sent, texts)).toBe('same')
      }),
    )
  })

  it.each([
    ['A &amp; B, &quot;urgent&quot;', 'escaped'],
    ['A &#38; B, &#x22;urgent&#34;', 'escaped by numbers'],
    ['A &amp;amp; B, &amp;quot;urgent&amp;quot;', 'escaped twice'],
    ['A & B, "urgent"', 'as it was'],
  ])('knows the text escaped for HTML: %s', (text) => {
    expect(matchNoteText('A & B, "urgent"', shown(text))).toBe('same')
  })

  it('knows a beginning that was cut off after it was escaped, in the middle of a character', () => {
    expect(matchNoteText('A & B want a roof', shown('A &am…'))).toBe('shortened')
    expect(matchNoteText('A & B want a roof', shown('A &amp; B&#39;s…'))).toBe('different')
  })

  it('takes a beginning with an ellipsis for a shortened text', () => {
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 3, max: 30 }),
        fc.constantFrom('…', '...', ' …'),
        (parts, length, ellipsis) => {
          const sent = parts.join(' ')
          fc.pre(length < sent.length)
          const match = matchNoteText(sent, shown(sent.slice(0, length) + ellipsis))
          expect(match).toBe('shortened')
        },
      ),
    )
  })

  it('takes a long beginning for a shortened text, but a short one may be a note of its own', () => {
    const sent = 'Called, no answer, will try again on Thursday after six'
    expect(matchNoteText(sent, shown('Called, no answer, will try'))).toBe('shortened')
    expect(matchNoteText(sent, shown('Called'))).toBe('undecided')
  })

  it('is not taken in by a longer text with the same beginning', () => {
    const sent = 'Called about the roof and left a voicemail'
    const other = 'Called about the roof and quoted nine thousand'
    expect(matchNoteText(sent, shown('Called about the roof and…', other))).toBe('different')
    expect(matchNoteText(sent, shown('Called about the roof and…', null, [other]))).toBe('different')
    expect(matchNoteText(sent, shown('Called about the roof and…', sent))).toBe('same')
  })

  it('never takes another text for the note', () => {
    fc.assert(
      fc.property(words, words, (one, other) => {
        const [sent, text] = [`a ${one.join(' ')}`, `b ${other.join(' ')}`]
        expect(matchNoteText(sent, shown(text))).toBe('different')
        expect(matchNoteText(sent, shown(`${text.slice(0, 20)}…`, text))).toBe('different')
      }),
    )
  })

  it.each(['Note', 'Note added', 'New note.', 'Dana Petrov added a note', 'Internal note created by Dana Petrov'])(
    'cannot tell where only that there is a note is shown: %s',
    (announcement) => {
      const sent = 'Called, no answer, will try again'
      expect(matchNoteText(sent, shown(announcement))).toBe('undecided')
      expect(matchNoteText(sent, shown(announcement, 'Note', ['internal_note', 'Note']))).toBe('undecided')
      expect(matchNoteText(sent, shown(announcement, sent))).toBe('same')
      expect(matchNoteText(sent, shown(announcement, null, ['Called, no…']))).toBe('undecided')
      expect(matchNoteText(sent, shown(announcement, 'Wants a battery'))).toBe('different')
      expect(matchNoteText(sent, shown(announcement, null, ['Wants a battery']))).toBe('different')
      expect(matchNoteText(announcement, shown(announcement))).toBe('same')
    },
  )

  it.each(['Noted', 'Note the dog', 'Sam Roy added a note', 'Added a new battery'])(
    'takes what somebody may have written for a text: %s',
    (text) => {
      expect(matchNoteText('Called, no answer', shown(text))).toBe('different')
    },
  )

  it('cannot tell where nothing is shown', () => {
    expect(matchNoteText('Called', shown(null))).toBe('undecided')
    expect(matchNoteText('Called', shown('  ', ''))).toBe('undecided')
    expect(matchNoteText('\u0000', shown('Called'))).toBe('undecided')
  })
})

describe('texts in a payload', () => {
  it("are found by their fields' names, at any depth, and a status is none of them", () => {
    const payload = {
      status: 'Completed',
      payload: { noteText: 'Hello', inner: [{ body: 'World', id: 'x' }] },
      message: 7,
    }
    expect(textsIn(payload)).toEqual(['Hello', 'World'])
  })
})
