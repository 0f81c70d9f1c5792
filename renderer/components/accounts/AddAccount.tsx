import { useWorkspace } from '../../stores/workspace.ts'
import { text } from '../../text.ts'
import { Dialog } from '../shell/Dialog.tsx'
import { ConnectForm } from './ConnectForm.tsx'
import { SampleButton } from './SampleButton.tsx'

export function AddAccount() {
  const closeOverlay = useWorkspace((state) => state.closeOverlay)
  return (
    <Dialog title={text.connect.dialogTitle} onClose={closeOverlay}>
      <div className="dialog-body">
        <ConnectForm onConnected={closeOverlay} />
        <div className="or">
          <span>{text.firstRun.or}</span>
        </div>
        <SampleButton onConnected={closeOverlay} />
      </div>
    </Dialog>
  )
}
