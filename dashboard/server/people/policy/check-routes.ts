/** Every route of the server stands in the table of routes, or the server does not start. */
import type { Router } from 'express'
import { matchRoute } from './routes.ts'

/** A route was made that nobody has said who may use. */
export class UndeclaredRoute extends Error {
  override name = 'UndeclaredRoute'
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

/** `METHOD /path` of each route that is made directly in this router. */
export function routesOf(router: Router, prefix: string): readonly string[] {
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : route.stack.flatMap(({ method }) =>
          methods.filter((one) => one === method).map((one) => `${one.toUpperCase()} ${prefix}${route.path}`),
        ),
  )
}

/** @throws UndeclaredRoute */
export function checkRoutes(found: readonly string[]): void {
  const undeclared = [...new Set(found)].filter((route) => !isDeclared(route))
  if (undeclared.length === 0) return
  throw new UndeclaredRoute(
    `No permission is declared for ${undeclared.join(', ')}. Add it to dashboard/server/people/policy/routes.ts.`,
  )
}

/** A route that takes any verb is declared by its verbs. */
function isDeclared(route: string): boolean {
  const [method = '', path = ''] = route.split(' ')
  return matchRoute(method, path.replace(':verb', 'tare')) !== null
}
