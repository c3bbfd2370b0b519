/**
 * Where each entry of the browser's history was scrolled to. Pages fill in after their answers arrive, so the browser's own
 * attempt to scroll back comes too early.
 */
export interface ScrollMemory {
  /** A new entry starts at the top. */
  enter(entry: string): void
  /** Scrolls to where the entry was left, as soon as the page is long enough. */
  comeBack(entry: string): void
}

/** What a person does to scroll by themselves; the page then stays where they put it. */
const ownScrolling = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

export function openScrollMemory(window: Window & typeof globalThis): ScrollMemory {
  const tops = new Map<string, number>()
  let shown = ''
  let wanted: number | null = null
  const growth = new window.ResizeObserver(() => reach())
  const settle = (): void => {
    wanted = null
    growth.disconnect()
  }
  const reach = (): void => {
    if (wanted === null) return
    window.scrollTo(0, wanted)
    if (Math.abs(window.scrollY - wanted) < 2) settle()
  }
  window.addEventListener('scroll', () => wanted ?? tops.set(shown, window.scrollY), { passive: true })
  for (const kind of ownScrolling) window.addEventListener(kind, settle, { passive: true })
  return {
    enter(entry) {
      settle()
      shown = entry
      window.scrollTo(0, 0)
    },
    comeBack(entry) {
      settle()
      shown = entry
      wanted = tops.get(entry) ?? 0
      growth.observe(window.document.body)
      reach()
    },
  }
}
