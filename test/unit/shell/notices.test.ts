import { describe, expect, it } from 'vitest'
import { NoticeBoard } from '../../../electron/main/notices.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

describe('the notice board', () => {
  it('shows one notice of a kind until it is dismissed, however often it happens', () => {
    const shown: string[] = []
    const board = new NoticeBoard(new VirtualClock(), (notice) => shown.push(notice.id))
    board.add('storage_full', 'first')
    board.add('storage_full', 'second')
    board.add('engine_stopped', null)
    expect(board.list().map(({ kind, detail }) => ({ kind, detail }))).toEqual([
      { kind: 'storage_full', detail: 'first' },
      { kind: 'engine_stopped', detail: null },
    ])
    const [first] = board.list()
    board.dismiss(first?.id ?? '')
    expect(board.list().map(({ kind }) => kind)).toEqual(['engine_stopped'])
    board.add('storage_full', 'third')
    expect(new Set(shown).size).toBe(3)
  })
})
