export interface SendingFirst {
  /** Sends. False: something is left. */
  readonly send: () => Promise<boolean>
  readonly whenSent: () => unknown
  readonly whenLeft: () => unknown
}

/**
 * "Send now, then …": goes on by what became of the notes. Sending takes minutes where the network is bad, so the user may take it back
 * meanwhile: once `takenBack` is aborted neither way is gone, whatever was sent. Rejects as `send` does.
 */
export async function sendFirst({ send, whenSent, whenLeft }: SendingFirst, takenBack: AbortSignal): Promise<void> {
  const isAllSent = await send()
  if (takenBack.aborted) return
  await (isAllSent ? whenSent() : whenLeft())
}
