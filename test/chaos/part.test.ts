import { expect, it } from 'vitest'
import { Part } from './part.ts'

it('a part that was closed is not started again, and one that is stopped ends', async () => {
  const part = new Part({ name: 'sleeper', command: 'sleep', args: ['60'] })
  part.start()
  expect(part.running).toBe(true)
  part.signal('SIGSTOP')
  await part.close()
  part.start()
  expect(part.running).toBe(false)
  expect(part.endedByItself).toBe(0)
})

it('what would outlive it is killed with it', async () => {
  let killed = 0
  const part = new Part({ name: 'sleeper', command: 'sleep', args: ['60'], alsoKill: () => killed++ })
  part.start()
  await part.end('SIGTERM')
  expect(killed).toBe(0)
  part.start()
  await part.end('SIGKILL')
  expect(killed).toBe(1)
})
