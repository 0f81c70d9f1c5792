import { describe, expect, it } from 'vitest'
import { newAttempt } from '../../../renderer/attempt.ts'
import { sendFirst } from '../../../renderer/sending-first.ts'

function setUp() {
  const done: string[] = []
  let resolve: (isAllSent: boolean) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const answer = new Promise<boolean>((...ways) => {
    ;[resolve, reject] = ways
  })
  const sending = { resolve: (isAllSent: boolean) => resolve(isAllSent), reject: (error: Error) => reject(error) }
  const steps = {
    send: () => answer,
    whenSent: () => done.push('went on'),
    whenLeft: () => done.push('showed what is left'),
  }
  return { done, sending, steps, attempt: newAttempt() }
}

describe('sending notes before something else is done', () => {
  it('goes on once all are sent, and shows what is left where some are not', async () => {
    for (const [isAllSent, outcome] of [
      [true, 'went on'],
      [false, 'showed what is left'],
    ] as const) {
      const { done, sending, steps, attempt } = setUp()
      const sent = sendFirst(steps, attempt.begin())
      expect(done).toEqual([])
      sending.resolve(isAllSent)
      await sent
      expect(done).toEqual([outcome])
    }
  })

  it('does nothing more once the user has taken it back while it was sending', async () => {
    for (const isAllSent of [true, false]) {
      const { done, sending, steps, attempt } = setUp()
      const sent = sendFirst(steps, attempt.begin())
      attempt.takeBack()
      sending.resolve(isAllSent)
      await sent
      expect(done).toEqual([])
    }
  })

  it('goes on once where it was taken back and begun again', async () => {
    const { done, sending, steps, attempt } = setUp()
    const first = sendFirst(steps, attempt.begin())
    const second = sendFirst(steps, attempt.begin())
    sending.resolve(true)
    await Promise.all([first, second])
    expect(done).toEqual(['went on'])
  })

  it('goes neither way where sending fails for a reason that nobody foresaw', async () => {
    const { done, sending, steps, attempt } = setUp()
    const sent = sendFirst(steps, attempt.begin())
    sending.reject(new Error('no host'))
    await expect(sent).rejects.toThrow('no host')
    expect(done).toEqual([])
  })
})
