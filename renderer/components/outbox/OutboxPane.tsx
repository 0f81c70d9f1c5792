import { useRef } from 'react'
import { useLiveQuery } from '../../live-query.ts'
import { outboxEntries } from '../../outbox-entries.ts'
import { text } from '../../text.ts'
import { EmptyState } from '../shell/EmptyState.tsx'
import { LateEdits } from './LateEdits.tsx'
import { NotesFileActions } from './NotesFileActions.tsx'
import { OutboxRow } from './OutboxRow.tsx'
import { useRowFocus } from './use-row-focus.ts'

export function OutboxPane() {
  const { data: notes, hasFailed } = useLiveQuery('outbox.list', null)
  const { data: notListed = 0 } = useLiveQuery('outbox.notListed', null)
  const { data: accounts } = useLiveQuery('accounts.list', null)
  const page = useRef<HTMLElement>(null)
  const rowFocus = useRowFocus(page, '.outbox-list > li')
  return (
    <main ref={page} className="page scroller" data-testid="outbox" {...rowFocus}>
      <div className="page-content">
        <header className="page-head">
          <h1>{text.outbox.title}</h1>
          <p>{text.outbox.subtitle}</p>
        </header>
        <NotesFileActions hasNotes={notes !== undefined && notes.length > 0} />
        {hasFailed && <p className="error-message">{text.common.readFailed}</p>}
        {notes !== undefined && <LateEdits notes={notes} />}
        {notes?.length === 0 && (
          <div className="page-empty">
            <EmptyState icon="check" title={text.outbox.emptyTitle} body={text.outbox.emptyBody} />
          </div>
        )}
        {notes !== undefined && notes.length > 0 && (
          <ul className="outbox-list" aria-label={text.outbox.listLabel}>
            {outboxEntries(notes).map((entry) => (
              <OutboxRow key={entry.entryId} entry={entry} accounts={accounts ?? []} />
            ))}
          </ul>
        )}
        {notListed > 0 && <p>{text.outbox.notListed(notListed)}</p>}
      </div>
    </main>
  )
}
