import { useEffect, useState } from 'react'
import type { EventPayload } from '../../../electron/ipc/contract.ts'
import type { OutboxNote } from '../../../electron/ipc/shapes.ts'
import { useAttempt } from '../../attempt.ts'
import { call, onEvent } from '../../bridge.ts'
import { useLiveQuery } from '../../live-query.ts'
import { sendFirst } from '../../sending-first.ts'
import { text } from '../../text.ts'
import { SaveNotes } from '../outbox/SaveNotes.tsx'
import { Dialog } from './Dialog.tsx'

/** Asks what becomes of unsent notes when the user wants to quit. They are kept whatever the answer. */
export function Quitting() {
  const [asked, setAsked] = useState<EventPayload<'quitting'> | null>(null)
  useEffect(() => onEvent('quitting', setAsked), [])
  return asked === null ? null : <QuitQuestion asked={asked} onStay={() => setAsked(null)} />
}

interface Props {
  readonly asked: EventPayload<'quitting'>
  readonly onStay: () => void
}

function QuitQuestion({ asked, onStay }: Props) {
  const [step, setStep] = useState<'asking' | 'sending' | 'saving'>('asking')
  const [isNeverAsked, setNeverAsked] = useState(false)
  const [couldNotSend, setCouldNotSend] = useState(false)
  const { data: notes } = useLiveQuery('outbox.list', null)
  const left = (notes ?? []).filter(goesByItself).length
  const attempt = useAttempt()
  async function quit(takenBack: AbortSignal) {
    if (isNeverAsked) await call('settings.set', { asksBeforeQuit: false })
    if (!takenBack.aborted) await call('app.quit', { answer: 'quit' })
  }
  function stay() {
    attempt.takeBack()
    void call('app.quit', { answer: 'stay' })
    onStay()
  }
  async function send() {
    const takenBack = attempt.begin()
    setStep('sending')
    const steps = {
      send: async () => {
        await call('outbox.sendNow', { accountId: null })
        return !(await call('outbox.list', null)).some(goesByItself)
      },
      whenSent: () => quit(takenBack),
      whenLeft: () => setCouldNotSend(true),
    }
    await sendFirst(steps, takenBack).finally(() => {
      if (!takenBack.aborted) setStep('asking')
    })
  }
  function save() {
    attempt.takeBack()
    setStep('saving')
  }
  if (step === 'saving') {
    return <SaveNotes accountId={null} onSaved={() => void quit(attempt.begin())} onClose={() => setStep('asking')} />
  }
  return (
    <Dialog title={text.quit.title} onClose={stay}>
      <div className="dialog-body" data-testid="quit-question">
        {step === 'asking' && asked.unsentNotes > 0 && <p>{text.quit.unsent(asked.unsentNotes)}</p>}
        {step === 'sending' && <p aria-live="polite">{text.quit.sending(left)}</p>}
        {step === 'asking' && couldNotSend && <p role="alert">{text.quit.notSent(left)}</p>}
        {asked.needUser > 0 && <p>{text.quit.needUser(asked.needUser)}</p>}
        <div className="dialog-choices">
          <button
            type="button"
            className="button button-primary"
            data-testid="quit-keep"
            onClick={() => void quit(attempt.begin())}
          >
            {text.quit.keep}
          </button>
          {step === 'asking' && asked.unsentNotes > 0 && (
            <button type="button" className="button" data-testid="quit-send" onClick={() => void send()}>
              {text.quit.send}
            </button>
          )}
          <button type="button" className="button" data-testid="quit-save" onClick={save}>
            {text.quit.save}
          </button>
          <button type="button" className="button" data-testid="quit-stay" onClick={stay}>
            {text.quit.stay}
          </button>
        </div>
        <label className="consent">
          <input
            type="checkbox"
            data-testid="quit-never-ask"
            checked={isNeverAsked}
            onChange={({ target }) => setNeverAsked(target.checked)}
          />
          <span>{text.quit.neverAsk}</span>
        </label>
      </div>
    </Dialog>
  )
}

/** Notes that wait for the user are not waited for. */
function goesByItself({ state, needsAnswer }: OutboxNote): boolean {
  return state !== 'rejected' && !needsAnswer
}
