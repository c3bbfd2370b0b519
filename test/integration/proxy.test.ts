/** Behind nginx as people set it up, with the usual mistakes: the page works, or a sentence names the mistake. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DashboardOptions } from '../../dashboard/server/server.ts'
import { type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { type Nginx, startNginx } from '../services/nginx.ts'

/** What a browser sends that shows https://sit.example.org, served by a proxy with TLS. */
const name = 'sit.example.org'
const origin = `https://${name}`
const upgrade = `proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";`
const host = 'proxy_set_header Host $host;'

let pages: string
let dashboard: Running | null = null
let nginx: Nginx | null = null
const sockets: Socket[] = []
beforeAll(() => {
  pages = mkdtempSync(join(tmpdir(), 'sitbone-pages-'))
  mkdirSync(join(pages, 'assets'))
  writeFileSync(join(pages, 'index.html'), '<!doctype html><html><head><title>Sitbone</title></head></html>')
  writeFileSync(join(pages, 'assets', 'app.js'), `// ${'x'.repeat(200_000)}`)
})
afterAll(() => rmSync(pages, { recursive: true }))
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close()
  await nginx?.stop()
  await dashboard?.end()
  nginx = dashboard = null
})

async function setUp(location: (target: string) => string, options: Partial<DashboardOptions> = {}) {
  dashboard = await runDashboard({ webRoot: pages, publicHosts: [name], ...options })
  dashboard.withDesk()
  nginx = await startNginx(location(dashboard.url))
  return { port: nginx.port, dashboard }
}

interface Got {
  readonly status: number
  readonly text: string
}

function ask(port: number, path: string, body?: object): Promise<Got> {
  const headers = {
    ...{ host: name, 'sec-fetch-site': 'same-origin', accept: 'text/html,*/*;q=0.8' },
    ...(body === undefined ? {} : { origin, 'content-type': 'application/json' }),
  }
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, headers, method: body === undefined ? 'GET' : 'POST' }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function page(port: number, path: string, transports?: ('polling' | 'websocket')[]): Socket {
  const socket = io(`http://127.0.0.1:${port}`, {
    path,
    ...(transports === undefined ? {} : { transports }),
    forceNew: true,
    reconnection: false,
    extraHeaders: { host: name, origin },
  })
  sockets.push(socket)
  return socket
}

/** Page, its script, a read, a write and live figures, as a browser asks for them from `folder`. */
async function works(port: number, folder: string, transports?: ('polling' | 'websocket')[]): Promise<void> {
  for (const path of ['', 'day/2026-03-02']) {
    const shown = await ask(port, `${folder}${path}`)
    expect(shown.status, path).toBe(200)
    const base = /<base href="([^"]*)"/.exec(shown.text)?.[1] ?? ''
    expect(new URL(base, `${origin}${folder}${path}`).pathname).toBe(folder)
  }
  expect((await ask(port, `${folder}assets/app.js`)).text).toHaveLength(200_003)
  expect((await ask(port, `${folder}api/v1/cushions`)).text).toContain('desk-1')
  const written = await ask(port, `${folder}api/v1/cushions/desk-1/commands/quiet`, { minutes: 0 })
  // Nobody carries it out here: it was let through.
  expect(written.status, written.text).toBe(504)
  const socket = page(port, `${folder}socket.io/`, transports)
  expect(await socket.emitWithAck('join', { cushion: 'desk-1' })).toMatchObject({ cushion: 'desk-1' })
}

