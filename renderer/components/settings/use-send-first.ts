import { useState } from 'react'
import { call } from '../../bridge.ts'
import { useWorkspace } from '../../stores/workspace.ts'

/**
 * "Send them first": sends the account's notes, then goes on with `whenSent` if none is left. What could not be sent is shown in the outbox,
 * with the reason, after `onClose`.
 */
export function useSendFirst(accountId: number, whenSent: () => Promise<void>, onClose: () => void) {
  const [isSending, setSending] = useState(false)
  async function send() {
    setSending(true)
    const answer = await call('outbox.sendNow', { accountId })
    setSending(false)
    if (answer.ok && answer.unsent === 0) return whenSent()
    onClose()
    useWorkspace.getState().show('outbox')
  }
  return { isSending, sendFirst: () => void send() }
}
