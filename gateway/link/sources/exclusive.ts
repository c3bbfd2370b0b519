/**
 * Keeps other programs from opening a port that is open here (TIOCEXCL). `serialport` only takes an advisory lock (flock),
 * which terminal programs, `cat` and pyserial ignore; two programs would then each get some of the bytes. Node.js cannot make
 * this system call, so perl does; Debian (package perl-base), most other Linux distributions and macOS include it. Where perl is
 * missing, and against root, only the advisory lock remains.
 */
import { spawn } from 'node:child_process'

interface Requests {
  readonly on: number
  readonly off: number
}

/** TIOCEXCL and TIOCNXCL: asm-generic/ioctls.h of Linux, sys/ttycom.h of macOS and BSD. */
function requests(): Requests | null {
  const { platform, arch } = process
  if (platform === 'linux' && /^(x64|ia32|arm|arm64|riscv64|loong64|s390x)$/.test(arch))
    return { on: 0x540c, off: 0x540d }
  if (platform === 'darwin' || platform === 'freebsd') return { on: 0x2000740d, off: 0x2000740e }
  return null
}

/** Applies to an open terminal until it is switched off or every program has closed it. False where it is not possible. */
export function setExclusive(fd: number, to: 'on' | 'off'): Promise<boolean> {
  const request = requests()?.[to]
  if (request === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    try {
      // Not as one of the first three: those are made blocking for the child, and so would the port be here, where one read
      // would then wait in a thread until the cushion sends, and the program could not end.
      const child = spawn(
        'perl',
        ['-e', `open(my $port, "+<&=3") or exit 1; exit(ioctl($port, ${request}, 0) ? 0 : 1)`],
        { stdio: ['ignore', 'ignore', 'ignore', fd] },
      )
      child.once('error', () => resolve(false))
      child.once('exit', (code) => resolve(code === 0))
    } catch {
      // The port was closed meanwhile.
      resolve(false)
    }
  })
}
