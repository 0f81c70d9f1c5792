// Makes node_modules what package-lock.json says, before anything else runs. Plain Node without dependencies, because it
// runs where nothing is installed yet and on whatever Node the machine has. Needs the network only when it installs.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.fieldpost-installed')
const onWindows = process.platform === 'win32'

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, name)))
  return hash.digest('hex')
}

/** What differs between the lockfile and npm's own record of what is installed; null where nothing does. */
function difference() {
  const locked = readJson(join(root, 'package-lock.json'))?.packages
  const installed = readJson(join(modules, '.package-lock.json'))?.packages
  if (!locked) return 'package-lock.json cannot be read'
  if (!installed) return 'nothing is installed yet'
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue
    const found = installed[path]
    // Optional packages are there for some platforms only.
    if (!found && !entry.optional) return `${path} is missing`
    if (found && (found.version !== entry.version || found.integrity !== entry.integrity)) return `${path} has changed`
  }
  const extra = Object.keys(installed).find((path) => !(path in locked))
  return extra ? `${extra} is no longer needed` : null
}

/** The Node that Fieldpost runs on comes from the `node` package; its binary is a package of its own. */
function nodeBinaryWorks() {
  const wanted = readJson(join(modules, 'node', 'package.json'))?.version
  const binary = join(modules, 'node', 'bin', onWindows ? 'node.exe' : 'node')
  if (!wanted || !existsSync(binary)) return false
  const answer = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  return answer.status === 0 && answer.stdout.trim() === `v${wanted}`
}

function npm(...words) {
  console.error(`> npm ${words.join(' ')}`)
  // The binary that npm would find first is one of the files it is about to replace.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules))
  // Standard output and input are those of whatever is started afterwards.
  const stdio = ['ignore', 2, 'inherit']
  const environment = { ...process.env, PATH: path.join(delimiter) }
  const run = spawnSync('npm', words, { cwd: root, stdio, shell: onWindows, env: environment })
  if (run.status === 0) return
  console.error(
    `\n\`npm ${words.join(' ')}\` failed. Its own lines above say why; a first install needs the npm registry.`,
  )
  process.exit(1)
}

const wanted = fingerprint()
const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : null
const isUnchanged = stamp === wanted && existsSync(join(modules, '.package-lock.json'))
const reason = isUnchanged ? null : difference()

if (reason) {
  console.error(`Installing Fieldpost's packages (${reason}). This takes about half a minute.`)
  // No package needs its install script but `node`, which is set up next: npm versions differ in what they would run.
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error')
}
if (reason || !nodeBinaryWorks()) npm('rebuild', 'node', '--loglevel=error')
if (!nodeBinaryWorks()) {
  console.error('The `node` package has no working binary for this machine. Delete node_modules and try again.')
  process.exit(1)
}
if (stamp !== wanted) writeFileSync(stampFile, `${wanted}\n`)
