import { isFresh } from './build/freshness.ts'
import { build } from './build/run-build.ts'

/** Builds the bundles in out/ unless they are newer than everything they are made of. */
if (!isFresh()) build()
