import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { Account, SearchHit } from '../../../electron/ipc/shapes.ts'
import { call } from '../../bridge.ts'
import { useNow } from '../../clock.ts'
import { oneLine } from '../../display-text.ts'
import { type PagesSource, useLivePages } from '../../live-pages.ts'
import { useSearch } from '../../stores/search.ts'
import { useStandstill } from '../../stores/sync.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { coverageWords } from '../../text-status.ts'
import { isTouchedBy } from '../../topics.ts'
import { Icon } from '../icons.tsx'
import { Dialog } from '../shell/Dialog.tsx'
import { EmptyState } from '../shell/EmptyState.tsx'
import { Hit } from './Hit.tsx'

const pageRows = 50
const emptyPage = { rows: [], next: null, coverage: { isComplete: true, completeSinceMs: null } } as const
const none: readonly SearchHit[] = []
const maxQueryCharacters = 500

function searchSource(query: string, accountId: number | null): PagesSource<SearchHit> {
  return {
    question: query,
    rowsAhead: 0,
    read: (cursor) =>
      query === ''
        ? Promise.resolve(emptyPage)
        : call('search.query', { text: query, accountId, cursor, limit: pageRows }),
    keyOf: ({ key }) => key,
    isTouchedBy: (topic) => query !== '' && isTouchedBy('search.query', { accountId }, topic),
  }
}

/** Search over everything on this computer. The hits of the query before stay until those of the next have come. */
export function SearchOverlay({ accounts }: { readonly accounts: readonly Account[] }) {
  const { closeOverlay, open } = useWorkspace.getState()
  const accountId = useWorkspace((state) => state.accountId)
  const { text: typed, activeKey } = useSearch()
  const { type, moveTo } = useSearch.getState()
  const query = typed.trim().slice(0, maxQueryCharacters)
  const source = useMemo(() => searchSource(query, accountId), [query, accountId])
  const { list, hasFailed, answered, showRange, retry } = useLivePages(source)
  const hits = list?.rows ?? none
  const found = Math.max(
    hits.findIndex(({ key }) => key === activeKey),
    0,
  )
  const active = hits[found]
  const field = useRef<HTMLInputElement>(null)
  const results = useRef<HTMLDivElement>(null)
  useEffect(() => field.current?.select(), [])
  useEffect(() => {
    if (answered !== null) results.current?.scrollTo({ top: 0 })
  }, [answered])

  function openHit(hit: SearchHit | undefined) {
    if (hit?.conversationId != null) open(hit.conversationId, hit.activityId)
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = hits[Math.min(Math.max(found + step, 0), hits.length - 1)]
      if (next === undefined) return
      moveTo(next.key)
      showRange(0, Math.max(found + step, 0))
      results.current?.querySelector(`#${CSS.escape(idOf(next))}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      openHit(active)
    }
  }

  return (
    <Dialog title={text.search.label} heading="hidden" className="search" onClose={closeOverlay}>
      <div className="search-field">
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={text.search.label}
          aria-expanded={hits.length > 0}
          aria-controls="search-results"
          aria-activedescendant={active === undefined ? undefined : idOf(active)}
          placeholder={text.search.placeholder}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          data-testid="search-input"
          value={typed}
          onChange={({ target }) => type(target.value)}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div
        ref={results}
        className="search-results scroller"
        onScroll={({ currentTarget }) => {
          const { scrollTop, scrollHeight, clientHeight } = currentTarget
          if (scrollHeight - scrollTop - clientHeight < clientHeight) showRange(0, hits.length)
        }}
      >
        {query === '' && <EmptyState icon="search" title={text.search.intro} body={text.search.introBody} />}
        {query !== '' && answered !== null && answered !== '' && hits.length === 0 && list?.next === null && (
          <div data-testid="search-none">
            <EmptyState icon="search" title={text.search.none(oneLine(answered))} body={text.search.noneBody} />
          </div>
        )}
        {query !== '' && hits.length > 0 && (
          <div id="search-results" role="listbox" tabIndex={-1} aria-label={text.search.resultsLabel}>
            {hits.map((hit) => (
              <Hit
                key={hit.key}
                hit={hit}
                id={idOf(hit)}
                isActive={hit === active}
                accountLabel={
                  accounts.length > 1 ? (accounts.find(({ id }) => id === hit.accountId)?.label ?? null) : null
                }
                onOpen={() => openHit(hit)}
              />
            ))}
          </div>
        )}
        {query !== '' && list !== null && list.next === null && <SearchEdge coverage={list.coverage} />}
      </div>
      {query !== '' && hasFailed && (
        <div className="inbox-failed" role="status" data-testid="search-failed">
          <span>{text.common.readFailed}</span>
          <button type="button" className="link-button" onClick={retry}>
            {text.common.retry}
          </button>
        </div>
      )}
      <footer className="search-foot">
        <span>
          <kbd>↑</kbd>
          <kbd>↓</kbd> {text.search.hintMove}
        </span>
        <span>
          <kbd>↵</kbd> {text.search.hintOpen}
        </span>
      </footer>
    </Dialog>
  )
}

function idOf({ key }: SearchHit): string {
  return `hit-${key}`
}

function SearchEdge({ coverage }: { readonly coverage: Parameters<typeof coverageWords>[0] }) {
  const nowMs = useNow()
  const standstill = useStandstill(useWorkspace((state) => state.accountId))
  const words = coverageWords(coverage, 'messages', nowMs, standstill)
  return words === null ? null : <p className="inbox-edge">{words}</p>
}
