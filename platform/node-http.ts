/**
 * Node's http and https without what they load on first use. An `import` reads every export at once, also `http.WebSocket`,
 * and with it comes all of Node's fetch and HTTP/2: 14 MB that a server needs none of.
 */
export const nodeHttp: typeof import('node:http') = process.getBuiltinModule('node:http')
export const nodeHttps: typeof import('node:https') = process.getBuiltinModule('node:https')
