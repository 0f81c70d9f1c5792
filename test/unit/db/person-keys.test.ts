import { describe, expect, it } from 'vitest'
import { emailKey, PersonKeyMaker, phoneKey } from '../../../db/person-keys.ts'
import { plainTextOf } from '../../../db/plain-text.ts'

describe('the key of an address', () => {
  it.each([
    { email: ' Ada@Engine.TEST ', key: 'ada@engine.test' },
    { email: 'ada', key: null },
    { email: 'a b@c', key: null },
    { email: 'a@b@c', key: null },
    { email: '', key: null },
    { email: null, key: null },
  ])('$email is $key', ({ email, key }) => {
    expect(emailKey(email)).toBe(key)
  })
})

describe('the key of a number', () => {
  it.each([
    { phone: '+1 (415) 555-2671', region: 'DE', key: '+14155552671' },
    { phone: '415.555.2671', region: 'US', key: '+14155552671' },
    { phone: '0171 2345678', region: 'DE', key: '+491712345678' },
    { phone: '0171 2345678', region: 'de', key: '+491712345678' },
    { phone: '415 555 2671', region: 'XX', key: null },
    { phone: '+14155552671', region: 'XX', key: '+14155552671' },
    { phone: '+1 415 555 2671 ext. 7', region: 'US', key: '+14155552671;ext=7' },
    { phone: '911', region: 'US', key: null },
    { phone: 'call the office', region: 'US', key: null },
    { phone: '', region: 'US', key: null },
  ])('$phone in $region is $key', ({ phone, region, key }) => {
    expect(phoneKey(phone, region)).toBe(key)
  })

  it('is made for the region asked for, and nothing is made of nothing', () => {
    const maker = new PersonKeyMaker('US')
    const person = { email: null, phone: '0171 2345678' }
    expect(maker.of('DE').keysOf(person)).toEqual({ emailKey: null, phoneKey: '+491712345678' })
    expect(maker.of('US')).toBe(maker)
    expect(maker.keysOf({ email: null, phone: null })).toEqual({ emailKey: null, phoneKey: null })
  })
})

describe('what HTML says', () => {
  it.each([
    { html: '<p>Fish &amp; chips</p><p>at&nbsp;9 &lt; 10</p>', text: 'Fish & chips at 9 < 10' },
    { html: 'a<br>b<!-- not this --><style>p { }</style>c', text: 'a b c' },
    { html: '&#39;x&#x27; &bogus; &#0;', text: "'x' &bogus; &#0;" },
    { html: '&amp;lt;', text: '&lt;' },
  ])('$html', ({ html, text }) => {
    expect(plainTextOf(html).replace(/\s+/g, ' ').trim()).toBe(text)
  })
})
