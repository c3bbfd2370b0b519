/** `sitbone report` as a PDF of two pages, from a Sitbone that holds four weeks; and the fullest report that there can be. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportPage } from '../../cli/report/page/report-page.ts'
import { aCheckIn, aReport, aSurface, reportDay } from '../../cli/report/testing.ts'
import type { ReviewAnswer } from '../../contract/review.ts'
import { addDays } from '../../core/time/calendar.ts'
import { createDiaries } from '../../dashboard/server/diary/diaries.ts'
import { aBout, aMinute, FakeStore, type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { silentLog } from '../../platform/log.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { runSitbone } from '../services/sitbone.ts'

const today = '2026-03-16'
const nowMs = Date.parse(`${today}T11:00:00.000Z`)
let folder: string
let server: Running
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-report-e2e-'))
  const store = new FakeStore()
  for (let back = 1; back <= 28; back++) {
    const fromMs = Date.parse(`${addDays(today, -back)}T08:00:00.000Z`)
    for (let minute = 0; minute < 300; minute++) store.minuteRows.push(aMinute(fromMs + minute * 60_000))
    store.boutRows.push(aBout(fromMs, 300 * 60))
  }
  store.minuteRows.sort((a, b) => a.atMs - b.atMs)
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  server = await runDashboard({ diary, clock }, store)
  server.withDesk()
  browser = await openBrowser({ width: 900, height: 1200 })
  page = await browser.context.newPage()
})
afterAll(async () => {
  await browser.close()
  await server.end()
  rmSync(folder, { recursive: true })
})

test('the command writes a PDF of two A4 pages that only its owner can read', async () => {
  const file = join(folder, 'report.pdf')
  const { code, out, err } = await runSitbone(['report', '--url', server.url, '--output', file]).exited
  expect(err).toBe('')
  expect(out).toContain(file)
  expect(code).toBe(0)
  const pdf = readFileSync(file, 'latin1')
  expect(pdf.slice(0, 5)).toBe('%PDF-')
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(2)
  for (const [, width, height] of pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g))
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842])
  // Charts are lines and text: there is no picture in it.
  expect(pdf).not.toContain('/Subtype /Image')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

/** What lies beyond its sheet, or beyond the part of the sheet that was left for it. */
const cut = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('.sheet, .grow')].flatMap((box) =>
      box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth
        ? [
            `${box.className}: ${box.scrollWidth}x${box.scrollHeight} in ${box.clientWidth}x${box.clientHeight}`,
          ]
        : [],
    ),
  )
const shown = async (review: ReviewAnswer) => {
  await page.setContent(reportPage(review, 'a-sitter-with-a-long-pseudonym-of-letters'))
  await page.evaluate(() => document.fonts.ready)
}

const first = '2025-03-17'
const words = 'a long note about the chair, the wedge, the drive and how it felt that evening, twice over, '
const fullest = (): ReviewAnswer => {
  const base = aReport()
  const days = Array.from({ length: 366 }, (_, at) =>
    reportDay(addDays(first, at), {
      laterPain: at % 11,
      seatedS: 3600 * (at % 13),
      entries: [{ kind: 'note', note: words.repeat(4) }],
    }),
  )
  const limitHistory: ReviewAnswer['limitHistory'] = days.slice(-40).map(({ day }) => ({
    at: `${day}T08:00:00.000Z`,
    day,
    kind: 'step-back',
    decision: 'accepted',
    undone: true,
    by: 'petra',
    changes: (['boutMin', 'dayMin', 'left.loadKpaMin', 'right.loadKpaMin'] as const).map((limit, at) => ({
      limit,
      from: 100 + at,
      to: 80 + at,
    })),
    reasons: ['Two mornings of the last week were red.', 'The pain while sitting was above 3.'],
  }))
  const rules = ['few-days', 'mornings', 'seated', 'bouts', 'sides', 'alerts', 'calibration']
  return aReport({
    simulated: true,
    days,
    from: first,
    quality: {
      ...base.quality,
      cellsLeftOut: Array.from({ length: 12 }, (_, cell) => ({ cell, days: 300 })),
    },
    summary: rules.map((rule) => ({ rule, text: `${rule}: ${words}`, n: 1 })),
    limitHistory,
    checkIns: days.map(({ day }, at) => aCheckIn({ id: `c${at}`, day, note: words })),
    periods: Array.from({ length: 14 }, (_, at) => ({
      from: addDays(first, at * 28),
      to: addDays(first, at * 28 + 27),
      days: 28,
      validDays: 20,
      seatedSPerDay: 41_000,
      usualBoutS: 7500,
      longestBoutS: 40_000,
      breaksPerSeatedH: 10.4,
      leftKpaMinPerDay: 12_345,
      rightKpaMinPerDay: 12_345,
      medianMorningPain: 10,
      highestPain: 10,
    })),
    loadAndMorning: {
      lagDays: 1,
      n: 300,
      leastPairs: 15,
      enough: true,
      measure: 'kPa min',
      pairs: days.slice(0, 300).map(({ day }, at) => ({
        day,
        seatedS: 1,
        leftKpaMin: 20 * at,
        rightKpaMin: 19 * at,
        change: (at % 17) - 8,
      })),
      thirds: [100, 100, 100].map((n, at) => ({ n, medianChange: at - 1 })),
      leastForInterval: 20,
      ranks: { rho: -0.12, low: -0.23, high: -0.01, n: 300 },
    },
    pattern: {
      hours: Array.from({ length: 24 * 7 }, (_, at) => ({
        weekday: at % 7,
        hour: Math.floor(at / 7),
        meanMin: at % 61,
        n: 50,
      })),
      bands: { '<1': 0.1, '1-5': 0.1, '5-10': 0.2, '10-30': 0.2, '30-60': 0.2, '>60': 0.2 },
      bouts: 12_345,
      alerts: 1234,
      alertsAnswered: 567,
    },
  })
}

test('the fullest report there can be is not cut, nor is one while new symptoms are open', async () => {
  await shown(fullest())
  expect(await cut()).toEqual([])
  for (const weeks of [4, 6]) {
    const periods = fullest().periods?.slice(0, weeks) ?? null
    await shown({ ...fullest(), periods, surfaces: [1, 2, 3, 4].map(() => aSurface({ name: words })) })
    expect(await page.getByText('Pressure by surface and side').count()).toBe(1)
    expect(await cut()).toEqual([])
  }
  await shown({
    ...fullest(),
    paused: true,
    figures: null,
    mornings: null,
    pattern: null,
    loadAndMorning: null,
    periods: null,
  })
  expect(await cut()).toEqual([])
  await shown(aReport())
  expect(await cut()).toEqual([])
  expect(browser.errors).toEqual([])
})
