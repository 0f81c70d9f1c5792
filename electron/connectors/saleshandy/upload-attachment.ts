import type { AttachmentFile, Outcome } from '../connector.ts'
import { errorCodes } from './answers.ts'
import type { Session } from './session.ts'

/** Uploads a file for notes to come. Lost answers are harmless: nothing refers to what was uploaded. */
export async function uploadAttachment(
  session: Session,
  file: AttachmentFile,
  onProgress: (sentBytes: number) => void,
): Promise<Outcome<{ readonly remoteId: string }>> {
  const answer = await session.client.uploadAttachment(file, onProgress)
  if (answer.ok) return { ok: true, value: { remoteId: answer.value } }
  const { failure, code } = answer
  if (failure.kind !== 'rejected') return answer
  const reason = reasonOf(failure.status, code) ?? failure.reason
  return { ok: false, failure: { ...failure, reason } }
}

function reasonOf(status: number, code: number | null): string | null {
  if (code === errorCodes.fileType) return 'Saleshandy does not take files of this type'
  if (code === errorCodes.fileSize || status === 413) return 'Saleshandy takes files up to 20 MB'
  if (code === errorCodes.failed) return 'Saleshandy could not take this file'
  return null
}
