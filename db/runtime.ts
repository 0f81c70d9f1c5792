const oldestNode = 24

/**
 * Why this runtime cannot open a database, or null. The native SQLite binding crashes the whole process on an older Node,
 * so this is asked before the first connection. Electron brings its own Node and is never refused.
 */
export function runtimeProblem(versions: { readonly node: string; readonly electron?: string | undefined }) {
  if (versions.electron !== undefined) return null
  const major = Number.parseInt(versions.node, 10)
  if (major >= oldestNode) return null
  return `Fieldpost needs Node ${oldestNode} or newer, and this is Node ${versions.node}. Start it through npm run or npx.`
}
