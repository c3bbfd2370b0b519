/** Two soft tones, made here: no sound file to load. Browsers allow sound only after the person has touched the page. */
export interface Chime {
  /** Call on the first touch of the page. */
  unlock(): void
  play(): void
}

export function openChime(window: Window & typeof globalThis): Chime {
  let context: AudioContext | null = null
  const ready = (): AudioContext => {
    context ??= new window.AudioContext()
    if (context.state === 'suspended') void context.resume()
    return context
  }
  const tone = (audio: AudioContext, hz: number, atS: number): void => {
    const oscillator = audio.createOscillator()
    const gain = audio.createGain()
    oscillator.type = 'sine'
    oscillator.frequency.value = hz
    gain.gain.setValueAtTime(0, atS)
    gain.gain.linearRampToValueAtTime(0.16, atS + 0.04)
    gain.gain.exponentialRampToValueAtTime(0.001, atS + 0.9)
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(atS)
    oscillator.stop(atS + 1)
  }
  return {
    unlock: () => void ready(),
    play() {
      const audio = ready()
      tone(audio, 523.25, audio.currentTime + 0.05)
      tone(audio, 659.25, audio.currentTime + 0.35)
    },
  }
}
