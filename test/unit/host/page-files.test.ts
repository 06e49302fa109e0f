import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PageFiles } from '../../../electron/host/server/page-files'
import { temporaryDirectory } from '../../helpers/temp'

function asked(files: PageFiles, url: string, headers: Record<string, string> = {}, method = 'GET') {
  const set = new Map<string, unknown>()
  let body: Buffer | undefined
  const answer = { status: 0 }
  const response = {
    setHeader: (name: string, value: unknown) => void set.set(name, value),
    writeHead(status: number, more: Record<string, unknown> = {}) {
      answer.status = status
      for (const [name, value] of Object.entries(more)) set.set(name, value)
      return response
    },
    end: (bytes?: Buffer) => {
      body = bytes
    },
  }
  const served = files.serve({ url, headers, method } as never, response as never)
  return { served, status: answer.status, text: body?.toString(), header: (name: string) => set.get(name) }
}

describe("a lab's page", () => {
  const folder = temporaryDirectory('page')
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<old>')
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'old()')
  writeFileSync(join(folder, 'assets', 'font.woff2'), 'font')

  it('stays what it was when the lab was opened, whatever is built meanwhile', async () => {
    const files = await PageFiles.load(folder)
    const first = asked(files, '/?token=x')
    expect(first).toMatchObject({ served: true, status: 200, text: '<old>' })
    expect(first.header('content-type')).toContain('text/html')
    rmSync(join(folder, 'assets', 'index-abc.js'))
    writeFileSync(join(folder, 'index.html'), '<new>')
    expect(asked(files, '/groups').text).toBe('<old>')
    const script = asked(files, '/assets/index-abc.js')
    expect(script).toMatchObject({ status: 200, text: 'old()' })
    expect(script.header('content-length')).toBe(5)
    const again = asked(files, '/assets/index-abc.js', { 'if-none-match': String(script.header('etag')) })
    expect(again).toMatchObject({ status: 304, text: undefined })
    expect(asked(files, '/', {}, 'HEAD').text).toBeUndefined()
  })

  it('does not hold fonts, and nothing outside its folder', async () => {
    const files = await PageFiles.load(folder)
    for (const url of ['/assets/font.woff2', '/assets/../../secret.js', '/assets/%2e%2e/x.js', '/none.js'])
      expect(asked(files, url).served, url).toBe(false)
  })
})
