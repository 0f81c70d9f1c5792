import { parseArgs } from 'node:util'
import { isFresh } from './build/freshness.ts'
import { build } from './build/run-build.ts'
import { runDemo } from './demo/plain.ts'
import { makeScreenshots } from './demo/screenshots.ts'
import { runTour } from './demo/tour.ts'

/**
 * `npm run demo`: Fieldpost with a sandbox CRM, until Ctrl+C. `-- --tour`: the story plays by itself and the exit code
 * tells whether every step held. `-- --screenshots FOLDER`: pictures of every main screen, light and dark.
 */
const { values: flags } = parseArgs({
  options: {
    tour: { type: 'boolean', default: false },
    screenshots: { type: 'string' },
  },
})

if (!isFresh()) build()
if (flags.tour) process.exitCode = (await runTour()) ? 0 : 1
if (flags.screenshots !== undefined) await makeScreenshots(flags.screenshots)
if (!flags.tour && flags.screenshots === undefined) await runDemo()
