import { describe, expect, it } from 'vitest'
import { channels, events } from '../../../electron/ipc/contract.ts'
import { isChannel, isEventName } from '../../../electron/preload/channel-names.ts'

describe('the preload', () => {
  it('knows every channel and event of the contract and nothing else', () => {
    expect(Object.keys(channels).filter((name) => !isChannel(name))).toEqual([])
    expect(Object.keys(events).filter((name) => !isEventName(name))).toEqual([])
    for (const name of ['', 'toString', '__proto__', 'note.save ', 'constructor']) {
      expect(isChannel(name)).toBe(false)
      expect(isEventName(name)).toBe(false)
    }
  })
})
