import { useNow } from '../../clock.ts'
import { fullTime, listTime } from '../../text-time.ts'

/** A moment in words that keep themselves true, with the whole of it for who points at it. */
export function Moment({ atMs, className }: { readonly atMs: number; readonly className?: string }) {
  const nowMs = useNow()
  return (
    <time className={className} dateTime={new Date(atMs).toISOString()} title={fullTime(atMs)}>
      {listTime(atMs, nowMs)}
    </time>
  )
}
