import { describe, expect, it } from 'vitest'
import { exportedLines } from '../../../electron/cli/export-formats.ts'

const conversation = {
  id: 1,
  accountId: 1,
  remoteId: 'c1',
  name: 'Ada *Lovelace*',
  snippet: null,
  lastEventAt: null,
  isUnread: false,
  isArchived: false,
  isStarred: false,
  status: null,
  outcome: null,
  nextStep: null,
  phone: '+15550100',
  pendingNotes: 0,
  troubledNotes: 0,
  email: null,
  accountLabel: 'Acme',
  stage: null,
  source: null,
  score: null,
  noteTargetId: 1,
  samePerson: [],
}
const exported = (text: string) => ({
  conversation,
  timeline: [
    {
      kind: 'activity' as const,
      id: 1,
      at: '2026-11-21T07:00:00.000Z',
      type: 'Sms',
      direction: 'Inbound',
      status: null,
      author: null,
      text,
      isMine: false,
      isEditable: false,
      pendingEdit: null,
      noteId: null,
    },
  ],
  coverage: { isComplete: true, completeSince: null },
})
const csvText = (text: string) => exportedLines(exported(text), 'csv').slice(1).join('\n').split(',,,')[1]

describe('an exported conversation', () => {
  it('is CSV that a spreadsheet reads as it was written, and never runs', () => {
    expect(csvText('Yes, "today"\nplease')).toBe('"Yes, ""today""\nplease"')
    expect(csvText('=HYPERLINK(1)')).toBe("'=HYPERLINK(1)")
    expect(csvText('-5')).toBe("'-5")
    expect(csvText('plain')).toBe('plain')
  })

  it('is Markdown in which what people wrote is no markup', () => {
    const lines = exportedLines(exported('# not a title\n<b>'), 'md')
    expect(lines[0]).toBe('# Ada \\*Lovelace\\*')
    expect(lines).toContain('> \\# not a title')
    expect(lines).toContain('> \\<b\\>')
  })

  it('is JSON that reads back as it was', () => {
    expect(JSON.parse(exportedLines(exported('x'), 'json').join('\n'))).toEqual(exported('x'))
  })
})
