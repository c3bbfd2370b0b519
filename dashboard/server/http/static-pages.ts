/** The built pages: hashed assets may be kept for ever, the page itself is asked for anew each time. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import express, { Router } from 'express'

/** Pages are `/`, `/day`, `/day/2026-03-01` and the like; what looks like a file or an interface is not a page. */
const pageRoute = /^\/(?!(?:api|socket\.io|assets)(?:\/|$))(?:[a-z0-9-]+(?:\/[a-z0-9-]+)*\/?)?$/

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sitbone: pages not built</title>
<h1>The pages are not built yet</h1>
<p>The server runs, and alerts at the cushion work as always. Only the pages are missing.</p>
<p>Run <code>npm run build</code> in Sitbone's folder, then load this page again.</p>
</html>
`

/** A name for the built pages, by what the page says; null when they are not built. */
export function buildOf(webRoot: string): string | null {
  try {
    const page = readFileSync(join(webRoot, 'index.html'))
    return createHash('sha256').update(page).digest('hex').slice(0, 12)
  } catch {
    return null
  }
}

export function staticPages(webRoot: string): Router {
  const router = Router()
  const page = join(webRoot, 'index.html')
  router.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { immutable: true, maxAge: '1y', index: false }),
  )
  router.use(express.static(webRoot, { index: false, maxAge: 0, redirect: false }))
  router.get(pageRoute, async (_req, res) => {
    res.set('Cache-Control', 'no-cache')
    const built = await access(page).then(
      () => true,
      () => false,
    )
    if (built) res.sendFile(page, { cacheControl: false })
    else res.status(503).type('html').send(notBuilt)
  })
  return router
}
