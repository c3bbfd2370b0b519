import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBoardLine, encodeLine } from '../../firmware-protocol/index.ts'
import { HelloMarker } from './hello-marker.ts'

const hello = encodeLine('H,proto=1,ch=8,bits=10,boot=7,ms=250')

function pass(text: string, marker = new HelloMarker({ speed: 5 }), fromMs = 10_250): string {
  return [...text].map((letter, i) => marker.push(letter.charCodeAt(0), fromMs + i * 0.085)).join('')
}

test('a hello is marked as simulated, with the epoch of the board time 0 and a checksum that fits', () => {
  const decoded = decodeBoardLine(pass(hello))
  expect(decoded).toMatchObject({
    ok: true,
    message: { boot: 7, ms: 250, extra: { sim: '1', speed: '5', epoch: '10000' } },
  })
})

test('a later hello of the same start has the same epoch; one after a reset has its own', () => {
  const marker = new HelloMarker({ speed: 1 })
  const epochs = [10_250, 10_253].map((atMs) => /epoch=(\d+)/.exec(pass(hello, marker, atMs))?.[1])
  marker.reset()
  epochs.push(/epoch=(\d+)/.exec(pass(hello, marker, 99_250))?.[1])
  expect(epochs).toEqual(['10000', '10000', '99000'])
})

test('a hello that marks itself or is broken stays as it is', () => {
  for (const text of [
    encodeLine('H,proto=1,ch=8,bits=10,sim=1'),
    hello.replace('boot=7', 'boot=8'),
    '$H,x\n',
  ])
    expect(pass(text)).toBe(text)
})

test('everything else goes through unchanged, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constantFrom('$', '$H', '$H,', '\n', '$F,1,2,3*', encodeLine('A,PING,1,2'), '$$'),
          fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
        ),
      ),
      (pieces) => {
        const text = `${pieces.join('')}\n`
        expect(pass(text)).toBe(text)
      },
    ),
  )
})
