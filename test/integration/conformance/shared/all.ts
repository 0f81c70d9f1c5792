import type { Proofs } from '../proof.ts'
import { changing } from './changing.ts'
import { failing } from './failing.ts'
import { files } from './files.ts'
import { notes } from './notes.ts'
import { opening } from './opening.ts'
import { pace } from './pace.ts'
import { pulling } from './pulling.ts'
import { types } from './types.ts'

/** What holds for every connector, in the order in which the documentation tells it. */
export const groups = {
  'The account': opening,
  Reading: pulling,
  'Writing notes': notes,
  'Changing notes': changing,
  Files: files,
  'Types of activity': types,
  'When things go wrong': failing,
  'The limit': pace,
} as const satisfies Readonly<Record<string, Proofs>>

type Groups = typeof groups
/** The sentence of a proof that all connectors share. */
export type SharedProof = { [Group in keyof Groups]: keyof Groups[Group] }[keyof Groups]

export const shared: Proofs = Object.fromEntries(
  Object.values<Proofs>(groups).flatMap((proofs) => Object.entries(proofs)),
)
