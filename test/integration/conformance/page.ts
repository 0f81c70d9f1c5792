import type { Capabilities } from '../../../electron/connectors/connector.ts'
import { type Conformance, isConcerned, type Proof, type Proofs } from './proof.ts'
import { groups } from './shared/all.ts'

const head = `# What is proved of each connector

This page is written by \`npm run connectors-table\` from the conformance suite in \`test/integration/conformance\`; a test fails while it says
anything else than the suite does. Each sentence below is the name of a test that runs against the CRM's local server (\`test/sandbox\`), for
each of the dialects and moods that its documents leave open. How a further CRM joins is in [adding-a-crm.md](adding-a-crm.md).
`

/** The whole of docs/connectors.md. */
export function connectorsPage(connectors: readonly Conformance[]): string {
  const parts = [
    head,
    '## What each CRM can do\n',
    capabilitiesTable(connectors),
    '## What holds for every connector\n',
    'A dash stands where the CRM has no such thing, and the connector offers none.\n',
    ...Object.entries<Proofs>(groups).map(([group, proofs]) => sharedTable(group, proofs, connectors)),
    ...connectors.map(factsOf),
  ]
  return `${parts.join('\n')}`
}

function capabilitiesTable(connectors: readonly Conformance[]): string {
  const rows = Object.entries(shown).map(([name, tell]) => [
    name,
    ...connectors.map((connector) => tell(capabilitiesOf(connector))),
  ])
  return table(['', ...connectors.map(({ name }) => name)], rows)
}

const shown: Readonly<Record<string, (capabilities: Capabilities) => string>> = {
  'streams with a watermark': ({ streams }) => namesOf(streams.filter((stream) => stream.hasWatermark)),
  'streams that are only swept': ({ streams }) => namesOf(streams.filter((stream) => !stream.hasWatermark)),
  'a lost note is looked up': ({ readBack }) => readBack.replaceAll('_', ' '),
  'its absence is believed after': ({ settlingMs }) => `${settlingMs / 1_000} s`,
  limit: ({ rateLimit }) => `${rateLimit.requests} in ${rateLimit.windowMs / 1_000} s`,
  notes: ({ note }) => note.formats.join(', '),
  'who may see a note': ({ note }) => note.visibilities.join(', ') || '–',
  'drafts in the CRM': ({ note }) => yes(note.drafts),
  'one note for many': ({ note }) => yes(note.manyTargets),
  files: ({ note }) => (note.attachments === null ? '–' : `up to ${note.attachments.maxBytes / 1_048_576} MB`),
  'notes are activities of types': ({ note }) => yes(note.activityTypes),
  'delivered notes can be changed': ({ note }) => yes(note.edits),
}

function namesOf(streams: Capabilities['streams']): string {
  return streams.map(({ name }) => name).join(', ') || '–'
}

function yes(is: boolean): string {
  return is ? 'yes' : '–'
}

function sharedTable(group: string, proofs: Proofs, connectors: readonly Conformance[]): string {
  const rows = Object.entries(proofs).map(([sentence, proof]) => [
    sentence,
    ...connectors.map((connector) => answer(connector, proof)),
  ])
  return `### ${group}\n\n${table(['the connector', ...connectors.map(({ name }) => name)], rows)}`
}

/** Who walks by counted pages reads with the next sweep what slipped by. */
function answer(connector: Conformance, proof: Proof): string {
  const isCounted = connector.subjects.some(({ pagedByNumber = [] }) => pagedByNumber.length > 0)
  const said = yes(isConcerned(capabilitiesOf(connector), proof))
  return said === 'yes' && isCounted && proof.maySlip === true ? 'yes, by the next sweep' : said
}

function factsOf({ name, facts, subjects }: Conformance): string {
  const rows = facts.map(({ endpoint, what, source, provedBy }) => [code(endpoint), what, source, provedBy.join('; ')])
  const titles = subjects.map(({ title }) => title).join('; ')
  const intro = `Run as: ${titles}.`
  return `## ${name}: what its documents say\n\n${intro}\n\n${table(['endpoint', 'field or behaviour', 'source', 'proved by'], rows)}`
}

/** A path as code; words as they are. */
function code(endpoint: string): string {
  return /^(GET|POST|PATCH) /.test(endpoint) ? `\`${endpoint}\`` : endpoint
}

/** Columns are padded as the formatter pads them, so that it leaves the page alone. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [first = [], ...others] = cells
  return `${[line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n')}\n`
}

export function capabilitiesOf({ name, subjects }: Conformance): Capabilities {
  const [first] = subjects
  if (first === undefined) throw new Error(`${name} has no subject to be proved on`)
  return first.capabilities
}
