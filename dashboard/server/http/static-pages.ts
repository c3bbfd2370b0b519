/**
 * The built pages. Hashed assets may be cached indefinitely; the page itself is requested each time. Its addresses are relative
 * to the folder that it names, so that it also works below a folder of a proxy.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import express, { type Request, type RequestHandler, Router } from 'express'
import { pageNames } from '../../../core/model/pages.ts'
import { preloadsOf } from './page-preloads.ts'

/** `/`, `/day`, `/day/2026-03-01` and the like. */
const pageRoute = new RegExp(`^/(${pageNames.join('|')})(?:/[a-z0-9-]+)*/?$`)
/** What a person may have typed, or a proxy may have passed on with its folder. */
const likePageRoute = /^\/(?!(?:api|socket\.io|assets)(?:\/|$))[a-z0-9-]+(?:\/[a-z0-9-]+)*\/?$/

const html = (title: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sitbone: ${title}</title>
${body}
</html>
`
const notBuilt = html(
  'pages not built',
  `<h1>The pages are not built yet</h1>
<p>The server runs, and alerts at the cushion work as always. Only the pages are missing.</p>
<p>Run <code>npm run build</code> in Sitbone's folder, then load this page again.</p>`,
)
/** `path` consists of letters, digits and dashes. */
const noSuchPage = (path: string) =>
  html(
    'no such page',
    `<h1>Sitbone has no page ${path}</h1>
<p>Your cushion keeps recording. If you followed a link, it may be from an older version.</p>
<p>If a proxy shows Sitbone in this folder, start Sitbone with <code>--public-path ${path.replace(/\/$/, '')}</code>,
or let the proxy take the folder away (nginx: a slash at the end of <code>proxy_pass</code>).</p>`,
  )

/** A name for the built pages, by what the page says; null when they are not built. */
export function buildOf(webRoot: string): string | null {
  try {
    const page = readFileSync(join(webRoot, 'index.html'))
    return createHash('sha256').update(page).digest('hex').slice(0, 12)
  } catch {
    return null
  }
}

export interface StaticPagesOptions {
  readonly webRoot: string
  /** The folder under which a proxy publishes Sitbone, `/sitbone`; empty: unknown. */
  readonly publicPath: string
}

export function staticPages({ webRoot, publicPath }: StaticPagesOptions): Router {
  const router = Router()
  const kept = { immutable: true, maxAge: '1y', index: false } as const
  router.use(
    '/assets',
    compressed(join(webRoot, 'assets'), kept),
    express.static(join(webRoot, 'assets'), kept),
  )
  router.use(express.static(webRoot, { index: false, maxAge: 0, redirect: false }))
  router.get(pageRoute, async (req, res) => {
    res.set('Cache-Control', 'no-cache')
    const page = await readFile(join(webRoot, 'index.html'), 'utf8').catch(() => null)
    res.status(page === null ? 503 : 200).type('html')
    if (page === null) return res.send(notBuilt)
    const folder = publicPath === '' ? folderOf(req) : `${publicPath}/`
    res.send(withHead(page, folder, await preloadsOf(webRoot, pageRoute.exec(req.path)?.[1] ?? '')))
  })
  router.get(likePageRoute, (req, res, next) => {
    if (req.accepts(['html', 'json']) === 'html') res.status(404).type('html').send(noSuchPage(req.path))
    else next()
  })
  return router
}

/** From the page's own address, so that it is right whichever folder a proxy removes. */
const folderOf = ({ path }: Request): string => '../'.repeat(path.split('/').length - 2) || './'

const withHead = (page: string, folder: string, preloads: string): string =>
  page
    .replace(/<head>/, (head) => `${head}\n    <base href="${folder}" />`)
    .replace(/\n *<\/head>/, (end) => preloads + end)

const encodings = { br: '.br', gzip: '.gz' } as const

/** Sends what the build has compressed, if there is such a file and the browser takes it. */
function compressed(root: string, options: { immutable: boolean; maxAge: string }): RequestHandler {
  return async (req, res, next) => {
    // One by one: browsers name gzip first, and mean nothing by it.
    const encoding = req.acceptsEncodings('br') || req.acceptsEncodings('gzip')
    res.vary('Accept-Encoding')
    if (!/^\/[\w.-]+$/.test(req.path) || (encoding !== 'br' && encoding !== 'gzip')) return next()
    const file = `${req.path.slice(1)}${encodings[encoding]}`
    const there = await access(join(root, file)).then(
      () => true,
      () => false,
    )
    if (!there) return next()
    res.type(extname(req.path)).set('Content-Encoding', encoding)
    res.sendFile(file, { root, ...options }, (error?: Error) => error !== undefined && next(error))
  }
}
