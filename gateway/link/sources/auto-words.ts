/** What `--port auto` says: which port it is about to try, and why it has found none. */
import { basename } from 'node:path'
import type { PortInfo } from './port-list.ts'
import type { LeftAlone } from './port-memory.ts'

export interface Nothing {
  readonly patterns: readonly string[]
  readonly listed: readonly string[]
  /** Paths, by why they are left alone. */
  readonly left: Readonly<Record<LeftAlone, readonly string[]>>
  readonly held: readonly { readonly path: string; readonly by: string }[]
  readonly foreign: readonly string[]
  /** Sentences. */
  readonly problems: readonly string[]
}

const are = (paths: readonly string[]) => (paths.length === 1 ? 'is' : 'are')
const they = (paths: readonly string[]) => (paths.length === 1 ? 'It is' : 'They are')
const keepsLooking = 'Sitbone keeps looking.'

export const autoWords = {
  trying: (port: PortInfo) =>
    `Looking for the cushion on ${described(port)}. Opening the port may restart the device on it.`,

  /** Nothing is left out: every port that was seen appears with the reason why it is not used. */
  nothing(seen: Nothing): string {
    const { patterns, listed, problems } = seen
    if (listed.length === 0)
      return `No USB serial port was found, so no readings arrive. Plug the cushion in, or name its port with --port. ${keepsLooking}`
    const sentences = reasons(seen)
    if (sentences.length === 0 && problems.length === 0)
      return `No serial port fits auto:${patterns.join(',')}, so no readings arrive. There ${are(listed)} ${listed.join(', ')}. Plug the cushion in, or change --port. ${keepsLooking}`
    if (sentences.length === 0 && problems.length === 1) return problems.join('')
    const start = seen.left.silent.length > 0 ? '' : 'No cushion was found, so no readings arrive. '
    return `${start}${[...sentences, ...problems.map(withoutRetry)].join(' ')} ${keepsLooking}`
  },
}

function reasons({ left, held, foreign }: Nothing): string[] {
  const { silent, locked } = left
  const unneeded = left['not-needed']
  const sentences: string[] = []
  if (silent.length > 0)
    sentences.push(
      `No cushion answers on ${silent.join(', ')}, so no readings arrive. ${they(silent)} not opened again until unplugged and plugged in again, ` +
        'because each opening may restart the device there. Check the cable and the firmware, plug the cushion in again, or name its port with --port.',
    )
  for (const { path, by } of held)
    sentences.push(
      `${path} is in use by ${by} and was not opened. If that is the cushion, close the program.`,
    )
  if (locked.length > 0)
    sentences.push(
      `${locked.join(', ')} ${are(locked)} in use by another program. ${they(locked)} not opened again until unplugged and plugged in again. ` +
        'If that is the cushion, close the program and plug the cushion in again.',
    )
  if (unneeded.length > 0)
    sentences.push(
      `${unneeded.join(', ')} ${are(unneeded)} not tried, because the cushion was on another port. Plug the cushion in again.`,
    )
  if (foreign.length > 0)
    sentences.push(
      `${foreign.join(', ')} ${are(foreign)} not tried, because the name says that it is another device. If it is the cushion, name it with --port.`,
    )
  return sentences
}

const withoutRetry = (sentence: string) => sentence.replace(/ Sitbone keeps trying\.$/, '')

/** `/dev/ttyUSB0 (usb-Arduino_Uno-if00)` */
export function described({ path, byId, manufacturer, product }: PortInfo): string {
  const about = byId === null ? [manufacturer, product].filter(Boolean).join(' ') : basename(byId)
  return about === '' ? path : `${path} (${about})`
}
