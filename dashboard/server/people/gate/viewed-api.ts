/**
 * The API as each person may see it. Handlers know nothing of people: for each sitter's data they are made once with a store
 * and a diary that hold nothing else, and the gate's decision chooses among them.
 */
import type { RequestHandler, Router } from 'express'
import type { Store } from '../../../../store/store.ts'
import { DayCache } from '../../days/day-cache.ts'
import type { Diaries } from '../../diary/diaries.ts'
import type { Sight } from '../policy/authorize.ts'
import { grantedOf } from './http-gate.ts'
import { sitterDiaries } from './sitter-diaries.ts'
import { sitterStore } from './sitter-store.ts'

export interface View {
  readonly store: Store
  readonly days: DayCache
  readonly diaries: Diaries | null
}

/** The ones used longest ago are made anew when they are asked for again. */
const mostViews = 200

export function viewedApi(whole: View, build: (view: View) => Router): RequestHandler {
  const all = build(whole)
  const routers = new Map<string, Router>()
  return (req, res, next) => {
    const granted = grantedOf(req)
    if (granted === null || granted.cushion === null || granted.sight.kind !== 'sitter') {
      all(req, res, next)
      return
    }
    const { cushion, sight, notes } = granted
    const key = JSON.stringify([cushion, sight, notes])
    const router = routers.get(key) ?? build(viewOf(whole, { cushion, sight, notes }))
    routers.delete(key)
    routers.set(key, router)
    const oldest = routers.keys().next().value
    if (routers.size > mostViews && oldest !== undefined) routers.delete(oldest)
    router(req, res, next)
  }
}

interface Asked {
  readonly cushion: string
  readonly sight: Extract<Sight, { kind: 'sitter' }>
  readonly notes: boolean
}

function viewOf({ store, diaries }: View, { cushion, sight, notes }: Asked): View {
  const { sitterId, stretches } = sight
  const own = sitterStore(store, cushion, stretches)
  return {
    store: own,
    days: new DayCache(own),
    diaries: diaries === null ? null : sitterDiaries(diaries, { sitterId, notes }),
  }
}
