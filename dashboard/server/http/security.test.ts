import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { once, type Running, runDashboard } from '../testing.ts'
import { DashboardCannotStart, isLoopback, parseListen } from './bind.ts'
import { isKnownHost, originFault } from './origin.ts'
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
const withHost = (host: string, path = '/'): Promise<{ status: number; type: string; text: string }> =>
  new Promise((resolve, reject) => {
    request(server.url + path, { headers: { host } }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text }),
      )
    })
      .on('error', reject)
      .end()
  })

/** The whole answer to a request as it is written, without its last line. */
const raw = (head: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
      socket.write(`${head}${head.includes('Upgrade') ? '' : 'Connection: close\r\n'}\r\n`),
    )
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
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
  it('the refusal names the header and the setting', async () => {
    expect((await withHost('evil.example:81')).text).toMatch(/evil\.example:81.*--public-host evil\.example/)
  })
  it('two Host headers are refused, whatever their order', async () => {
    for (const hosts of [
      ['127.0.0.1', 'evil.example'],
      ['127.0.0.1', '127.0.0.1'],
    ])
      for (const path of ['/', '/api/v1/cushions', '/socket.io/?EIO=4&transport=polling']) {
        const answer = await raw(
          `GET ${path} HTTP/1.1\r\n${hosts.map((host) => `Host: ${host}\r\n`).join('')}`,
        )
        expect(answer, path).toMatch(/^HTTP\/1\.1 (421|403) /)
        expect(answer).toContain('2 Host headers')
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
    expect(directives.get('connect-src')).toEqual([
      "'self'",
      ...[`ws://${host}`, 'ws://sitbone.example.org'],
      ...[`wss://${host}`, 'wss://sitbone.example.org'],
    ])
    expect(csp).not.toContain('unsafe')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })
  const safe = {
    'content-security-policy': /default-src 'none'/,
    'x-content-type-options': /nosniff/,
    'referrer-policy': /no-referrer/,
    'permissions-policy': /camera=\(\)/,
  }
  it.each([
    ['a handshake', '/socket.io/?EIO=4&transport=polling', 200],
    ['an unknown transport', '/socket.io/?EIO=4&transport=smoke', 400],
    ['an unknown session', '/socket.io/?EIO=4&transport=polling&sid=none', 400],
    ['a refused handshake', '/socket.io/?EIO=4&transport=polling', 403],
  ])('of sockets, %s: the same as of pages', async (_what, path, status) => {
    const headers = status === 403 ? { origin: 'https://evil.example' } : {}
    const answer = await fetch(server.url + path, { headers })
    expect(answer.status).toBe(status)
    for (const [name, value] of Object.entries(safe)) expect(answer.headers.get(name), name).toMatch(value)
  })
  it('of a refused upgrade: the same, with the reason', async () => {
    const answer = await raw(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    for (const [name, value] of Object.entries(safe))
      expect(
        answer.split('\r\n').find((line) => line.toLowerCase().startsWith(`${name}:`)),
        name,
      ).toMatch(value)
    expect(answer).toContain('evil.example')
  })
  it('of a request that names an upgrade and asks for none: it is answered once', async () => {
    const answer = await raw(
      'GET /socket.io/?EIO=4&transport=smoke HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: close\r\n',
    )
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('Transport unknown')
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
  })
  it('API answers are not kept by caches', async () => {
    expect((await fetch(`${server.url}/api/v1/cushions`)).headers.get('cache-control')).toBe('no-store')
  })
})

