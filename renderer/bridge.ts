import type { Channel, FieldpostBridge, Input, Output } from '../electron/ipc/contract.ts'
import type { Topic } from '../electron/ipc/shapes.ts'

const { fieldpost } = window

export function call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
  return fieldpost.call(channel, input)
}

export const onEvent: FieldpostBridge['on'] = (event, listener) => fieldpost.on(event, listener)

const changeListeners = new Set<(topics: readonly Topic[]) => void>()
let isListening = false

/** Every live query hears of changes through one subscription of the page. Returns the function that ends it. */
export function onChanged(listener: (topics: readonly Topic[]) => void): () => void {
  changeListeners.add(listener)
  if (!isListening) {
    isListening = true
    fieldpost.on('changed', ({ topics }) => {
      for (const each of changeListeners) each(topics)
    })
  }
  return () => {
    changeListeners.delete(listener)
  }
}
