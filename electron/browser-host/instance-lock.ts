import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'

const lockName = 'host.lock'
const socketName = 'host.sock'
/** The longest path that every system takes for a local socket. */
const longestSocketPath = 100

export type LockResult = 'held' | 'taken' | 'no_lock_possible'

/** One process a data folder. The lock names its process, so that one left behind by a killed process counts for nothing. */
export class InstanceLock {
  readonly #folder: string
  #isHeld = false
  #server: Server | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** `no_lock_possible`: a read-only folder or a full disk. Whoever opens the folder next says so in better words. */
  acquire(onSecondInstance: () => void): LockResult {
    if (this.#isHeld) return 'held'
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      if (!this.#create()) {
        if (isRunning(readHolder(this.#path))) return 'taken'
        rmSync(this.#path, { force: true })
        if (!this.#create()) return 'taken'
      }
    } catch {
      return 'no_lock_possible'
    }
    this.#isHeld = true
    this.#listen(onSecondInstance)
    return 'held'
  }

  /** Asks the process that has the lock to show itself. Resolves when it was told, or is not listening. */
  async tellHolder(): Promise<void> {
    const path = this.#socketPath
    if (path === null) return
    await new Promise<void>((resolve) => {
      const socket = connect(path)
      socket.on('error', () => resolve())
      socket.on('connect', () => socket.end(resolve))
    })
  }

  release(): void {
    this.#server?.close()
    this.#server = null
    if (this.#isHeld) rmSync(this.#path, { force: true })
    this.#isHeld = false
  }

  get #path(): string {
    return join(this.#folder, lockName)
  }

  get #socketPath(): string | null {
    const path = join(this.#folder, socketName)
    return process.platform === 'win32' || Buffer.byteLength(path) > longestSocketPath ? null : path
  }

  #create(): boolean {
    try {
      const file = openSync(this.#path, 'wx', 0o600)
      writeSync(file, `${process.pid} ${birthOf(process.pid) ?? ''}`)
      closeSync(file)
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    }
  }

  #listen(onSecondInstance: () => void): void {
    const path = this.#socketPath
    if (path === null) return
    rmSync(path, { force: true })
    const server = createServer((socket) => {
      socket.destroy()
      onSecondInstance()
    })
    server.on('error', (error) => console.error(`A second start cannot bring this one to the front: ${error.message}`))
    server.listen(path)
    server.unref()
    this.#server = server
  }
}

interface Holder {
  readonly pid: number
  readonly birth: string | null
}

function readHolder(path: string): Holder | null {
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch {
    // Released between our attempt and this look.
    return null
  }
  const [pid, birth] = content.split(' ')
  return /^\d+$/.test(pid ?? '') ? { pid: Number(pid), birth: birth || null } : null
}

function isRunning(holder: Holder | null): boolean {
  if (holder === null) return false
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const birth = birthOf(holder.pid)
  return holder.birth === null || birth === null || holder.birth === birth
}

/** When a process began, in ticks since boot: tells it from a later one with the same number. Linux only, else null. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
