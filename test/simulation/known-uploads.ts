import { createHash } from 'node:crypto'
import type { HttpRequest } from '../../electron/connectors/connector.ts'

/** How long a process lives after an answer to have surely written down what it said, ms. */
const writtenDownAfterMs = 2_000

interface KnownUploadsSurroundings {
  readonly schedule: (delayMs: number, task: () => void) => void
  readonly isDiskFull: () => boolean
  /** A file that the app knew to be in the CRM was sent again. */
  readonly onSentAgain: (detail: string) => void
}

/** Files of which the app has been told, and could write down, that the CRM has them. No two entries of a simulated user share a file. */
export class KnownUploads {
  readonly #surroundings: KnownUploadsSurroundings
  readonly #known = new Set<string>()

  constructor(surroundings: KnownUploadsSurroundings) {
    this.#surroundings = surroundings
  }

  sent(request: HttpRequest): void {
    const file = fileOf(request)
    if (file !== null && this.#known.has(file)) this.#surroundings.onSentAgain(`${file.slice(0, 8)} was there already`)
  }

  /** A whole answer reached the process. */
  answered(request: HttpRequest, status: number, isAlive: () => boolean): void {
    const file = fileOf(request)
    if (file === null || status < 200 || status >= 300 || this.#surroundings.isDiskFull()) return
    this.#surroundings.schedule(writtenDownAfterMs, () => isAlive() && this.#known.add(file))
  }

  /** The user wants the note tried anew, with its files: the CRM may have let go of them. */
  forget(contentHash: string): void {
    this.#known.delete(contentHash)
  }
}

function fileOf({ body }: HttpRequest): string | null {
  if (body === null || typeof body === 'string') return null
  return createHash('sha256').update(body.file.bytes).digest('hex')
}
