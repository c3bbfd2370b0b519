/** Arbitraries for junk: bytes, and good examples with something changed in their structure or in their bytes. */
import fc from 'fast-check'

const oddNumbers = [0, -1, 1e-7, 1e21, -1e308, 2 ** 31, 2 ** 53, 0.5, 65_536, 4_294_967_296]
const oddTexts = [
  '',
  ' ',
  '\u0000',
  '\n',
  '..',
  '../..',
  '%00',
  '%',
  '$',
  '\ud800',
  '\u202e',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '1e999',
  'null',
  '<script>',
  "' OR 1=1",
  '2026-03-02T09:00:00.000Z',
  '+',
  '#',
  'a'.repeat(300),
]

export const junkValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], { __proto__: 1 }),
  fc.constantFrom<unknown>(...oddNumbers),
  fc.constantFrom<unknown>(...oddTexts),
  fc.double(),
  fc.integer(),
  fc.string({ maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
)

export const junkBytes: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 300 })
  .map((bytes) => Buffer.from(bytes))

type Edit =
  | { readonly kind: 'replace'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'add'; readonly at: number; readonly key: string; readonly value: unknown }
  | { readonly kind: 'repeat'; readonly at: number; readonly times: number }

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), at: fc.nat(), value: junkValue }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('add' as const),
    at: fc.nat(),
    key: fc.constantFrom('__proto__', 'constructor', 'v', 'id', 'x'),
    value: junkValue,
  }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), times: fc.integer({ min: 2, max: 20 }) }),
)

/** One of the examples with 1 to 3 changes somewhere inside. */
export const alteredValue = (examples: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...examples), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([example, edits]) =>
      edits.reduce<unknown>((value, one) => applied(value, one), structuredClone(example)),
    )

interface Place {
  readonly holder: Map<string, unknown> | unknown[] | object
  readonly key: string
}

/** Every place in a value where something hangs. */
function placesOf(value: unknown, into: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return into
  for (const key of Object.keys(value)) {
    into.push({ holder: value, key })
    placesOf(Reflect.get(value, key), into)
  }
  return into
}

function applied(value: unknown, given: Edit): unknown {
  // A copy: a value that is altered later must not be one that other cases share.
  const edit = structuredClone(given)
  const places = placesOf(value)
  const place = places[edit.at % Math.max(1, places.length)]
  if (place === undefined) return edit.kind === 'replace' ? edit.value : value
  const { holder, key } = place
  switch (edit.kind) {
    case 'replace':
      Object.defineProperty(holder, key, { ...open, value: edit.value })
      break
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else Reflect.deleteProperty(holder, key)
      break
    case 'add':
      // As JSON.parse does: `__proto__` is a key like any other.
      Object.defineProperty(holder, Array.isArray(holder) ? key : edit.key, { ...open, value: edit.value })
      break
    case 'repeat': {
      const inside: unknown = Reflect.get(holder, key)
      if (Array.isArray(inside)) inside.push(...Array.from({ length: edit.times }, () => inside[0]))
      else Object.defineProperty(holder, key, { ...open, value: Array(edit.times).fill(inside) })
      break
    }
  }
  return value
}
const open = { enumerable: true, configurable: true, writable: true } as const

type Cut =
  | { readonly kind: 'flip'; readonly at: number; readonly byte: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete' | 'double'; readonly at: number; readonly length: number }
  | { readonly kind: 'truncate'; readonly at: number }

const cut: fc.Arbitrary<Cut> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), bytes: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'double' as const),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }),
)

/** Bytes with 1 to 4 of them changed, lost, doubled or put in. */
export const alteredBytes = (examples: readonly (string | Buffer)[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...examples), fc.array(cut, { minLength: 1, maxLength: 4 }))
    .map(([example, cuts]) => cuts.reduce<Buffer>((bytes, one) => spoilt(bytes, one), Buffer.from(example)))

function spoilt(bytes: Buffer, cut: Cut): Buffer {
  const at = bytes.length === 0 ? 0 : cut.at % bytes.length
  switch (cut.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ cut.byte
      return copy
    }
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), cut.bytes, bytes.subarray(at)])
    case 'delete':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + cut.length)])
    case 'double':
      return Buffer.concat([bytes.subarray(0, at + cut.length), bytes.subarray(at)])
    case 'truncate':
      return bytes.subarray(0, at)
  }
}

/** JSON payloads: altered in structure, altered in bytes, plain JSON, plain bytes. */
export const junkPayload = (examples: readonly unknown[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 5, arbitrary: alteredValue(examples).map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
    { weight: 3, arbitrary: alteredBytes(examples.map((example) => JSON.stringify(example))) },
    { weight: 1, arbitrary: junkValue.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
    { weight: 1, arbitrary: junkBytes },
    { weight: 1, arbitrary: fc.nat(3000).map((depth) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))) },
  )
