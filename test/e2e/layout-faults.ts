/** What is wrong with the layout of a page, at every width that a window may have. */
import type { Frame, Page } from 'playwright-core'

/** Steps of 20 px, and the most usual phone. */
const widths = [...Array.from({ length: 81 }, (_, at) => 320 + 20 * at), 390]

/** Waits for all the answers of a page. */
export async function settled(where: Page | Frame): Promise<void> {
  await where.locator('main .card').first().waitFor()
  await where.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' })
}

/** Opens the page in a frame and changes the width of that: for a window, the browser would draw every step. */
export async function faultsAtEveryWidth(page: Page, address: string): Promise<readonly string[]> {
  const { origin, pathname } = new URL(address)
  const around = `${origin}/around`
  await page.route(around, async (route) => {
    const body = `<iframe src="${address}" style="position: fixed; inset: 0; border: 0; height: 900px"></iframe>`
    await route.fulfill({ contentType: 'text/html', body })
  })
  // The pages of Sitbone let nobody frame them.
  await page.route(`${origin}${pathname}`, async (route) => {
    const response = await route.fetch()
    const { 'x-frame-options': _, 'content-security-policy': policy = '', ...headers } = response.headers()
    const framed = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    await route.fulfill({ response, headers: { ...headers, 'content-security-policy': framed } })
  })
  await page.goto(around)
  const frame = page.frames()[1]
  if (frame === undefined) throw new Error('the page is not in its frame')
  await settled(frame)
  const faults = await frame.evaluate(faultsAt, widths)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  return faults.map((fault) => `${pathname} at ${fault}`)
}

/**
 * A line for each fault at each of the widths: sideways scrolling, words broken into letters, text that is cut or leaves its
 * card. Runs inside the browser, so it may use nothing from outside.
 */
async function faultsAt(toTry: readonly number[]): Promise<readonly string[]> {
  interface Box {
    readonly element: Element
    readonly name: string
  }
  const found: string[] = []
  const range = document.createRange()
  const root = document.documentElement
  for (const width of toTry) {
    window.frameElement?.setAttribute('width', `${width}`)
    let faults = faultsNow()
    // Charts follow the window some frames later.
    for (let frames = 0; faults.size > 0 && frames < 30; frames++) {
      await new Promise((done) => requestAnimationFrame(done))
      faults = faultsNow()
    }
    found.push(...[...faults].map((fault) => `${window.innerWidth} px: ${fault}`))
  }
  return found

  function faultsNow(): ReadonlySet<string> {
    const faults = new Set<string>()
    if (root.scrollWidth > root.clientWidth)
      faults.add(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`)
    const boxes = new Map<Element, Box | null>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = (node.nodeValue ?? '').trim()
      const parent = node.parentElement
      // `code`: lines of the wire have no words, and break anywhere.
      if (text === '' || parent === null || parent.closest('svg, .sr-only, .skip, noscript, select, code'))
        continue
      const fault = faultOf(node, text, boxAround(parent, boxes))
      if (fault !== null) faults.add(`${fault} ${nameOf(parent)} "${text.slice(0, 40)}"`)
    }
    return faults
  }

  function faultOf(node: Node, text: string, box: Box | null): string | null {
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0)
    if (rects.length === 0) return null
    // A word on more than one line has become a column of letters.
    const lines = new Set(rects.map(({ top }) => Math.round(top))).size
    if (lines > text.split(/[\s\u2013/-]+/).length) return 'broken word in'
    if (box === null) return null
    const { left, right } = box.element.getBoundingClientRect()
    const fits = rects.every((rect) => rect.right <= right + 1 && rect.left >= left - 1)
    return fits ? null : `${box.name} cuts`
  }

  function nameOf({ tagName, className }: Element): string {
    return `${tagName.toLowerCase()}.${className}`
  }

  /** The nearest ancestor that cuts what does not fit, or the card; null where people can scroll to the rest. */
  function boxAround(element: Element | null, known: Map<Element, Box | null>): Box | null {
    if (element === null) return { element: root, name: 'the window' }
    const before = known.get(element)
    if (before !== undefined) return before
    const { overflowX } = getComputedStyle(element)
    const scrolls = overflowX === 'auto' || overflowX === 'scroll'
    const cuts = overflowX !== 'visible' || element.matches('.card, .button, .chip, .banner, td, .header')
    const outer = () => boxAround(element.parentElement, known)
    const box = scrolls ? null : cuts ? { element, name: nameOf(element) } : outer()
    known.set(element, box)
    return box
  }
}
