import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Topic } from '../electron/ipc/shapes.ts'
import { onChanged } from './bridge.ts'
import { schedule } from './clock.ts'
import { type FeedSource, type FeedView, PagedFeed } from './paged-feed.ts'

export interface PagesSource<Row> extends FeedSource<Row> {
  /** Names the question; another question shows the old rows until its own have come. */
  readonly question: string
  readonly isTouchedBy: (topic: Topic) => boolean
}

export interface LivePages<Row> extends FeedView<Row> {
  /** The question that `list` answers; null: none has been answered yet. */
  readonly answered: string | null
  readonly showRange: (first: number, last: number) => void
  readonly retry: () => void
}

interface Shown<Row> {
  readonly question: string
  readonly view: FeedView<Row>
}

/** A live paged list. `source` must be the same object for as long as the question is (`useMemo`). */
export function useLivePages<Row>(source: PagesSource<Row>): LivePages<Row> {
  const feed = useMemo(() => new PagedFeed(source, schedule), [source])
  useEffect(() => {
    feed.start()
    const ignoreChanges = onChanged((topics) => {
      if (topics.some(source.isTouchedBy)) feed.refresh()
    })
    return () => {
      ignoreChanges()
      feed.stop()
    }
  }, [feed, source])
  const view = useSyncExternalStore(feed.subscribe, feed.read)

  const [shown, setShown] = useState<Shown<Row> | null>(null)
  if (view.list !== null && (shown?.question !== source.question || shown.view !== view)) {
    setShown({ question: source.question, view })
  }
  const visible = view.list === null ? { list: shown?.view.list ?? null, hasFailed: view.hasFailed } : view
  return {
    ...visible,
    answered: view.list === null ? (shown?.question ?? null) : source.question,
    showRange: useMemo(() => (first: number, last: number) => feed.showRange(first, last), [feed]),
    retry: useMemo(() => () => feed.retry(), [feed]),
  }
}
