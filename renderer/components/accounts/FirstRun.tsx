import { text } from '../../text.ts'
import { Icon, Mark } from '../icons.tsx'
import { ChooseCrm } from './ChooseCrm.tsx'

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
          <ChooseCrm heading={text.connect.chooseTitle} />
        </section>
      </div>
    </main>
  )
}
