import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Account, InboxFilter, InboxRow as Row } from '../../../electron/ipc/shapes.ts'
import { accountLooks } from '../../account-looks.ts'
import { call } from '../../bridge.ts'
import { useNow } from '../../clock.ts'
import { type Lingering, withLingering } from '../../lingering.ts'
import { type PagesSource, useLivePages } from '../../live-pages.ts'
import { useShortcut } from '../../shortcut-keys.ts'
import { useStandstill } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { coverageWords } from '../../text-status.ts'
import { isTouchedBy } from '../../topics.ts'
import { InboxEmpty } from './InboxEmpty.tsx'
import { InboxFilters } from './InboxFilters.tsx'
import { InboxRow } from './InboxRow.tsx'
import { InboxSkeleton } from './InboxSkeleton.tsx'

/** Known before they are drawn, so that scrolling never waits for a measurement. */
const rowHeight = { one: 68, several: 88 } as const
const pageRows = 200
const rowsAhead = 1_200
const none: readonly Row[] = []

function inboxSource(accountId: number | null, filter: InboxFilter): PagesSource<Row> {
  return {
    question: `${accountId} ${filter}`,
    rowsAhead,
    read: (cursor) => call('inbox.page', { accountId, filter, cursor, limit: pageRows }),
    keyOf: ({ id }) => String(id),
    isTouchedBy: (topic) => isTouchedBy('inbox.page', { accountId }, topic),
  }
}

export function InboxPane({ accounts }: { readonly accounts: readonly Account[] }) {
  const { accountId, filter, activeId, openedId } = useWorkspace()
  const { open, moveTo } = useWorkspace.getState()
  const source = useMemo(() => inboxSource(accountId, filter), [accountId, filter])
  const { list, hasFailed, answered, showRange, retry } = useLivePages(source)
  const rows = useLingeringRows(list?.rows ?? none, answered ?? '', openedId)
  const looks = useMemo(() => accountLooks(accounts), [accounts])
  const areSeveral = accounts.length > 1 && accountId === null
  const scroller = useRef<HTMLDivElement>(null)
  const size = areSeveral ? rowHeight.several : rowHeight.one
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 14,
  })
  const visible = virtualizer.getVirtualItems()
  const first = visible[0]?.index ?? 0
  const last = visible.at(-1)?.index ?? 0
  useEffect(() => showRange(first, last), [showRange, first, last])
  useEffect(() => {
    if (answered !== null) scroller.current?.scrollTo({ top: 0 })
  }, [answered])

  function move(step: 1 | -1) {
    const from = rows.findIndex(({ id }) => id === activeId)
    const to = Math.min(Math.max(from + step, 0), rows.length - 1)
    const row = rows[to]
    if (row === undefined) return
    moveTo(row.id)
    virtualizer.scrollToIndex(to)
  }
  useShortcut('next', () => move(1))
  useShortcut('previous', () => move(-1))
  useShortcut('open', () => {
    if (activeId !== null) open(activeId)
  })

  return (
    <section className="inbox" aria-label={text.inbox.title}>
      <InboxFilters />
      <div ref={scroller} className="inbox-scroller scroller">
        {list === null && <InboxSkeleton rowHeight={size} />}
        {list !== null && rows.length === 0 && <InboxEmpty filter={filter} />}
        <div
          role="listbox"
          aria-label={text.inbox.listLabel}
          aria-activedescendant={activeId === null ? undefined : `conversation-${activeId}`}
          tabIndex={0}
          className="inbox-list"
          data-testid="inbox-list"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {visible.map(({ index, key, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <InboxRow
                key={key}
                row={row}
                top={start}
                height={size}
                position={index + 1}
                amount={rows.length}
                isActive={row.id === activeId}
                isOpened={row.id === openedId}
                account={areSeveral ? (looks.get(row.accountId) ?? null) : null}
              />
            )
          })}
        </div>
        {list !== null && list.next === null && rows.length > 0 && <CoverageEdge coverage={list.coverage} />}
      </div>
      {hasFailed && (
        <div className="inbox-failed">
          <span>{text.common.readFailed}</span>
          <button type="button" className="link-button" onClick={retry}>
            {text.common.retry}
          </button>
        </div>
      )}
    </section>
  )
}

function CoverageEdge({ coverage }: { readonly coverage: Parameters<typeof coverageWords>[0] }) {
  const nowMs = useNow()
  const standstill = useStandstill(useWorkspace((state) => state.accountId))
  const words = coverageWords(coverage, 'conversations', nowMs, standstill)
  return words === null ? null : <p className="inbox-edge">{words}</p>
}

/** Opening an unread conversation reads it, and under "Unread" it would vanish from under the pointer. */
function useLingeringRows(rows: readonly Row[], question: string, openedId: number | null): readonly Row[] {
  const [kept, setKept] = useState<(Lingering<Row> & { readonly question: string }) | null>(null)
  const index = rows.findIndex(({ id }) => id === openedId)
  const row = rows[index]
  if (row !== undefined && (kept?.row !== row || kept.index !== index || kept.question !== question)) {
    setKept({ row, index, question })
  }
  const isKept = kept !== null && kept.row.id === openedId && kept.question === question
  return useMemo(
    () => withLingering(rows, isKept ? { row: { ...kept.row, isUnread: false }, index: kept.index } : null),
    [rows, isKept, kept],
  )
}
