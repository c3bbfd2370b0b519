import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { once, type Running, runDashboard } from '../testing.ts'
import { DashboardCannotStart, isLoopback, parseListen } from './bind.ts'
import { isKnownHost, isSameOrigin } from './origin.ts'
import { redact } from './redact.ts'
import { buildOf } from './static-pages.ts'

let server: Running
let pages: string
beforeEach(async () => {
  pages = await mkdtemp(join(tmpdir(), 'sitbone-pages-'))
  await mkdir(join(pages, 'assets'))
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Sitbone</title>')
  await writeFile(join(pages, 'assets', 'app-1a2b.js'), 'export {}')
  server = await runDashboard({ webRoot: pages, publicHosts: ['sitbone.example.org'], writesPerMinute: 5 })
})
afterEach(async () => {
  await server.end()
  await rm(pages, { recursive: true })
})

/** fetch does not let a test choose the Host header. */
const withHost = (host: string, path = '/'): Promise<{ status: number; type: string }> =>
  new Promise((resolve, reject) => {
    request(server.url + path, { headers: { host } }, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '' })
    })
      .on('error', reject)
      .end()
  })

describe('names', () => {
  it('a foreign name that points here gets nothing, neither pages nor API', async () => {
    for (const host of ['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', '127.evil.example'])
      for (const path of ['/', '/api/v1/cushions', '/metrics']) {
        const answer = await withHost(host, path)
        expect([400, 421], `${host}${path}`).toContain(answer.status)
        if (answer.status === 421) expect(answer.type).toMatch(/problem\+json/)
      }
  })
  it('loopback and published names are served', async () => {
    for (const host of [
      'localhost:9999',
      '127.0.0.1',
      '[::1]:8080',
      'sitbone.example.org',
      'SITBONE.example.org:8443',
    ])
      expect((await withHost(host)).status).toBe(200)
  })
  it('a published name with a port allows only that port', () => {
    const known = { listenHost: '127.0.0.1', publicHosts: ['a.example:8443'] }
    expect(isKnownHost('a.example:8443', known)).toBe(true)
    expect(isKnownHost('a.example', known)).toBe(false)
  })
})

describe('headers', () => {
  it('a strict content security policy: this server only, nothing inline', async () => {
    const answer = await fetch(server.url)
    const csp = answer.headers.get('content-security-policy') ?? ''
    const directives = new Map(
      csp.split(';').map((part) => [part.trim().split(' ')[0], part.trim().split(' ').slice(1)]),
    )
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('script-src')).toEqual(["'self'"])
    expect(directives.get('style-src')).toEqual(["'self'"])
    expect(directives.get('frame-ancestors')).toEqual(["'none'"])
    const { host } = new URL(server.url)
    expect(directives.get('connect-src')).toEqual(["'self'", `ws://${host}`, `wss://${host}`])
    expect(csp).not.toContain('unsafe')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })
  it('API answers are not kept by caches', async () => {
    expect((await fetch(`${server.url}/api/v1/cushions`)).headers.get('cache-control')).toBe('no-store')
  })
})

describe('pages', () => {
  it('hashed assets are kept for ever, the page is asked for anew', async () => {
    const asset = await fetch(`${server.url}/assets/app-1a2b.js`)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const path of ['/', '/day', '/day/2026-03-01']) {
      const page = await fetch(server.url + path)
      expect(await page.text()).toContain('<title>Sitbone</title>')
      expect(page.headers.get('cache-control')).toBe('no-cache')
    }
  })
  it('what is no page does not get one', async () => {
    for (const path of ['/assets/gone.js', '/favicon.png', '/api/v2/x', '/..%2f..%2fetc/passwd', '/.env'])
      expect((await fetch(server.url + path)).status, path).toBe(404)
  })
  it('built pages have a name that changes with them; pages that are not built have none', async () => {
    const before = buildOf(pages)
    expect(before).toMatch(/^[0-9a-f]{12}$/)
    expect(buildOf(pages)).toBe(before)
    await writeFile(join(pages, 'index.html'), '<!doctype html><title>Sitbone</title><p>new</p>')
    expect(buildOf(pages)).not.toBe(before)
    await rm(join(pages, 'index.html'))
    expect(buildOf(pages)).toBeNull()
  })
  it('pages that are not built: says how to build them', async () => {
    await rm(join(pages, 'index.html'))
    const answer = await fetch(server.url)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('npm run build')
  })
})

