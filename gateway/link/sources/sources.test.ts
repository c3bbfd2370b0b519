import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { encodeLine, LineSplitter } from '../../../firmware-protocol/index.ts'
import { listPorts } from './port-list.ts'
import { serialSource } from './serial-source.ts'
import { SourceUnavailable } from './source.ts'
import { tcpSource } from './tcp-source.ts'

const never = new AbortController().signal

async function linesOf(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const splitter = new LineSplitter()
  const lines: string[] = []
  for await (const chunk of stream) {
    lines.push(...splitter.push(chunk.toString('latin1')))
    if (lines.length >= count) break
  }
  return lines
}

describe('port list', () => {
  let folder = ''
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('finds USB ports in the device folder with their lasting names, without udev', async () => {
    folder = await mkdtemp(join(tmpdir(), 'sitbone-dev-'))
    for (const name of ['ttyUSB10', 'ttyUSB2', 'ttyACM0', 'ttyS0', 'tty'])
      await writeFile(join(folder, name), '')
    await mkdir(join(folder, 'serial/by-id'), { recursive: true })
    const lasting = join(folder, 'serial/by-id/usb-Arduino_Uno-if00')
    await symlink('../../ttyACM0', lasting)
    const found = (await listPorts({ dev: folder })).filter((each) => each.path.startsWith(folder))
    expect(found.map((each) => [each.path.slice(folder.length + 1), each.byId])).toEqual([
      ['ttyACM0', lasting],
      ['ttyUSB2', null],
      ['ttyUSB10', null],
    ])
  })

  it('reads what a device is from the kernel where there is no udev', async () => {
    folder = await mkdtemp(join(tmpdir(), 'sitbone-dev-'))
    const [dev, sys] = [join(folder, 'dev'), join(folder, 'sys')]
    const device = join(folder, 'usb/1-1')
    await mkdir(join(device, '1-1:1.0'), { recursive: true })
    await mkdir(join(sys, 'ttyACM0'), { recursive: true })
    await mkdir(dev)
    await writeFile(join(dev, 'ttyACM0'), '')
    await symlink(join(device, '1-1:1.0'), join(sys, 'ttyACM0/device'))
    const about = { idVendor: '2341', idProduct: '0043', manufacturer: 'Arduino (www.arduino.cc)' }
    for (const [name, text] of Object.entries(about)) await writeFile(join(device, name), `${text}\n`)
    const found = (await listPorts({ dev, sys })).filter((each) => each.path.startsWith(folder))
    expect(found).toMatchObject([
      { usbId: '2341:0043', manufacturer: 'Arduino (www.arduino.cc)', product: null },
    ])
  })
})

describe('tcp', () => {
  let server: Server | undefined
  afterEach(() => server?.close())
  const listen = (onLine: (write: (text: string) => void) => void) =>
    new Promise<number>((resolve) => {
      const listening = createServer((socket) => onLine((text) => socket.write(text, 'latin1')))
      server = listening
      listening.listen(0, '127.0.0.1', () => {
        const address = listening.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })

  it('connects and brings lines', async () => {
    const tcpPort = await listen((write) => write(encodeLine('A,BUZZ')))
    const source = tcpSource('127.0.0.1', tcpPort)
    expect(source.name).toBe(`tcp://127.0.0.1:${tcpPort}`)
    const stream = await source.open(never)
    expect(await linesOf(stream, 1)).toEqual([encodeLine('A,BUZZ').trimEnd()])
    stream.destroy()
  })

  it('says what to check when nothing listens', async () => {
    const tcpPort = await listen(() => {})
    await new Promise((resolve) => server?.close(resolve))
    const opening = tcpSource('127.0.0.1', tcpPort).open(never)
    await expect(opening).rejects.toThrow(
      /nothing is listening there.*Check that the board, bridge or simulator/,
    )
    await expect(opening).rejects.toBeInstanceOf(SourceUnavailable)
  })

  it('does not open when it was stopped before', async () => {
    const tcpPort = await listen(() => {})
    await expect(tcpSource('127.0.0.1', tcpPort).open(AbortSignal.abort())).rejects.toBeInstanceOf(
      SourceUnavailable,
    )
  })
})

it('says what to do when there is no such serial port', async () => {
  const opening = serialSource('/dev/sitbone-not-there').open(never)
  await expect(opening).rejects.toThrow(/There is no \/dev\/sitbone-not-there.*--port/)
  await expect(opening).rejects.toBeInstanceOf(SourceUnavailable)
})
