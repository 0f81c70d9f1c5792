import { useEffect, useState } from 'react'

export interface Attempt {
  /** Begins anew; what was begun before is taken back. The signal is aborted once this is. */
  readonly begin: () => AbortSignal
  readonly takeBack: () => void
}

/** For what takes a while and must not go on behind the user's back: it is taken back when its component leaves the page, at the latest. */
export function useAttempt(): Attempt {
  const [attempt] = useState(newAttempt)
  useEffect(() => attempt.takeBack, [attempt])
  return attempt
}

/** At most one stands at a time. */
export function newAttempt(): Attempt {
  let underWay = new AbortController()
  const takeBack = () => underWay.abort()
  return {
    begin: () => {
      takeBack()
      underWay = new AbortController()
      return underWay.signal
    },
    takeBack,
  }
}
