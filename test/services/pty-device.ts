/**
 * A device on a pseudo-terminal that stays plugged in while programs open and close it; with socat each closing would unplug
 * it. It hears every byte, and says what the test says:
 *
 *   test <== pipes ==> perl --- pty at `path` --- whoever opens it
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { waitFor } from './wait-for.ts'

/** Holds both ends, so that the terminal never hangs up. The requests are TIOCGPTN and TIOCSPTLCK of Linux. */
const maker = `
use Fcntl;
sysopen(M, "/dev/ptmx", O_RDWR | O_NOCTTY) or die; my $n = pack("i", 0); my $unlock = pack("i", 0);
ioctl(M, 0x80045430, $n) or die; ioctl(M, 0x40045431, $unlock) or die;
my $slave = "/dev/pts/" . unpack("i", $n);
sysopen(S, $slave, O_RDWR | O_NOCTTY) or die; system("stty raw -echo < $slave") == 0 or die;
symlink($slave, $ARGV[0]) or die;
for (;;) {
  my $ready = ""; vec($ready, fileno(STDIN), 1) = 1; vec($ready, fileno(M), 1) = 1;
  select($ready, undef, undef, undef);
  if (vec($ready, fileno(STDIN), 1)) { sysread(STDIN, my $bytes, 4096) or exit; syswrite(M, $bytes); }
  if (vec($ready, fileno(M), 1)) { sysread(M, my $bytes, 4096) or next; syswrite(STDOUT, $bytes); }
}`

export class PtyDevice {
  /** Everything that was written to the port. */
  heard = ''
  /** What it does with each piece that was written. */
  onBytes: (text: string) => void = () => {}
  readonly path: string
  #maker: ChildProcess | null = null

  constructor(path: string) {
    this.path = path
  }

  async plug(): Promise<void> {
    const child = spawn('perl', ['-e', maker, this.path], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#maker = child
    child.stdin?.on('error', () => {})
    child.stdout?.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1')
      this.heard += text
      this.onBytes(text)
    })
    await waitFor(() => existsSync(this.path), { what: `the pty ${this.path}` })
  }

  say(text: string): void {
    this.#maker?.stdin?.write(text, 'latin1')
  }

  async unplug(): Promise<void> {
    const child = this.#maker
    this.#maker = null
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(this.path, { force: true })
  }
}
