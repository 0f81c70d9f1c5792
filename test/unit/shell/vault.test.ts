import { describe, expect, it } from 'vitest'
import { createVault } from '../../../electron/main/vault.ts'

type Backend = 'basic_text' | 'gnome_libsecret' | 'unknown'

/** A keychain that turns bytes round, so that a test can tell sealed from plain. */
function keychain({ available = true, backend = 'gnome_libsecret' as Backend, opens = true } = {}) {
  const turned = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xff))
  return {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text: string) => turned(Buffer.from(text)),
    decryptStringAsync: async (cipher: Buffer) => {
      if (!opens) throw new Error('Error while decrypting the ciphertext')
      return { result: turned(cipher).toString(), shouldReEncrypt: false }
    },
  }
}

describe('the vault', () => {
  it('seals with the keychain and opens again', async () => {
    const vault = createVault(keychain(), 'linux')
    const sealed = await vault.seal('key-123', false)
    expect(sealed?.isPlainText).toBe(false)
    expect(sealed?.cipher.toString()).not.toContain('key-123')
    expect(sealed && (await vault.open(sealed))).toBe('key-123')
  })

  it.each([
    ['no keychain', keychain({ available: false }), 'darwin'],
    ['the plain-text backend', keychain({ backend: 'basic_text' }), 'linux'],
    ['an unknown backend', keychain({ backend: 'unknown' }), 'linux'],
  ] as const)('refuses %s unless the user agreed', async (_name, store, platform) => {
    const vault = createVault(store, platform)
    expect(await vault.seal('key-123', false)).toBeNull()
    const agreed = await vault.seal('key-123', true)
    expect(agreed?.isPlainText).toBe(true)
    expect(agreed && (await vault.open(agreed))).toBe('key-123')
  })

  it('prefers the keychain although the user agreed to do without', async () => {
    expect((await createVault(keychain(), 'linux').seal('key-123', true))?.isPlainText).toBe(false)
  })

  it('gives nothing where this keychain cannot open what another sealed', async () => {
    const sealed = { cipher: Buffer.from('?'), isPlainText: false }
    expect(await createVault(keychain({ opens: false }), 'linux').open(sealed)).toBeNull()
    expect(await createVault(keychain({ available: false }), 'win32').open(sealed)).toBeNull()
  })
})
