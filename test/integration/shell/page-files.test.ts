import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { servePageFiles } from '../../../electron/main/page-files.ts'
import { contentSecurityPolicy } from '../../../electron/main/security.ts'

const root = mkdtempSync(join(tmpdir(), 'fieldpost-page-'))
const folder = join(root, 'renderer')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<!doctype html>')
writeFileSync(join(folder, 'assets', 'a.js'), 'export {}')
writeFileSync(join(folder, 'key.pem'), 'private')
writeFileSync(join(root, 'secret.json'), '{}')
mkdirSync(join(root, 'renderer-other'))
writeFileSync(join(root, 'renderer-other', 'x.js'), '')
afterAll(() => rmSync(root, { recursive: true }))

const serve = servePageFiles(folder)

describe('the files of the page', () => {
  it('are served with their type and the content security policy', async () => {
    const answer = await serve(new Request('app://fieldpost/index.html'))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(await answer.text()).toBe('<!doctype html>')
    expect((await serve(new Request('app://fieldpost/assets/a.js?v=1'))).status).toBe(200)
  })

  it.each([
    'app://fieldpost/../secret.json',
    'app://fieldpost/%2e%2e/secret.json',
    'app://fieldpost/..%2fsecret.json',
    'app://fieldpost/assets/..%2f..%2fsecret.json',
    'app://fieldpost/..%5csecret.json',
    'app://fieldpost/%2e%2e%2frenderer-other/x.js',
    'app://fieldpost/key.pem',
    'app://fieldpost/missing.js',
    'app://fieldpost/',
    'app://fieldpost/assets',
    'app://fieldpost/%00.js',
    'app://fieldpost/%E0%A4%A.js',
    'app://other/index.html',
    'https://fieldpost/index.html',
  ])('are not %s', async (url) => {
    const answer = await serve(new Request(url))
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
  })

  it('are only read', async () => {
    expect((await serve(new Request('app://fieldpost/index.html', { method: 'POST', body: 'x' }))).status).toBe(405)
  })
})
