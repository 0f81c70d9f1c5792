import { useState } from 'react'
import { useAttempt } from '../../attempt.ts'
import { call } from '../../bridge.ts'
import { sendFirst } from '../../sending-first.ts'
import { useWorkspace } from '../../stores/workspace.ts'

/**
 * "Send them first": sends the account's notes, then goes on with `whenSent` if none is left. What could not be sent is shown in the outbox,
 * with the reason, after `onClose`. Where the user chooses something else meanwhile (`choseOtherwise`), or the question leaves the page, the
 * notes still go out and nothing else happens.
 */
export function useSendFirst(accountId: number, whenSent: () => Promise<void>, onClose: () => void) {
  const [isSending, setSending] = useState(false)
  const attempt = useAttempt()
  const choseOtherwise = () => {
    attempt.takeBack()
    setSending(false)
  }
  async function begin() {
    const takenBack = attempt.begin()
    setSending(true)
    const steps = {
      send: async () => {
        const answer = await call('outbox.sendNow', { accountId })
        return answer.ok && answer.unsent === 0
      },
      whenSent,
      whenLeft: () => {
        onClose()
        useWorkspace.getState().show('outbox')
      },
    }
    await sendFirst(steps, takenBack).finally(() => {
      if (!takenBack.aborted) setSending(false)
    })
  }
  return { isSending, sendFirst: () => void begin(), choseOtherwise }
}
