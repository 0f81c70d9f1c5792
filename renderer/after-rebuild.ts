export interface OpenedConversation {
  readonly openedId: number | null
  /** Gives the journal what is still being typed. */
  readonly flush: (conversationId: number) => Promise<void>
  /** Whether the journal could not take all of it. */
  readonly isUnkept: (conversationId: number) => boolean
  readonly close: (conversationId: number) => void
}

/**
 * A replica that was made anew gives its conversations new numbers, so the one that is open would answer as if it were gone. It is closed
 * once what was typed in it is in the journal. What the journal cannot take stays on the screen, to be copied.
 */
export async function closeAfterRebuild({ openedId, flush, isUnkept, close }: OpenedConversation): Promise<void> {
  if (openedId === null) return
  await flush(openedId)
  if (!isUnkept(openedId)) close(openedId)
}
