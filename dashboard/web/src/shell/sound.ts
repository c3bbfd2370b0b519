/** Soft synthesised tones, different for each level. Browsers allow sound only after the person has used the page. */
import type { Volume } from '../session/preferences.ts'
import type { BannerGroup } from './banner-groups.ts'

export type ChimeKind = BannerGroup['level'] | 'equipment'

export interface Chime {
  /** Call on the first click or key press. */
  unlock(): void
  play(kind: ChimeKind, volume: Volume): void
}

/** Rising for a limit reached, one tone for one that is close, two low ones for the equipment. */
const tonesHz: Readonly<Record<ChimeKind, readonly number[]>> = {
  exceeded: [523.25, 659.25],
  warning: [523.25],
  equipment: [329.63, 329.63],
}
const gains: Readonly<Record<Volume, number>> = { low: 0.05, normal: 0.16, high: 0.4 }

export const chimeOf = ({ group, level }: Pick<BannerGroup, 'group' | 'level'>): ChimeKind =>
  group === 'equipment' ? 'equipment' : level

export function openChime(window: Window & typeof globalThis): Chime {
  let context: AudioContext | null = null
  const ready = (): AudioContext => {
    context ??= new window.AudioContext()
    if (context.state === 'suspended') void context.resume()
    return context
  }
  const tone = (audio: AudioContext, { hz, atS, loud }: { hz: number; atS: number; loud: number }): void => {
    const oscillator = audio.createOscillator()
    const gain = audio.createGain()
    oscillator.type = 'sine'
    oscillator.frequency.value = hz
    gain.gain.setValueAtTime(0, atS)
    gain.gain.linearRampToValueAtTime(loud, atS + 0.04)
    gain.gain.exponentialRampToValueAtTime(0.001, atS + 0.9)
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(atS)
    oscillator.stop(atS + 1)
  }
  return {
    unlock: () => void ready(),
    play(kind, volume) {
      const audio = ready()
      tonesHz[kind].forEach((hz, at) => {
        tone(audio, { hz, atS: audio.currentTime + 0.05 + at * 0.3, loud: gains[volume] })
      })
    },
  }
}
