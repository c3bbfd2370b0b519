import { expect, it } from 'vitest'
import { openVoice } from './voice.ts'

/** The browser's locks in one process: held by one, waited for in order, stolen, aborted. */
function browserLocks(): Pick<LockManager, 'request'> {
  const queues = new Map<string, { run: () => void; held: boolean; lose: (reason: unknown) => void }[]>()
  const next = (name: string): void => {
    const [first] = queues.get(name) ?? []
    if (first && !first.held) first.run()
  }
  const request = (name: string, options: LockOptions, callback: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const queue = queues.get(name) ?? []
      queues.set(name, queue)
      const leave = (): void => {
        const at = queue.indexOf(entry)
        if (at >= 0) queue.splice(at, 1)
        next(name)
      }
      const entry = {
        held: false,
        lose: reject,
        run: () => {
          entry.held = true
          void callback().then(() => {
            leave()
            resolve()
          })
        },
      }
      options.signal?.addEventListener('abort', () => {
        if (entry.held) return
        leave()
        reject(new Error('aborted'))
      })
      if (options.steal) {
        for (const other of queue.filter(({ held }) => held)) {
          queue.splice(queue.indexOf(other), 1)
          other.lose(new Error('stolen'))
        }
        queue.unshift(entry)
      } else queue.push(entry)
      next(name)
    })
  return Object.assign(Object.create(null), { request })
}

const settled = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

it('one tab speaks: the one used last, and another when it leaves', async () => {
  const locks = browserLocks()
  const [one, other] = [openVoice(locks), openVoice(locks)]
  one.showing('desk-1')
  other.showing('desk-1')
  await settled()
  expect([one.speaks(), other.speaks()]).toEqual([true, false])
  other.used()
  await settled()
  expect([one.speaks(), other.speaks()]).toEqual([false, true])
  one.used()
  await settled()
  expect([one.speaks(), other.speaks()]).toEqual([true, false])
  one.showing(null)
  await settled()
  expect([one.speaks(), other.speaks()]).toEqual([false, true])
})

it('tabs of different cushions both speak', async () => {
  const locks = browserLocks()
  const [one, other] = [openVoice(locks), openVoice(locks)]
  one.showing('desk-1')
  other.showing('desk-2')
  await settled()
  expect([one.speaks(), other.speaks()]).toEqual([true, true])
})

it('without locks each tab speaks', () => {
  const voice = openVoice(undefined)
  voice.showing('desk-1')
  expect(voice.speaks()).toBe(true)
})
