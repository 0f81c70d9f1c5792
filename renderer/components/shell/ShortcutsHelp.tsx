import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { Dialog } from './Dialog.tsx'

export function ShortcutsHelp() {
  const closeOverlay = useWorkspace((state) => state.closeOverlay)
  return (
    <Dialog title={text.shortcuts.title} onClose={closeOverlay}>
      <dl className="shortcuts">
        {text.shortcuts.rows.map(({ keys, meaning }) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
