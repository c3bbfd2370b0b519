/** Marks of pain in the report's charts: each colour has a shape of its own, so that they differ on a grey print, too. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { html, type Markup } from './html.ts'

type Colour = NonNullable<ReviewAnswer['days'][number]['morning']>['colour']

const fills = { green: '#2c7a64', amber: '#b27a16', red: '#8f2f1d', none: '#545c5d' } as const

/** Each mark is drawn around 0, in mm. */
export const placed = (mark: Markup, { x, y, scale = 1 }: Place): Markup =>
  html`<g transform="translate(${x.toFixed(2)} ${y.toFixed(2)})${scale === 1 ? '' : ` scale(${scale.toFixed(2)})`}">${mark}</g>`

interface Place {
  readonly x: number
  readonly y: number
  readonly scale?: number
}

export function morningMark(colour: Colour): Markup {
  const fill = fills[colour ?? 'none']
  switch (colour) {
    case 'amber':
      return html`<path d="M0-1.35l1.35 1.35l-1.35 1.35l-1.35-1.35z" fill="${fill}"/>`
    case 'red':
      return html`<path d="M0-1.45l1.5 2.6h-3z" fill="${fill}"/>`
    default:
      return html`<circle r="1.05" fill="${fill}"/>`
  }
}

export const laterMark = html`<circle r="1.5" fill="#fff" stroke="#545c5d" stroke-width="0.35"/>`

export const loadMark = (side: 'left' | 'right' | 'both'): Markup =>
  side === 'right'
    ? html`<rect x="-0.95" y="-0.95" width="1.9" height="1.9" fill="#fff" stroke="#9c551c" stroke-width="0.45"/>`
    : html`<circle r="1.05" fill="${side === 'left' ? '#2a6b8f' : '#545c5d'}" fill-opacity="0.85"/>`

/** In front of its name. */
export const key = (mark: Markup, name: string): Markup =>
  html`<li><svg viewBox="-1.7 -1.7 3.4 3.4" aria-hidden="true">${mark}</svg>${name}</li>`
