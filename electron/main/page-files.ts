import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { isOwnPage, pageHeaders } from './security.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * Answers requests for the page's own scheme from `folder`, each answer with the CSP. Nothing outside the folder and no
 * type of file that the page does not use is ever served.
 */
export function servePageFiles(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return refuse(405)
    const path = pathInside(folder, request.url)
    const contentType = path === null ? undefined : contentTypes[extname(path)]
    if (path === null || contentType === undefined) return refuse(404)
    try {
      const body = await readFile(path)
      return new Response(new Uint8Array(body), { headers: { ...pageHeaders, 'content-type': contentType } })
    } catch {
      return refuse(404)
    }
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: pageHeaders })
}

function pathInside(folder: string, url: string): string | null {
  if (!isOwnPage(url)) return null
  let path: string
  try {
    path = decodeURIComponent(new URL(url).pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = normalize(join(folder, path))
  return file.startsWith(normalize(folder) + sep) ? file : null
}
