import type { SafeStorage } from 'electron'

/** A credential as the journal keeps it. `isPlainText`: the user agreed to it, because this machine has no keychain. */
export interface SealedSecret {
  readonly cipher: Buffer
  readonly isPlainText: boolean
}

export interface Vault {
  /** Null where the machine has no keychain and the user has not agreed to keep the credential in the journal's file. */
  seal(secret: string, allowPlainText: boolean): Promise<SealedSecret | null>
  /** Null where this machine's keychain cannot open it (another machine, another user, a reset keychain): sign in again. */
  open(sealed: SealedSecret): Promise<string | null>
}

type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/** Credentials sealed with the operating system's keychain. A secret never reaches a log or the renderer. */
export function createVault(keychain: Keychain, platform: NodeJS.Platform): Vault {
  return {
    async seal(secret, allowPlainText) {
      if (await isSecure(keychain, platform)) {
        return { cipher: await keychain.encryptStringAsync(secret), isPlainText: false }
      }
      return allowPlainText ? { cipher: Buffer.from(secret, 'utf8'), isPlainText: true } : null
    },
    async open(sealed) {
      if (sealed.isPlainText) return sealed.cipher.toString('utf8')
      if (!(await keychain.isAsyncEncryptionAvailable())) return null
      try {
        return (await keychain.decryptStringAsync(sealed.cipher)).result
      } catch {
        // The keychain says no more than this; the account then asks for its credential again and keeps everything.
        return null
      }
    },
  }
}

/** On Linux the `basic_text` backend encrypts with a password that everybody knows: that is plain text with extra steps. */
async function isSecure(keychain: Keychain, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'linux') {
    const backend = keychain.getSelectedStorageBackend()
    if (backend === 'basic_text' || backend === 'unknown') return false
  }
  return keychain.isAsyncEncryptionAvailable()
}
