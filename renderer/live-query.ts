import { useEffect, useState } from 'react'
import type { Input, Output } from '../electron/ipc/contract.ts'
import { call, onChanged } from './bridge.ts'
import { schedule } from './clock.ts'
import { coalesced } from './coalesced.ts'
import { isTouchedBy, type LiveChannel, type LiveInput } from './topics.ts'

export interface LiveAnswer<T> {
  /** Undefined only until the first answer. While a new question is under way this is the answer to the one before. */
  readonly data: T | undefined
  /** `data` answers what is asked now. */
  readonly isCurrent: boolean
  readonly hasFailed: boolean
}

interface Kept<T> {
  readonly question: string
  readonly data: T | undefined
  readonly hasFailed: boolean
}

const gapMs = 60

/** Asks `channel`, and again just when an announced change touches the answer. `input` undefined: asks nothing. */
export function useLiveQuery<C extends LiveChannel>(
  channel: C,
  input: (Input<C> & LiveInput<C>) | undefined,
): LiveAnswer<Output<C>> {
  const asked = useSame(input)
  const question = input === undefined ? '' : `${channel} ${JSON.stringify(input)}`
  const [kept, setKept] = useState<Kept<Output<C>>>({ question: '', data: undefined, hasFailed: false })

  useEffect(() => {
    if (asked === undefined) return
    let isWatched = true
    const question = `${channel} ${JSON.stringify(asked)}`
    const asking = coalesced(
      async () => {
        try {
          const data = await call(channel, asked)
          if (isWatched) setKept({ question, data, hasFailed: false })
        } catch {
          // What main throws is a bug; the screen keeps what it has and says that it may be old.
          if (isWatched) setKept(({ data }) => ({ question, data, hasFailed: true }))
        }
      },
      gapMs,
      schedule,
    )
    asking.request()
    const ignoreChanges = onChanged((topics) => {
      if (topics.some((topic) => isTouchedBy(channel, asked, topic))) asking.request()
    })
    return () => {
      isWatched = false
      ignoreChanges()
      asking.stop()
    }
  }, [channel, asked])

  return { data: kept.data, isCurrent: kept.question === question, hasFailed: kept.hasFailed }
}

/** The first of values that say the same, so that an equal input made anew is not a new question. */
function useSame<T>(value: T): T {
  const [kept, setKept] = useState({ value })
  if (JSON.stringify(kept.value) === JSON.stringify(value)) return kept.value
  setKept({ value })
  return value
}
