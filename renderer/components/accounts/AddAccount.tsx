import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ChooseCrm } from './ChooseCrm.tsx'

export function AddAccount() {
  const closeOverlay = useWorkspace((state) => state.closeOverlay)
  return (
    <Dialog title={text.connect.dialogTitle} onClose={closeOverlay}>
      <div className="dialog-body">
        <ChooseCrm heading={null} />
      </div>
    </Dialog>
  )
}
