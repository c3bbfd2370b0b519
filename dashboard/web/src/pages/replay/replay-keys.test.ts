import { expect, it } from 'vitest'
import { actionOf, type KeyPress, keyHelp } from './replay-keys.ts'

const press = (key: string, more: Partial<KeyPress> = {}) =>
  actionOf({ key, shift: false, withOthers: false, on: 'nothing', ...more })

it('keys play, move, jump, and set the speed', () => {
  expect(press(' ')).toEqual({ do: 'toggle' })
  expect(press('ArrowLeft')).toEqual({ do: 'move', s: -1 })
  expect(press('ArrowRight', { shift: true })).toEqual({ do: 'move', s: 0.1 })
  expect(['Home', 'End', 'n', 'P', '+', '-', 'c'].map((key) => press(key)?.do)).toEqual([
    'start',
    'end',
    'next',
    'previous',
    'faster',
    'slower',
    'comment',
  ])
  expect(['1', '2', '3', '4'].map((key) => press(key))).toEqual(
    [1, 10, 60, 600].map((speed) => ({ do: 'speed', speed })),
  )
  for (const key of ['0', '5', 'a', 'Tab', 'Enter', 'ArrowUp', 'N0']) expect(press(key)).toBeNull()
})
it('whoever types, or uses a shortcut of the browser, is left alone', () => {
  for (const key of [' ', 'ArrowLeft', 'Home', 'n', '1', 'c']) {
    expect(press(key, { on: 'typing' })).toBeNull()
    expect(press(key, { withOthers: true })).toBeNull()
  }
})
it('Space presses the button that has the focus, arrows change the choice that has it', () => {
  expect(press(' ', { on: 'button' })).toBeNull()
  expect(press('n', { on: 'button' })).toEqual({ do: 'next' })
  expect(press('ArrowLeft', { on: 'choice' })).toBeNull()
  expect(press(' ', { on: 'choice' })).toEqual({ do: 'toggle' })
})
it('the help names every key once', () => {
  const names = keyHelp.flatMap(([keys]) => keys.split(' '))
  expect(new Set(names).size).toBe(names.length)
  const typed: Readonly<Record<string, string>> = { Space: ' ', '←': 'ArrowLeft', '→': 'ArrowRight' }
  for (const name of names) expect(press(typed[name] ?? name), name).not.toBeNull()
})
