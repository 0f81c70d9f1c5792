import { useAccountStatus } from '../../stores/sync.ts'
import { text } from '../../text.ts'
import { notesText } from '../../text-notes.ts'

interface HintProps {
  readonly accountId: number
  readonly isSaved: boolean
  readonly isAdding: boolean
  readonly length: number
  readonly limit: number
}

/** What the next moment brings, in the composer's foot. */
export function ComposerHint({ accountId, ...state }: HintProps) {
  const connectivity = useAccountStatus(accountId)?.connectivity
  return (
    <p className="composer-hint" role="status" data-testid="composer-hint">
      {hintWords(connectivity, state)}
    </p>
  )
}

function hintWords(
  connectivity: string | undefined,
  { isSaved, isAdding, length, limit }: Omit<HintProps, 'accountId'>,
): string {
  if (isAdding) return notesText.files.adding
  if (length > limit * 0.9 && length <= limit) return text.composer.nearLimit(length, limit)
  if (connectivity === 'signed_out' && isSaved) return text.composer.signedOut
  if (connectivity === 'offline') return isSaved ? text.composer.offline : text.composer.offlineHint
  return isSaved ? text.composer.saved : ''
}
