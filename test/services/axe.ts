/** What axe finds on a page, one line each. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Days of a long list are alike; two of them are looked at. */
const repeated = '.diary-day ~ .diary-day ~ .diary-day'

const violationsOnly = { resultTypes: ['violations' as const], preload: false }

/** All rules, or those named. */
export async function axeFinds(page: Page, ...rules: readonly string[]): Promise<readonly string[]> {
  // In the page itself, which has no frames; otherwise each look opens a page more.
  const axe = new AxeBuilder({ page }).setLegacyMode().options(violationsOnly).exclude(repeated)
  const { violations } = await (rules.length === 0 ? axe : axe.withRules([...rules])).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
