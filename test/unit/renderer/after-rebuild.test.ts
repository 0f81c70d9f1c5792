import { beforeEach, describe, expect, it } from 'vitest'
import { closeAfterRebuild } from '../../../renderer/after-rebuild.ts'
import { useWorkspace } from '../../../renderer/stores/workspace.ts'

const initial = useWorkspace.getState()
beforeEach(() => useWorkspace.setState(initial, true))

function opened(isUnkept: boolean) {
  const { openedId, close } = useWorkspace.getState()
  const flushed: number[] = []
  const flush = async (conversationId: number) => void flushed.push(conversationId)
  return { flushed, port: { openedId, flush, isUnkept: () => isUnkept, close } }
}

describe('the open conversation, once the local copy was made anew', () => {
  it('is closed after what was typed in it is kept', async () => {
    useWorkspace.getState().open(7)
    const { flushed, port } = opened(false)
    await closeAfterRebuild(port)
    expect(flushed).toEqual([7])
    expect(useWorkspace.getState()).toMatchObject({ openedId: null, activeId: null })
  })

  it('stays where that cannot be kept', async () => {
    useWorkspace.getState().open(7)
    await closeAfterRebuild(opened(true).port)
    expect(useWorkspace.getState().openedId).toBe(7)
  })

  it('is left alone where the user has opened another meanwhile', async () => {
    useWorkspace.getState().open(7)
    const { port } = opened(false)
    const closed = closeAfterRebuild(port)
    useWorkspace.getState().open(8)
    await closed
    expect(useWorkspace.getState()).toMatchObject({ openedId: 8, activeId: 8 })
  })

  it('is nothing where none is open', async () => {
    const { flushed, port } = opened(false)
    await closeAfterRebuild(port)
    expect(flushed).toEqual([])
  })
})