describe('pages', () => {
  it('hashed assets are cached indefinitely, the page is requested each time', async () => {
    const asset = await fetch(`${server.url}/assets/app-1a2b.js`)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const path of ['/', '/day', '/day/2026-03-01']) {
      const page = await fetch(server.url + path)
      expect(await page.text()).toContain('<title>Sitbone</title>')
      expect(page.headers.get('cache-control')).toBe('no-cache')
    }
  })
  it('are sent small: what the build has compressed, and what is made now', async () => {
    const browser = { headers: { 'accept-encoding': 'gzip, deflate, br' } }
    const asset = join(pages, 'assets', 'app-1a2b.js')
    await writeFile(`${asset}.br`, brotliCompressSync('br()'))
    await writeFile(`${asset}.gz`, gzipSync('gz()'))
    for (const [accepted, sent, text] of [
      ['gzip, br', 'br', 'br()'],
      ['gzip', 'gzip', 'gz()'],
      ['identity', null, 'export {}'],
    ] as const) {
      const answer = await fetch(`${server.url}/assets/app-1a2b.js`, {
        headers: { 'accept-encoding': accepted },
      })
      expect(answer.headers.get('content-encoding')).toBe(sent)
      expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('vary')).toContain('Accept-Encoding')
      expect(await answer.text()).toBe(text)
    }
    for (const path of ['/api/v1/openapi.json', '/metrics'])
      expect((await fetch(server.url + path, browser)).headers.get('content-encoding'), path).toBe('br')
    const plain = await fetch(`${server.url}/api/v1/openapi.json`, {
      headers: { 'accept-encoding': 'identity' },
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
  })
  it('an address of no page says so to a person, and that a proxy may be the reason', async () => {
    const html = { headers: { accept: 'text/html' } }
    for (const path of ['/sitbone/', '/some/where']) {
      const answer = await fetch(server.url + path, html)
      expect(answer.status).toBe(404)
      expect(await answer.text()).toContain(`--public-path ${path.replace(/\/$/, '')}<`)
    }
    expect((await fetch(`${server.url}/a%3Cb`, html)).headers.get('content-type')).toMatch(/json/)
  })
  it('the metrics know the routes, however an address is written', async () => {
    server.withDesk()
    for (const path of [
      '/api/v1/cushions',
      '/API/v1/cushions',
      '/Api/V1/Cushions/',
      '/aPI/v1/cushions/desk-1/state',
    ])
      await (await fetch(server.url + path)).text()
    const routes = async () =>
      new Set(
        (await server.metric('sitbone_dashboard_request_seconds_count')).map(
          (line) => /route="([^"]*)"/.exec(line)?.[1],
        ),
      )
    await expect.poll(routes).toEqual(new Set(['/api/v1/cushions', '/api/v1/cushions/:id/state', '/metrics']))
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
      /nobody has an account.*--listen/,
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

describe('the page of an origin', () => {
  const known = { listenHost: '127.0.0.1', publicHosts: ['sit.example.org', 'other.example:8443'] }
  const page = (host: string, origin: string, site?: string) =>
    originFault({ host, origin, 'sec-fetch-site': site }, known)
  it('a program without Origin is not a page', () => {
    expect(originFault({ host: '127.0.0.1:8080' }, known)).toBeNull()
  })
  it.each([
    ['the same', 'a.example', 'https://a.example'],
    ['the usual port of TLS in Host', 'sit.example.org:443', 'https://sit.example.org'],
    ['the usual port in Host', 'a.example:80', 'http://a.example'],
    ['capitals', 'SIT.example.org', 'https://sit.example.org'],
    ['a dot at the end', 'sit.example.org.', 'https://sit.example.org.'],
    ['a dot at the end of one', 'a.example', 'https://a.example.'],
    [
      'the name of the target in Host, a declared name in Origin',
      '127.0.0.1:8080',
      'https://sit.example.org',
    ],
    ['the same with a declared port', '127.0.0.1:8080', 'https://other.example:8443'],
    ['an IPv6 address', '[::1]:8080', 'http://[::1]:8080'],
  ])('%s: its own', (_what, host, origin) => {
    expect(page(host, origin)).toBeNull()
    expect(page(host, origin, 'same-origin')).toBeNull()
  })
  it.each([
    ['another port', 'a.example', 'https://a.example:8443'],
    ['another port of a declared name', '127.0.0.1:8080', 'https://sit.example.org:9999'],
    ['a declared name without its port', '127.0.0.1:8080', 'https://other.example'],
    ['a name that begins alike', '127.0.0.1:8080', 'https://sit.example.org.evil.example'],
    ['no page', '127.0.0.1:8080', 'null'],
    ['another scheme', 'a.example', 'chrome-extension://a.example'],
  ])('%s: not its own', (_what, host, origin) => {
    expect(page(host, origin)).toContain('page of another site')
  })
  it('a declared name does not help where the browser says cross-site', () => {
    expect(page('127.0.0.1:8080', 'https://sit.example.org', 'cross-site')).toContain('cross-site')
  })
  it('a refusal names the headers and the setting that is missing', () => {
    const fault = page('127.0.0.1:8080', 'https://new.example.org')
    expect(fault).toContain('Origin "https://new.example.org"')
    expect(fault).toContain('Host "127.0.0.1:8080"')
    expect(fault).toContain('--public-host new.example.org')
    expect(fault).toContain('proxy_set_header Host $host')
  })
})

it('passwords are taken out of what is logged', () => {
  expect(redact('cannot reach influx://me:hunter2@db:8086/x?u=me&p=hunter2')).toBe(
    'cannot reach influx://me:***@db:8086/x?u=me&p=***',
  )
})
