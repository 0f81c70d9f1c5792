import { type LeadpingSandboxOptions, startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import type { Dialect } from '../../sandbox/leadping/types.ts'

/** Where the generated history of these tests ends. */
export const nowMs = Date.UTC(2026, 10, 20, 12)

const running: LeadpingSandbox[] = []

/** A small sandbox without rate limit, closed by `closeSandboxes`. */
export async function start(options: Partial<LeadpingSandboxOptions> & { dialect: Dialect }): Promise<LeadpingSandbox> {
  const sandbox = await startLeadpingSandbox({
    seed: 7,
    conversations: 120,
    activities: 1_500,
    nowMs,
    rateLimit: null,
    ...options,
  })
  running.push(sandbox)
  return sandbox
}

export async function closeSandboxes(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
}

/** The id of the first conversation that is not archived and has events. */
export function someConversation(sandbox: LeadpingSandbox): string {
  for (const one of sandbox.state.conversations.values()) {
    if (!one.isArchived && one.lastEventAtMs !== null) return one.id
  }
  throw new Error('The sandbox has no active conversation')
}
