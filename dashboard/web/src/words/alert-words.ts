/** Alert texts for banner, notification and the day's list. Calm: a limit is the person's own. */

import type { LimitName } from '../../../../core/model/limits.ts'
import type { CushionEvent } from '../../../../core/model/schemas/events.ts'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { Side } from '../../../../core/model/schemas/zones.ts'
import { checkCushion } from '../../../../core/model/silence-words.ts'

export interface AlertWords {
  readonly title: string
  /** What it means for the data, or what to do now. */
  readonly text: string
}

/** `both` when two sides share one banner. */
export type AlertSide = Side | 'both' | null

const sideStarts: Record<Side | 'both', string> = {
  left: 'Left side: ',
  right: 'Right side: ',
  both: 'Both sides: ',
}
const thisSide = (side: AlertSide): string => (side === 'both' ? 'both sides' : 'this side')
const lower = (text: string, prefix: string): string =>
  prefix ? text.charAt(0).toLowerCase() + text.slice(1) : text
const withSide = (side: AlertSide, text: string): string => {
  const prefix = side === null ? '' : sideStarts[side]
  return prefix + lower(text, prefix)
}

export const kindWords: Record<OpenAlert['kind'], string> = {
  bout: 'sitting in one go',
  day: 'sitting today',
  load: 'load now',
  pressure: 'pressure',
  'data-stopped': 'no data',
  'cell-fault': 'cell fault',
}

export const breakIdea = 'Stand, walk a little, or lie face down for a while.'

function cellFaultTitle(cells: readonly number[]): string {
  if (cells.length > 1) return `Cells ${cells.join(', ')} look wrong and are left out for now.`
  return `${cells.length === 0 ? 'A cell' : `Cell ${cells[0]}`} looks wrong and is left out for now.`
}

export interface AlertToTell extends Pick<OpenAlert, 'kind' | 'level' | 'cells'> {
  readonly side: AlertSide
}

export function alertWords(alert: AlertToTell): AlertWords {
  const reached = alert.level === 'exceeded'
  switch (alert.kind) {
    case 'bout':
      return reached
        ? {
            title: 'You have reached your limit for sitting in one go. Time to stand.',
            text: breakIdea,
          }
        : {
            title: 'You are close to your limit for sitting in one go.',
            text: 'A good moment to plan a break.',
          }
    case 'day':
      return reached
        ? {
            title: "You have reached today's sitting limit.",
            text: 'Stand or lie down for the rest of the day where you can.',
          }
        : {
            title: "You are close to today's sitting limit.",
            text: 'Save some sitting for later.',
          }
    case 'load':
      return reached
        ? {
            title: withSide(alert.side, 'You have reached your limit for load now. Time to stand.'),
            text: breakIdea,
          }
        : {
            title: withSide(alert.side, 'You are close to your limit for load now.'),
            text: `A break now lets ${thisSide(alert.side)} recover before the limit is reached.`,
          }
    case 'pressure':
      return reached
        ? {
            title: withSide(alert.side, 'Pressure has stayed above your limit.'),
            text: `Ease ${thisSide(alert.side)}: shift your weight, put a wedge under the thighs, or stand.`,
          }
        : {
            title: withSide(alert.side, 'Pressure is close to your limit.'),
            text: 'A small shift of weight may be enough.',
          }
    case 'data-stopped':
      return {
        title: 'No data from the cushion.',
        text: `Nothing is measured until it is back; this time counts neither as sitting nor as a break. ${checkCushion}; if it stays silent, take its power away for a moment.`,
      }
    case 'cell-fault':
      return {
        title: cellFaultTitle(alert.cells ?? []),
        text: 'The figures are less certain until this is fixed. The seat map marks the place and says what to check.',
      }
  }
}

