import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { preloadsOf } from './page-preloads.ts'

let built: string
beforeEach(async () => {
  built = await mkdtemp(join(tmpdir(), 'sitbone-built-'))
})
afterEach(() => rm(built, { recursive: true }))

const write = (text: string): Promise<void> => writeFile(join(built, 'page-files.json'), text)

it("a page's own script and styles are fetched with the page, what all pages have is not named again", async () => {
  await write(
    JSON.stringify({
      'index.html': { file: 'assets/index-1.js', css: ['assets/index-1.css'], imports: ['_shared.js'] },
      '_shared.js': { file: 'assets/shared-1.js' },
      'src/pages/review/review.tsx': {
        file: 'assets/review-1.js',
        css: ['assets/review-1.css'],
        imports: ['index.html', '_shared.js', '_comments.js'],
      },
      '_comments.js': { file: 'assets/comments-1.js', imports: ['index.html'] },
    }),
  )
  const hrefs = [...(await preloadsOf(built, 'review')).matchAll(/rel="(\w+)".* href="(.+)"/g)]
  expect(hrefs.map(([, rel, href]) => `${rel} ${href}`)).toEqual([
    'modulepreload ./assets/review-1.js',
    'preload ./assets/review-1.css',
    'modulepreload ./assets/comments-1.js',
  ])
  expect(await preloadsOf(built, '')).toBe('')
})

it('pages are sent without preloads while a build writes its list, and without a list', async () => {
  await write('{"index.html": {"fi')
  expect(await preloadsOf(built, 'review')).toBe('')
  expect(await preloadsOf(join(built, 'nothing'), 'review')).toBe('')
})
