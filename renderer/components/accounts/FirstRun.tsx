import { text } from '../../text.ts'
import { Icon, Mark } from '../icons.tsx'
import { ConnectForm } from './ConnectForm.tsx'
import { SampleButton } from './SampleButton.tsx'

export function FirstRun() {
  return (
    <main className="first-run scroller">
      <div className="first-run-content">
        <section className="first-run-words">
          <div className="first-run-mark">
            <Mark />
            <span>{text.product}</span>
          </div>
          <h1>{text.firstRun.promise}</h1>
          <ul>
            {text.firstRun.points.map((point) => (
              <li key={point}>
                <Icon name="check" />
                {point}
              </li>
            ))}
          </ul>
        </section>
        <section className="first-run-card">
          <h2>{text.connect.title}</h2>
          <ConnectForm />
          <div className="or">
            <span>{text.firstRun.or}</span>
          </div>
          <SampleButton />
          <p className="field-hint">{text.firstRun.sampleHint}</p>
        </section>
      </div>
    </main>
  )
}
