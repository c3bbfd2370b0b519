/** Waits for a condition, letting everything else run meanwhile; throws when it does not come. */
export async function until(is: () => boolean, what: string, more: () => string = () => ''): Promise<void> {
  const endMs = performance.now() + 5000
  while (!is()) {
    if (performance.now() > endMs) throw new Error(`${what} ${more()}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
