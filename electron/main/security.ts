import type { App, IpcMainInvokeEvent, Session, WebContents, WebPreferences } from 'electron'

/** The page's own address. A scheme of our own, because a `file:` page has no origin and takes no CSP header. */
export const pageScheme = 'app'
const pageHost = 'fieldpost'
export const pageUrl = `${pageScheme}://${pageHost}/index.html`

/**
 * Only files of our own, no inline script, no inline style, no frame, no form. `connect-src 'self'` reaches nothing in
 * Electron, where the page has IPC; in the browser host it is the one WebSocket back to the process that served the page.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

/** Sent with every file of the page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), serial=(), usb=()',
  'cache-control': 'no-cache',
}

export const pageWebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  // Chromium fetches its dictionaries from the network; notes are nobody's business.
  spellcheck: false,
} as const satisfies WebPreferences

export function isOwnPage(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.protocol === `${pageScheme}:` && parsed.host === pageHost
}

const externalSchemes: ReadonlySet<string> = new Set(['https:', 'mailto:', 'tel:'])

/**
 * The address as the system browser may have it, or null: only https, mailto and tel, and none that carries a password
 * or a control character.
 */
export function externalUrl(url: string): string | null {
  const parsed = URL.parse(url)
  if (parsed === null || !externalSchemes.has(parsed.protocol)) return null
  if (parsed.username !== '' || parsed.password !== '') return null
  return parsed.href
}

/** A call counts only from the main frame of our own window while it shows our own page. */
export function isTrustedSender(event: IpcMainInvokeEvent, contents: WebContents | null): boolean {
  const frame = event.senderFrame
  return (
    contents !== null && event.sender === contents && frame !== null && frame.parent === null && isOwnPage(frame.url)
  )
}

/** Denies every permission a page can ask for. Fieldpost's page needs none: it copies and opens links by IPC. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** No page of ours goes anywhere else, opens a window or embeds one; a link that may leave goes to the system browser. */
export function denyNavigation(app: App, openExternally: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      const allowed = externalUrl(url)
      if (allowed !== null) openExternally(allowed)
      return { action: 'deny' }
    })
  })
}
