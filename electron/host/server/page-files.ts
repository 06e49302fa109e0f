import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html;charset=utf-8',
  '.js': 'text/javascript;charset=utf-8',
  '.css': 'text/css;charset=utf-8',
  '.svg': 'image/svg+xml',
}
const SIZE_MAX = 32 * 1024 * 1024

interface PageFile {
  bytes: Buffer
  type: string
  etag: string
}

/**
 * The page as it was when the lab was opened, kept in memory: a page that is loaded again while the program is being rebuilt still fits
 * its lab. Fonts stay on disk; they are the same in every build.
 */
export class PageFiles {
  private constructor(private readonly files: ReadonlyMap<string, PageFile>) {}

  static async load(folder: string): Promise<PageFiles> {
    const entries = await readdir(folder, { withFileTypes: true })
    const folders = [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))]
    const paths = (await Promise.all(folders.map((path) => readable(path)))).flat()
    const files = await Promise.all(
      paths.map(async (path) => [`/${relative(folder, path).split(sep).join('/')}`, await pageFile(path)] as const),
    )
    const size = files.reduce((sum, [, { bytes }]) => sum + bytes.length, 0)
    if (size > SIZE_MAX) throw new Error(`${folder} holds ${size} bytes of page, more than ${SIZE_MAX}`)
    return new PageFiles(new Map(files))
  }

  /** false: it is none of these files. Every other path of a page is the page itself. */
  serve(request: IncomingMessage, response: ServerResponse): boolean {
    const path = (request.url ?? '/').split('?')[0]!
    const file = this.files.get(path) ?? (extname(path) === '' ? this.files.get('/index.html') : undefined)
    if (!file) return false
    response.setHeader('etag', file.etag)
    response.setHeader('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === file.etag) response.writeHead(304).end()
    else {
      response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.length })
      response.end(request.method === 'HEAD' ? undefined : file.bytes)
    }
    return true
  }
}

async function readable(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && extname(entry.name) in types).map(({ name }) => join(folder, name))
}

async function pageFile(path: string): Promise<PageFile> {
  const bytes = await readFile(path)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { bytes, type: types[extname(path)] ?? 'application/octet-stream', etag }
}
