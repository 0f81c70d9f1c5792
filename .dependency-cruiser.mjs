// Imports run downwards only (docs/architecture.md). Each rule's comment says which layer the code belongs in instead.
const layer = (name, from, to, comment) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
  comment,
})

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
      comment: 'Two files that need each other are one idea, or miss a third.',
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^electron$' } },
    layer(
      'db-imports-nothing-of-ours',
      '^db/',
      '^(electron|renderer|test|scripts)/',
      'The databases know nothing of who uses them.',
    ),
    {
      name: 'connectors-know-only-their-interface',
      severity: 'error',
      from: { path: '^electron/connectors/([^/]+)/' },
      to: {
        path: '^(electron|db|renderer|test)/',
        pathNot: ['^electron/connectors/$1/', '^electron/connectors/[^/]+\\.ts$'],
      },
      comment: 'A connector translates one CRM; scheduling and storage live in sync and db.',
    },
    {
      name: 'connector-interface-knows-only-records',
      severity: 'error',
      from: { path: '^electron/connectors/[^/]+\\.ts$' },
      to: { path: '^(electron|db|renderer|test)/', pathNot: ['^electron/connectors/', '^db/records\\.ts$'] },
      comment: 'The shared interface may name the record shapes of db/records.ts and nothing else.',
    },
    layer(
      'sync-is-pure-of-shells',
      '^electron/sync/',
      '^(electron/(main|preload|ipc|browser-host|cli)|renderer|test)/',
      'The engine runs in a worker, a test or a simulation alike.',
    ),
    layer(
      'ipc-contract-stands-alone',
      '^electron/ipc/',
      '^(electron/(main|preload|sync|connectors|browser-host|cli)|db|renderer|test)/',
      'The contract is shared by all sides, so it depends on none.',
    ),
    layer(
      'preload-only-maps-the-contract',
      '^electron/preload/',
      '^(electron/(main|sync|connectors|browser-host|cli)|db|renderer|test)/',
      'The preload maps channels; logic lives in main.',
    ),
    layer(
      'main-does-not-know-its-host',
      '^electron/main/',
      '^(electron/(browser-host|cli|preload)|renderer|test)/',
      'Main runs unmodified in Electron and in the browser host.',
    ),
    {
      name: 'command-line-is-a-shell-of-its-own',
      severity: 'error',
      from: { path: '^electron/cli/' },
      to: {
        path: '^(electron/(main|preload|ipc|browser-host)|renderer|test)/',
        pathNot: '^electron/ipc/limits\\.ts$',
      },
      comment: 'What it shares with the app lives in sync, connectors and db.',
    },
    layer(
      'browser-host-stands-in-for-electron-only',
      '^electron/browser-host/',
      '^(electron/(main|preload|sync|connectors|cli)|db|renderer|test)/',
      'The host runs the bundles; it never imports the app.',
    ),
    layer(
      'renderer-sees-only-the-contract',
      '^renderer/',
      '^(electron/(main|preload|sync|connectors|browser-host|cli)|db|test|scripts)/',
      'The renderer asks through window.fieldpost.',
    ),
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
      comment: 'The renderer runs in a sandboxed page.',
    },
    {
      name: 'electron-only-in-main-and-preload',
      severity: 'error',
      from: { pathNot: '^electron/(main|preload|browser-host)/' },
      to: { path: '(^|/)node_modules/electron/|^electron$' },
      comment: 'Everything below main runs without Electron.',
    },
    layer(
      'product-does-not-import-tests',
      '^(electron|db|renderer)/',
      '^(test|scripts)/',
      'Test helpers stay in test/.',
    ),
    {
      name: 'sandbox-and-client-share-no-schemas',
      severity: 'error',
      from: { path: '^test/sandbox/' },
      to: { path: '^(electron|db|renderer)/' },
      comment: 'Two readings of the same document, so that a misreading shows.',
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|artifacts)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
