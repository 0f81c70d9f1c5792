#!/usr/bin/env node
// Checks the runtime and the build before anything is loaded that an older runtime could not even parse.
import { existsSync } from 'node:fs'

const oldestNode = 24
// One bundle rather than some 600 modules, which take six times as long to load, each time a command is typed.
const bundle = new URL('../../out/main/command-line.js', import.meta.url)

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(
    `Fieldpost needs Node ${oldestNode} or newer, and this is Node ${process.versions.node}. From a checkout, start it with: npm run -s fieldpost -- COMMAND`,
  )
  process.exit(7)
}
if (!existsSync(bundle)) {
  console.error(
    'Fieldpost is not built yet. Build it with "npm run build", or start it with: npm run -s fieldpost -- COMMAND',
  )
  process.exit(7)
}
await import(bundle.href)
