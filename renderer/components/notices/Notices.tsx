import { useEffect, useState } from 'react'
import type { Notice } from '../../../electron/ipc/shapes.ts'
import { call, onEvent } from '../../bridge.ts'
import { text } from '../../text.ts'
import { noticeWords } from '../../text-failure.ts'
import { Icon } from '../icons.tsx'

/** What happened to the files or the engine: above everything until the user has seen it. */
export function Notices() {
  const [notices, setNotices] = useState<readonly Notice[]>([])
  useEffect(() => {
    let isHere = true
    const read = () =>
      void call('app.notices', null).then((all) => {
        if (isHere) setNotices(all)
      })
    read()
    const ignore = onEvent('notice', read)
    return () => {
      isHere = false
      ignore()
    }
  }, [])
  async function dismiss(id: string) {
    setNotices((all) => all.filter((notice) => notice.id !== id))
    await call('app.dismissNotice', { id })
  }
  return (
    <div role="status">
      {notices.map((notice) => (
        <div key={notice.id} className="notice" data-testid="notice" data-kind={notice.kind}>
          <Icon name="alert" />
          <p title={notice.detail ?? undefined}>{noticeWords(notice)}</p>
          <button
            type="button"
            className="icon-button"
            aria-label={text.common.close}
            onClick={() => void dismiss(notice.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
