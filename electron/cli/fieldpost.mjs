#!/usr/bin/env node
// Checks the runtime before anything is loaded that an older one could not even parse.
const oldestNode = 24

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(
    `Fieldpost needs Node ${oldestNode} or newer, and this is Node ${process.versions.node}. From a checkout, start it with: npm run -s fieldpost -- COMMAND`,
  )
  process.exit(7)
}
await import('./main.ts')
