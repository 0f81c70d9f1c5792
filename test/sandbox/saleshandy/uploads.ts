import { createHash } from 'node:crypto'
import type { PlainAnswer } from '../faulty-server.ts'
import { parseMultipart } from '../multipart.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { BadRequest, success } from './answers.ts'
import type { ChosenIds } from './ids.ts'
import type { SaleshandySettings } from './settings.ts'
import type { SaleshandyState } from './state.ts'
import type { Member } from './types.ts'

interface UploadParts {
  readonly state: SaleshandyState
  readonly clock: SandboxClock
  readonly attachmentIds: ChosenIds
  readonly settings: Readonly<SaleshandySettings>
}

/** `POST /v1/notes/attachments` (saleshandy.md section 6): one part `file`. Of the bytes only their digest is kept. */
export function upload(
  parts: UploadParts,
  uploader: Member,
  contentType: string | undefined,
  body: Uint8Array | null,
): PlainAnswer {
  const { state, clock, attachmentIds, settings } = parts
  // Longer than the server reads at all.
  if (body === null) throw tooLarge(settings)
  const files = parseMultipart(contentType, body)?.filter((part) => part.name === 'file' && part.fileName !== null)
  const file = files?.[0]
  if (file === undefined || files?.length !== 1 || settings.failUploads) throw new BadRequest(4000, 'upload failed')
  if (file.bytes.length > settings.maxAttachmentBytes) throw tooLarge(settings)
  const fileName = file.fileName ?? ''
  const ending = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  if (settings.unsupportedFileTypes.includes(ending)) throw new BadRequest(4001, 'unsupported file type')
  const attachment = {
    id: attachmentIds.take(),
    fileName,
    contentType: file.contentType,
    size: file.bytes.length,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    uploadedAtMs: clock.stampMs(),
    uploaderId: uploader.id,
  }
  state.addAttachment(attachment)
  const answer = success('Attachment uploaded successfully', {}, settings.createdStatus)
  return {
    ...answer,
    body: withAt(
      { message: 'Attachment uploaded successfully', payload: {} },
      settings.attachmentIdPath.split('.'),
      attachment.id,
    ),
  }
}

function tooLarge(settings: Readonly<SaleshandySettings>): BadRequest {
  return new BadRequest(4002, `file size exceeds ${Math.floor(settings.maxAttachmentBytes / 1024 / 1024)} MB`)
}

/** The object with `value` at `path`, whatever was or was not on the way. */
function withAt(object: Readonly<Record<string, unknown>>, path: readonly string[], value: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  const inner = object[first]
  const below = typeof inner === 'object' && inner !== null ? { ...inner } : {}
  return { ...object, [first]: withAt(below, rest, value) }
}
