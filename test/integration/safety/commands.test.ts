import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')

function outcome(
  script: string,
  options: readonly string[],
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'scripts', script), ...options], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

/** A run of nothing finds nothing wrong: it must not end like one that tried everything. */
describe('a command that would try nothing says so and fails:', () => {
  it.each(['100000', '1..', '5..1', '1.5..2'])('simulate --seeds %s', async (seeds) => {
    const { code, stdout, stderr } = await outcome('simulate.ts', [`--seeds=${seeds}`])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`got "${seeds}"`)
  })

  it.each([
    ['--seed', ''],
    ['--workers', 'many'],
  ])('simulate %s "%s"', async (name, value) => {
    expect(await outcome('simulate.ts', [`${name}=${value}`])).toMatchObject({ code: 2, stdout: '' })
  })

  it.each([
    ['--count', '0'],
    ['--parallel', '0'],
  ])('trials kill %s "%s"', async (name, value) => {
    const { code, stderr } = await outcome('trials.ts', ['kill', `${name}=${value}`])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${name}: expected a whole number from 1 on, got "${value}"\n`,
    })
  })

  it('fleet of no laptops', async () => {
    expect((await outcome('fleet.ts', ['--clients=0'])).code).toBe(2)
  })
})
