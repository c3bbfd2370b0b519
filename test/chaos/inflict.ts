/** Inflicts one fault on an arrangement, waits, and heals it. Reports to the intake and the witness what happened to the gateway. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../simulator/random.ts'
import type { Arrangement } from './arrangement.ts'
import { createImpostor, type ImpostorKind } from './impostor.ts'
import type { Intake } from './intake.ts'
import type { NumberedBoard } from './numbered-board.ts'
import { readOutbox, type Waiting } from './outbox-witness.ts'
import type { Part } from './part.ts'
import type { Fault } from './schedule.ts'

export interface Scene {
  readonly arrangement: Arrangement
  readonly board: NumberedBoard
  readonly intake: Intake
  readonly random: Random
  /** The outbox of a gateway that has just ended. */
  waited(waiting: Waiting): void
  /** A part did something that it never should. */
  misbehaved(how: string): void
}

function runningPart(name: string, { parts }: Arrangement): Part | null {
  const part = parts.get(name)
  return part?.running ? part : null
}

async function fillDisk(fault: Fault, scene: Scene): Promise<boolean> {
  const disk = scene.arrangement.disks.get(fault.target)
  if (disk === undefined) return false
  disk.fill()
  await pause(fault.forMs)
  disk.free()
  if (fault.target === 'influxd') await afterFullDisk(scene)
  return true
}

async function disturbLink(
  fault: Fault & { readonly kind: 'cut' | 'hold' | 'slow' },
  { links }: Arrangement,
): Promise<boolean> {
  const link = links.get(fault.target)
  link?.set(fault.kind, fault.amount)
  await pause(fault.forMs)
  link?.set('pass')
  return link !== undefined
}

async function impersonate(
  fault: Fault & { readonly kind: ImpostorKind },
  { links }: Arrangement,
): Promise<boolean> {
  const link = links.get(fault.target)
  link?.answerAs(createImpostor(fault.kind))
  await pause(fault.forMs)
  link?.answerAs(null)
  return link !== undefined
}

async function takeName(fault: Fault, scene: Scene): Promise<boolean> {
  const { arrangement, intake } = scene
  const kinds = arrangement.namesakes.get(fault.target) ?? []
  const namesake = kinds[Math.min(kinds.length - 1, Math.floor(fault.amount * kinds.length))]
  // A name that is not in use yet is there to be taken.
  if (namesake === undefined || !intake.isOpen) return false
  const wrong = await namesake.visit(fault.forMs)
  if (wrong !== null) scene.misbehaved(wrong)
  return true
}

async function freeze(part: Part, forMs: number, { arrangement, intake }: Scene): Promise<void> {
  const isGateway = part === arrangement.gateway
  if (isGateway) intake.frozen(Date.now())
  part.signal('SIGSTOP')
  await pause(forMs)
  part.signal('SIGCONT')
  if (isGateway) intake.thawed(Date.now())
}

/** Gives false if it was not possible then: the part was not running. */
export async function inflict(fault: Fault, scene: Scene): Promise<boolean> {
  const { arrangement, board, intake, random } = scene
  const part = runningPart(fault.target, arrangement)
  switch (fault.kind) {
    case 'kill':
    case 'term':
      if (part === null) return false
      await endPart(part, fault.kind === 'kill' ? 'SIGKILL' : 'SIGTERM', scene)
      await pause(fault.forMs)
      startPart(part, scene)
      return true
    case 'empty':
      if (part === null || arrangement.brokerFile === null) return false
      await part.end('SIGKILL')
      rmSync(arrangement.brokerFile, { force: true })
      await pause(fault.forMs)
      part.start()
      return true
    case 'stop':
      if (part === null) return false
      await freeze(part, fault.forMs, scene)
      return true
    case 'disk':
      return fillDisk(fault, scene)
    case 'cut':
    case 'hold':
    case 'slow':
      return disturbLink({ ...fault, kind: fault.kind }, arrangement)
    case 'clock':
      shiftClock(fault.amount, arrangement)
      return true
    case '200html':
    case '400':
    case '413':
    case 'endless':
      return impersonate({ ...fault, kind: fault.kind }, arrangement)
    case 'ps-name':
      return takeName(fault, scene)
    case 'jump':
      shiftClock(jumpShift(fault.amount, Date.now()), arrangement)
      await pause(fault.forMs)
      shiftClock(0, arrangement)
      return true
    case 'unplug':
      intake.ended(Date.now(), 'unplug')
      await board.unplug(fault.amount > 0.5)
      await pause(fault.forMs)
      await board.plug()
      return true
    case 'reset':
      if (fault.amount > 0.5) board.partialThenReset()
      else board.reset()
      return true
    case 'noise':
      board.noise(noise(fault.amount, random))
      return true
  }
}

function shiftClock(byMs: number, { clockFile, gateway }: Arrangement): void {
  writeFileSync(clockFile, String(Math.round(byMs)))
  if (gateway.takesClock) gateway.signal('SIGUSR2')
}

const dayMs = 86_400_000
/** A few seconds before summer time begins and ends in Berlin. */
const changes = [Date.parse('2027-03-28T00:59:57Z'), Date.parse('2027-10-31T00:59:57Z')]

/** A clock that is days or years off, shows an impossible time, or a time just before a change to or from summer time. */
function jumpShift(draw: number, nowMs: number): number {
  const days = [1, -1, 20, -60, 3 * 365, 250 * 365, -58 * 365].map((count) => count * dayMs)
  const shifts = [...days, ...changes.map((atMs) => atMs - nowMs)]
  return shifts[Math.min(shifts.length - 1, Math.floor(draw * shifts.length))] ?? 0
}

/** The steps in docs/reliability.md: after its disk was full, InfluxDB 1.x accepts nothing until it is restarted, and at
 * the second start it forgets what it accepted after the first. So the recorder stays away until it has started twice.
 */
async function afterFullDisk(scene: Scene): Promise<void> {
  const { parts } = scene.arrangement
  const [recorder, influxd] = [parts.get('recorder'), parts.get('influxd')]
  if (recorder === undefined || influxd === undefined) return
  await endPart(recorder, 'SIGTERM', scene)
  for (let times = 0; times < 2; times++) {
    await endPart(influxd, 'SIGTERM', scene)
    influxd.start()
    await scene.arrangement.storeAnswers()
  }
  recorder.start()
}

export async function endPart(part: Part, signal: 'SIGKILL' | 'SIGTERM', scene: Scene): Promise<void> {
  const { arrangement, intake } = scene
  const isGateway = part === arrangement.gateway
  if (isGateway) {
    intake.ended(Date.now(), signal === 'SIGKILL' ? 'kill' : 'terminate')
    intake.gatewayUp(false)
  }
  const { hard } = await part.end(signal)
  if (hard && signal === 'SIGTERM') scene.misbehaved(`${part.name} did not end on SIGTERM`)
  if (isGateway) scene.waited(readOutbox(join(arrangement.gatewayFolder, 'gateway.db')))
}

export function startPart(part: Part, { arrangement, intake }: Scene): void {
  part.start()
  if (part === arrangement.gateway) intake.gatewayUp(true)
}

/** Bytes at a wrong baud rate, a frame with a wrong checksum, a frame that is too short: never a valid one. */
function noise(bytes: number, random: Random): string {
  const kind = random.next()
  if (kind < 0.3) return '$F,5000,1,1,1,1,1,1,1,1,1*FFFF'
  if (kind < 0.5) return '$F,1,2,3*0000'
  const letters = Array.from({ length: Math.round(bytes) }, () =>
    String.fromCharCode(128 + Math.floor(random.next() * 128)),
  )
  return letters.join('')
}
