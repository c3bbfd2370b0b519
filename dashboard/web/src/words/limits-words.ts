/** One headline for all limits of a moment: what is reached is named together, what is close comes after it. */
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import { type AlertSide, type AlertWords, alertWords, breakIdea, kindWords } from './alert-words.ts'

interface NamedLimit {
  readonly kind: OpenAlert['kind']
  readonly level: OpenAlert['level']
  readonly side: AlertSide
}

/** Left and right of one kind are one. */
function named(alerts: readonly OpenAlert[], level: OpenAlert['level']): readonly NamedLimit[] {
  const own = alerts.filter((alert) => alert.level === level)
  return [...new Set(own.map(({ kind }) => kind))].map((kind) => {
    const sides = own.filter((alert) => alert.kind === kind).map(({ side }) => side)
    const both = sides.includes('left') && sides.includes('right')
    return { kind, level, side: both ? 'both' : (sides[0] ?? null) }
  })
}

const sideWords = { left: ' (left)', right: ' (right)', both: ' (both sides)' } as const

/** `sitting in one go and load now (both sides)`. */
function list(limits: readonly NamedLimit[]): string {
  const names = limits.map(({ kind, side }) => kindWords[kind] + (side === null ? '' : sideWords[side]))
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}

/** Of limits only, at least one. */
export function limitsWords(alerts: readonly OpenAlert[]): AlertWords {
  const reached = named(alerts, 'exceeded')
  const near = named(alerts, 'warning')
  const [first, ...others] = reached.length > 0 ? reached : near
  const closeToo = reached.length > 0 && near.length > 0 ? ` You are also close to: ${list(near)}.` : ''
  if (first !== undefined && others.length === 0) {
    const { title, text } = alertWords(first)
    return { title, text: text + closeToo }
  }
  if (reached.length === 0)
    return {
      title: `You are close to your limits for ${list(near)}.`,
      text: 'A good moment to plan a break.',
    }
  return {
    title: `You have reached your limits for ${list(reached)}. Time to stand.`,
    text: breakIdea + closeToo,
  }
}