describe('writes', () => {
  const write = (headers: Record<string, string>, body = '{}') =>
    fetch(`${server.url}/api/v1/cushions/desk-1/commands/tare`, { method: 'POST', headers, body })

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('from another page: refused %o', async (headers) => {
    server.withDesk()
    const answer = await write({ ...headers, 'content-type': 'application/json' })
    expect(answer.status).toBe(403)
    expect(server.mqtt.published).toEqual([])
  })
  it('a form cannot make one: JSON only', async () => {
    server.withDesk()
    const answer = await write({ 'content-type': 'text/plain' })
    expect(answer.status).toBe(415)
    expect(server.mqtt.published).toEqual([])
  })
  it('malformed and oversized bodies are problems', async () => {
    server.withDesk()
    const json = { 'content-type': 'application/json' }
    expect((await write(json, '{')).status).toBe(400)
    expect((await write(json, JSON.stringify({ x: 'x'.repeat(100_000) }))).status).toBe(413)
  })
  it('are limited in number', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 6; i += 1) statuses.push((await write({ 'content-type': 'application/json' })).status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429])
  })
})

describe('sockets', () => {
  it.each([{ origin: 'http://evil.example' }, { host: 'evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'from elsewhere: refused %o',
    async (headers) => {
      const page = server.page(headers)
      await once((take) => page.on('connect_error', take))
      expect(page.connected).toBe(false)
    },
  )
  it('from this server: taken', async () => {
    const page = server.page({ origin: server.url })
    await once<void>((take) => page.on('connect', take))
    expect(page.connected).toBe(true)
  })
})

describe('where it listens', () => {
  it('not beyond loopback, with the reason', async () => {
    await expect(runDashboard({ listen: { host: '0.0.0.0', port: 0 } })).rejects.toThrow(
      /no accounts yet.*--listen|--listen/,
    )
  })
  it('beyond it when that was declared safe', async () => {
    const declared = await runDashboard({
      listen: { host: '0.0.0.0', port: 0 },
      allowNonLoopback: 'container',
    })
    expect(declared.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    await declared.end()
  })
  it('a taken port is named together with the flag', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const failure = await runDashboard({ listen: { host: '127.0.0.1', port } }).catch(
      (error: unknown) => error,
    )
    other.close()
    expect(failure).toBeInstanceOf(DashboardCannotStart)
    expect(failure).toMatchObject({ code: 'port-taken' })
    expect(String(failure)).toMatch(new RegExp(`127.0.0.1:${port}.*--listen`))
  })
  it('stops twice, and before it started', async () => {
    await server.dashboard.stop()
    await server.dashboard.stop()
    await expect(fetch(server.url)).rejects.toThrow()
  })
  it('reads listen addresses', () => {
    expect(parseListen('127.0.0.1:8080')).toEqual({ host: '127.0.0.1', port: 8080 })
    expect(parseListen('[::1]:0')).toEqual({ host: '::1', port: 0 })
    for (const bad of ['8080', '127.0.0.1', 'a b:1', '127.0.0.1:99999', 'user@host:1', ':80'])
      expect(parseListen(bad)).toBeNull()
    expect(isLoopback('127.evil.example')).toBe(false)
  })
})

it('same origin: a program without Origin is not a page', () => {
  expect(isSameOrigin({ host: '127.0.0.1:8080' })).toBe(true)
  expect(isSameOrigin({ host: 'a.example', origin: 'https://a.example' })).toBe(true)
  expect(isSameOrigin({ host: 'a.example', origin: 'https://a.example:8443' })).toBe(false)
})

it('passwords are taken out of what is logged', () => {
  expect(redact('cannot reach influx://me:hunter2@db:8086/x?u=me&p=hunter2')).toBe(
    'cannot reach influx://me:***@db:8086/x?u=me&p=***',
  )
})
