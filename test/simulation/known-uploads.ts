import { createHash } from 'node:crypto'
import type { HttpReply, HttpRequest } from '../../electron/connectors/connector.ts'

/** What an answer says is written down before time goes on; a process that lives after it has it on disk. */
const writtenDownAfterMs = 1

interface KnownUploadsSurroundings {
  readonly schedule: (delayMs: number, task: () => void) => void
  readonly isDiskFull: () => boolean
  /** Whether a note could still have the upload of which this answer told. */
  readonly isThere: (body: string) => boolean
  /** A file that the app knew to be in the CRM was sent again. */
  readonly onSentAgain: (detail: string) => void
}

interface Told {
  /** The CRM's answer, with the upload's id. */
  readonly body: string
  isWrittenDown: boolean
}

/** Files of which the app has been told, and could write down, that the CRM has them. No two entries of a simulated user share a file. */
export class KnownUploads {
  readonly #surroundings: KnownUploadsSurroundings
  readonly #told = new Map<string, Told>()

  constructor(surroundings: KnownUploadsSurroundings) {
    this.#surroundings = surroundings
  }

  sent(request: HttpRequest): void {
    const file = fileOf(request)
    const told = file === null ? undefined : this.#told.get(file)
    if (told?.isWrittenDown !== true || !this.#surroundings.isThere(told.body)) return
    this.#surroundings.onSentAgain(`${file?.slice(0, 8)} was there already`)
  }

  /** A whole answer reached the process. */
  answered(request: HttpRequest, { status, body }: AnswerOf<HttpReply>, isAlive: () => boolean): void {
    const file = fileOf(request)
    if (file === null || status < 200 || status >= 300 || this.#surroundings.isDiskFull()) return
    const told = { body, isWrittenDown: false }
    this.#told.set(file, told)
    this.#surroundings.schedule(writtenDownAfterMs, () => {
      told.isWrittenDown = isAlive()
    })
  }

  /** The user wants the note tried anew, with its files: the CRM may have let go of them. */
  forget(contentHash: string): void {
    this.#told.delete(contentHash)
  }
}

type AnswerOf<Reply> = Extract<Reply, { kind: 'answer' }>

function fileOf({ body }: HttpRequest): string | null {
  if (body === null || typeof body === 'string') return null
  return createHash('sha256').update(body.file.bytes).digest('hex')
}
