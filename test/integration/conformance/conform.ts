import { describe, it } from 'vitest'
import { type Conformance, isConcerned, type Proofs } from './proof.ts'
import { groups } from './shared/all.ts'

/** Registers everything that has to hold for a CRM's connector: the shared suite for each subject, then its own proofs. */
export function conform({ name, subjects, own }: Conformance): void {
  for (const subject of subjects) {
    describe(`the connector of ${subject.title}`, () => {
      for (const [group, proofs] of Object.entries<Proofs>(groups)) {
        const concerning = Object.entries(proofs).filter(([, proof]) => isConcerned(subject.capabilities, proof))
        if (concerning.length === 0) continue
        describe(group, () => {
          for (const [sentence, { run }] of concerning) it(sentence, () => run(subject))
        })
      }
    })
  }
  if (Object.keys(own).length === 0) return
  describe(`what is said of ${name} only`, () => {
    for (const [sentence, run] of Object.entries(own)) it(sentence, run)
  })
}