/** Of alarms about the equipment, at least one: each sentence once, faulty cells named together. */
export function equipmentWords(alerts: readonly OpenAlert[]): AlertWords {
  const cells = alerts.flatMap((alert) => alert.cells ?? [])
  const kinds = [...new Set(alerts.map(({ kind }) => kind))]
  const words = kinds.map((kind) => alertWords({ kind, side: null, level: 'exceeded', cells }))
  return {
    title: words.map(({ title }) => title).join(' '),
    text: words.map(({ text }) => text).join(' '),
  }
}

/** `62 % of the left limit for load now used`; rounded down, so that 69.7 % does not show as 70 % beside "notice at 70 %". */
export function usedWords(limit: LimitName, fraction: number): string {
  const percent = `${Math.floor(fraction * 100 + 1e-9)} %`
  switch (limit) {
    case 'bout':
      return `${percent} of your limit for one go used`
    case 'day':
      return `${percent} of today's sitting limit used`
    case 'loadLeft':
      return `${percent} of the left limit for load now used`
    case 'loadRight':
      return `${percent} of the right limit for load now used`
    case 'pressureLeft':
      return `left pressure at ${percent} of its limit`
    case 'pressureRight':
      return `right pressure at ${percent} of its limit`
  }
}

const aboutAlert = ({ alertKind }: CushionEvent): string => (alertKind ? `: ${kindWords[alertKind]}` : '')

/** What a limit's alert was about, on any day: what was reached, without advice that is over by now, and to whoever reads it. */
function pastLimitWords({ kind, side, level }: AlertToTell): string {
  const reached = level === 'exceeded'
  switch (kind) {
    case 'bout':
      return reached
        ? 'Reached the limit for sitting in one go.'
        : 'Close to the limit for sitting in one go.'
    case 'day':
      return reached ? "Reached the day's sitting limit." : "Close to the day's sitting limit."
    case 'load':
      return withSide(side, reached ? 'Reached the limit for load now.' : 'Close to the limit for load now.')
    case 'pressure':
      return withSide(side, reached ? 'Pressure stayed above the limit.' : 'Pressure was close to the limit.')
    case 'data-stopped':
    case 'cell-fault':
      return alertWords({ kind, side, level }).title
  }
}

function raisedWords({ alertKind, side, level }: CushionEvent): string {
  if (alertKind === undefined) return 'An alert was raised.'
  return pastLimitWords({
    kind: alertKind,
    side: side ?? null,
    level: level === 'exceeded' ? 'exceeded' : 'warning',
  })
}

/** One line of the day's list; null for events that mean nothing to a sitter. */
export function eventWords(event: CushionEvent): string | null {
  switch (event.kind) {
    case 'alert-raised':
      return raisedWords(event)
    case 'alert-acknowledged':
      return `Acknowledged${aboutAlert(event)}.`
    case 'alert-snoozed':
      return `${event.s === 0 ? 'Snooze ended' : 'Snoozed'}${aboutAlert(event)}.`
    case 'alert-cleared':
      return `Over${aboutAlert(event)}${event.alertKind && event.side ? `, ${event.side}` : ''}.`
    case 'data-stopped':
      return 'Data from the cushion stopped.'
    case 'data-resumed':
      return 'Data from the cushion came back.'
    case 'cell-fault':
      return `Cell ${event.cell ?? '?'} was left out${event.verdict ? ` (${event.verdict})` : ''}.`
    case 'cell-recovered':
      return `Cell ${event.cell ?? '?'} is back.`
    case 'board-reset':
      return 'The board restarted.'
    case 'tare':
      return 'The empty cushion was zeroed.'
    case 'tolerance-changed':
      return 'The limits were changed.'
    case 'calibration-changed':
      return 'Another calibration was put in force. It applies from here on.'
    case 'quiet':
      return event.s === 0 ? 'Quiet time ended.' : 'Quiet time was set.'
    case 'clock-jump':
      return "The gateway's clock jumped."
    case 'outbox-dropped':
      return 'The gateway ran out of space and dropped its oldest readings.'
    case 'bout-started':
    case 'bout-ended':
    case 'weight-shift':
    case 'pressure-relief':
    case 'in-chair-movement':
      return null
    // From a newer gateway.
    default:
      return null
  }
}
