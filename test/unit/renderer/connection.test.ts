import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { disconnectedEvent, useConnection, watchConnection } from '../../../renderer/stores/connection.ts'
import { text } from '../../../renderer/text.ts'
import { tellUnexpected } from '../../../renderer/unexpected.ts'

let page: EventTarget
let said: string[]
beforeEach(() => {
  said = []
  page = new EventTarget()
  watchConnection(page)
  tellUnexpected(page, (words) => said.push(words))
})
afterEach(() => useConnection.setState({ isLost: false }))

const isRefused = () => !page.dispatchEvent(new Event('beforeinput', { cancelable: true }))

describe('a page whose host is gone', () => {
  it('takes no more typing, for it could not be kept', () => {
    expect(isRefused()).toBe(false)
    page.dispatchEvent(new Event(disconnectedEvent))
    expect(useConnection.getState().isLost).toBe(true)
    expect(isRefused()).toBe(true)
  })

  it('says that once, and not of every call that fails by it', () => {
    page.dispatchEvent(new Event(disconnectedEvent))
    page.dispatchEvent(new Event('unhandledrejection'))
    expect(said).toEqual([])
  })
})

describe('a call that fails where nobody foresaw it', () => {
  it('is told in plain words', () => {
    page.dispatchEvent(new Event('unhandledrejection'))
    expect(said).toEqual([text.common.unexpected])
  })
})
