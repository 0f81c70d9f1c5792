import { isFresh } from '../scripts/build/freshness.ts'
import { build } from '../scripts/build/run-build.ts'

/** Before tests that run the bundles of out/: they are to be those of the sources that stand here. */
export function setup(): void {
  if (!isFresh()) build()
}
