/** What is wrong with the layout of a page at one width. Runs inside the browser, so it may use nothing from outside. */

/** A line for each fault: sideways scrolling, words broken into letters, text that is cut or leaves its card. */
export function layoutFaults(): string[] {
  const faults = new Set<string>()
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth)
    faults.add(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`)
  const named = (element: Element, text: string) =>
    `${element.tagName.toLowerCase()}.${element.className} "${text.trim().slice(0, 40)}"`
  const range = document.createRange()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = node.nodeValue ?? ''
    const parent = node.parentElement
    // `code`: lines of the wire have no words, and break anywhere.
    if (
      text.trim() === '' ||
      parent === null ||
      parent.closest('svg, .sr-only, .skip, noscript, select, code') !== null
    )
      continue
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
    if (rects.length === 0) continue
    // A word on more than one line has become a column of letters.
    const lines = new Set(rects.map(({ top }) => Math.round(top))).size
    if (lines > text.trim().split(/[\s\u2013/-]+/).length) faults.add(`broken word in ${named(parent, text)}`)
    const right = Math.max(...rects.map((rect) => rect.right))
    const left = Math.min(...rects.map((rect) => rect.left))
    const box = boxAround(parent)
    if (box !== null && (right > box.right + 1 || left < box.left - 1))
      faults.add(`${box.name} cuts ${named(parent, text)}`)
  }
  return [...faults]

  /** The nearest ancestor that cuts what does not fit, or the card; null where people can scroll to the rest. */
  function boxAround(element: Element): { left: number; right: number; name: string } | null {
    for (let each: Element | null = element; each !== null; each = each.parentElement) {
      const { overflowX } = getComputedStyle(each)
      if (overflowX === 'auto' || overflowX === 'scroll') return null
      if (overflowX !== 'visible' || each.matches('.card, .button, .chip, .banner, td, .header')) {
        const { left, right } = each.getBoundingClientRect()
        return { left, right, name: `.${each.className}` }
      }
    }
    return { left: 0, right: root.clientWidth, name: 'the window' }
  }
}
