/**
 * A board written without Sitbone's codec, only from the wire specification: another program on the other end of the
 * cable. It numbers its frames and remembers every one it sent.
 */
import { createReadStream, createWriteStream, type ReadStream, type WriteStream } from 'node:fs'

export interface SentFrame {
  readonly boot: number
  readonly seq: number
  readonly counts: readonly number[]
}

function checksum(body: string): string {
  let crc = 0xffff
  for (const letter of body) {
    crc ^= letter.charCodeAt(0) << 8
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
export const line = (body: string) => `$${body}*${checksum(body)}\n`

export class ForeignBoard {
  readonly sent: SentFrame[] = []
  readonly commands: string[] = []
  /** The counts of the next frames; tests change them to sit down and stand up. */
  counts: (seq: number) => number[] = (seq) =>
    [500, 520, 500, 480, 280, 280, 290, 270].map((count) => count + (seq % 5))
  readonly #periodMs: number
  #boot = 0
  #seq = 0
  #bootedMs = 0
  #in: ReadStream | null = null
  #out: WriteStream | null = null
  #timer: NodeJS.Timeout | null = null
  #heard = ''

  constructor(options: { periodMs?: number } = {}) {
    this.#periodMs = options.periodMs ?? 50
  }

  plugInto(path: string): void {
    this.#in = createReadStream(path, { encoding: 'latin1' })
    this.#out = createWriteStream(path)
    this.#in.on('error', () => this.unplug())
    this.#out.on('error', () => this.unplug())
    this.#in.on('data', (chunk) => this.#hear(String(chunk)))
    this.reset()
    this.#timer = setInterval(() => this.#frame(), this.#periodMs)
  }

  /** As at power-up: a new boot, sequence and clock begin at zero. */
  reset(): void {
    this.#boot++
    this.#seq = 0
    this.#bootedMs = performance.now()
    this.write('\n')
    this.#hello()
  }

  write(text: string): void {
    this.#out?.write(text)
  }

  unplug(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#in?.destroy()
    this.#out?.destroy()
    this.#in = null
    this.#out = null
  }

  /** Stops sending without losing the cable. */
  silence(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #ms = () => Math.floor(performance.now() - this.#bootedMs)

  #hello(): void {
    const rate = Math.round(1000 / this.#periodMs)
    this.write(
      line(
        `H,proto=1,fw=9.9.9,dev=foreign,id=test-1,ch=8,bits=10,rate=${rate},rst=1,boot=${this.#boot},ms=${this.#ms()},colour=red`,
      ),
    )
  }

  #frame(): void {
    if (this.#out === null) return
    const counts = this.counts(this.#seq)
    this.sent.push({ boot: this.#boot, seq: this.#seq, counts })
    this.write(line(`F,${this.#seq++},${this.#ms()},${counts.join(',')}`))
  }

  #hear(chunk: string): void {
    this.#heard += chunk
    for (let end = this.#heard.indexOf('\n'); end >= 0; end = this.#heard.indexOf('\n')) {
      const body = /\$([^$*]*)\*/.exec(this.#heard.slice(0, end))?.[1]
      this.#heard = this.#heard.slice(end + 1)
      if (body === undefined) continue
      this.commands.push(body)
      const [command, argument] = body.split(',')
      if (command === 'HELLO?') this.#hello()
      else if (command === 'PING') this.write(line(`A,PING,${argument},${this.#ms()}`))
      else this.write(line(`A,${body}`))
    }
  }
}