describe('behind nginx on a name of its own', () => {
  it.each([
    ['all as it should be', host],
    ['the port in Host, as $host:$server_port writes it', 'proxy_set_header Host $host:443;'],
    ["nginx's own default: the target in Host", ''],
    ['the name twice', `${host} proxy_set_header X-Forwarded-Host $host;`],
    [
      'without a word about TLS, and with the client named',
      `${host} proxy_set_header X-Forwarded-For $remote_addr;`,
    ],
    [
      'buffering everything, in small pieces',
      `${host} proxy_buffering on; proxy_buffers 4 4k; proxy_buffer_size 4k; proxy_busy_buffers_size 4k;`,
    ],
    ['with a small limit for bodies', `${host} client_max_body_size 1k;`],
    ['another port in Host than in the browser', 'proxy_set_header Host $host:8443;'],
    ['Host in capitals, with a full stop at its end', 'proxy_set_header Host SIT.example.org.;'],
    ['compressing on its own', `${host} gzip on; gzip_proxied any; gzip_types *;`],
  ])('%s: works', async (_what, more) => {
    const { port } = await setUp((target) => `location / { proxy_pass ${target}; ${upgrade} ${more} }`, {
      commandTimeoutMs: 50,
    })
    await works(port, '/', ['websocket'])
  })

  it.each([
    ['HTTP 1.0, although the headers for sockets are set', upgrade.replace('proxy_http_version 1.1;', '')],
    ['Connection as the browser sent it, without Upgrade', 'proxy_set_header Connection $http_connection;'],
  ])('%s: the page works by asking', async (_what, more) => {
    const { port } = await setUp((target) => `location / { proxy_pass ${target}; ${more} ${host} }`, {
      commandTimeoutMs: 50,
    })
    await works(port, '/')
  })

  it('without the headers for sockets: the page works by asking, and the log says what is missing', async () => {
    const { port, dashboard: to } = await setUp((target) => `location / { proxy_pass ${target}; ${host} }`, {
      commandTimeoutMs: 50,
    })
    await works(port, '/')
    await expect.poll(() => to.log.some((line) => line.includes('proxy_set_header Upgrade'))).toBe(true)
  })

  it('a name that was not declared: the answer names it and the setting', async () => {
    const { port } = await setUp((target) => `location / { proxy_pass ${target}; ${upgrade} ${host} }`, {
      publicHosts: [],
    })
    const shown = await ask(port, '/')
    expect(shown.status).toBe(421)
    expect(shown.text).toContain('--public-host sit.example.org')
  })

  it('the target in Host and a name that was not declared: reads work, the refused write names both', async () => {
    const { port, dashboard: to } = await setUp(
      (target) => `location / { proxy_pass ${target}; ${upgrade} }`,
      {
        publicHosts: [],
      },
    )
    expect((await ask(port, '/')).status).toBe(200)
    const written = await ask(port, '/api/v1/cushions/desk-1/commands/quiet', { minutes: 0 })
    expect(written.status).toBe(403)
    const { detail } = JSON.parse(written.text)
    expect(detail).toContain('Origin "https://sit.example.org"')
    expect(detail).toContain(`Host "${new URL(to.url).host}"`)
    expect(detail).toContain('--public-host sit.example.org')
    const refused = page(port, '/socket.io/', ['polling'])
    await new Promise((resolve) => refused.on('connect_error', resolve))
    expect(to.log.some((line) => line.includes('--public-host sit.example.org'))).toBe(true)
  })
})

describe('behind nginx in a folder', () => {
  const options = { commandTimeoutMs: 50 }
  it.each([
    [
      'the folder is taken away',
      (target: string) => `location /sitbone/ { proxy_pass ${target}/; ${upgrade} ${host} }`,
      '',
    ],
    [
      'the folder is taken away and declared',
      (target: string) => `location /sitbone/ { proxy_pass ${target}/; ${upgrade} ${host} }`,
      '/sitbone',
    ],
    [
      'the folder is passed on and declared',
      (target: string) => `location /sitbone/ { proxy_pass ${target}; ${upgrade} ${host} }`,
      '/sitbone',
    ],
    [
      'a slash too few on one side',
      (target: string) => `location /sitbone { proxy_pass ${target}/; ${upgrade} ${host} }`,
      '',
    ],
    [
      'a slash too many at the target',
      (target: string) => `location /sitbone/ { proxy_pass ${target}//; ${upgrade} ${host} }`,
      '',
    ],
    [
      'the folder is rewritten away',
      (target: string) =>
        `location /sitbone/ { rewrite ^/sitbone(/.*)$ $1 break; proxy_pass ${target}; ${upgrade} ${host} }`,
      '',
    ],
    [
      'two folders deep',
      (target: string) => `location /nas/sitbone/ { proxy_pass ${target}/; ${upgrade} ${host} }`,
      '',
    ],
  ])('%s: works', async (what, location, publicPath) => {
    const { port } = await setUp(location, { ...options, publicPath })
    await works(port, what.startsWith('two') ? '/nas/sitbone/' : '/sitbone/')
  })

  it('the folder is passed on and not declared: the page says what to do', async () => {
    const { port } = await setUp(
      (target) => `location /sitbone/ { proxy_pass ${target}; ${upgrade} ${host} }`,
    )
    const shown = await ask(port, '/sitbone/')
    expect(shown.status).toBe(404)
    expect(shown.text).toContain('--public-path /sitbone')
  })

  it('the folder alone, without a slash at its end', async () => {
    const { port } = await setUp(
      (target) => `location /sitbone { proxy_pass ${target}/; ${upgrade} ${host} }`,
      {
        publicPath: '/sitbone',
      },
    )
    expect((await ask(port, '/sitbone')).text).toContain('<base href="/sitbone/" />')
  })

  it('a declared folder also works without the proxy', async () => {
    const { dashboard: to } = await setUp((target) => `location / { proxy_pass ${target}; }`, {
      publicPath: '/sitbone',
    })
    for (const path of [
      '/',
      '/sitbone',
      '/sitbone/day',
      '/assets/app.js',
      '/sitbone/assets/app.js',
      '/sitbone/livez',
    ])
      expect((await fetch(to.url + path)).status, path).toBe(200)
    expect((await fetch(`${to.url}/sitbones`)).status).toBe(404)
  })
})
