/**
 * The flow that a hobbyist would draw in Node-RED for the same job:
 *
 *   TCP or serial in -> lines -> function (split) -> MQTT out      MQTT in -> InfluxDB out, per point or in batches
 *                                                                         \-> WebSocket out
 */
export interface FlowSettings {
  readonly input: { readonly tcpPort: number } | { readonly serialPath: string }
  readonly mqttPort: number
  readonly influxPort: number
  readonly batched: boolean
}

export const database = 'peer'
export const socketPath = '/ws/live'

/** The line is `seq,ms,c0,...,c7`. */
const split = `
const values = msg.payload.split(',').map(Number)
if (values.length < 3 || values.some(Number.isNaN)) return null
const [seq, ms, ...counts] = values
msg.payload = { seq, ms }
counts.forEach((count, cell) => { msg.payload['c' + cell] = count })
return msg`

const onePoint = `
const { ms, ...fields } = msg.payload
msg.payload = { ...fields, time: new Date(ms) }
return msg`

/** A thousand points, or those of a fifth of a second. */
const gather = `
const { ms, ...fields } = msg.payload
const points = context.get('points') || []
points.push({ measurement: 'seat', fields, timestamp: new Date(ms) })
const send = () => { context.set('points', []); context.set('timer', null); node.send({ payload: points }) }
if (points.length >= 1000) { clearTimeout(context.get('timer')); send(); return null }
context.set('points', points)
if (!context.get('timer')) context.set('timer', setTimeout(() => {
  const rest = context.get('points') || []
  context.set('points', []); context.set('timer', null)
  if (rest.length) node.send({ payload: rest })
}, 200))
return null`

export function flowOf({ input, mqttPort, influxPort, batched }: FlowSettings): object[] {
  const at = { z: 'flow', x: 0, y: 0 }
  const code = (id: string, func: string, wires: string[][]) => ({
    ...at,
    id,
    type: 'function',
    func,
    outputs: 1,
    wires,
  })
  const influx = { influxdb: 'influx', precision: 'ms', precisionV18FluxV20: 'ms', retentionPolicy: '' }
  return [
    { id: 'flow', type: 'tab', label: 'cushion' },
    {
      id: 'broker',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(mqttPort),
      autoConnect: true,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: true,
    },
    {
      id: 'influx',
      type: 'influxdb',
      hostname: '127.0.0.1',
      port: String(influxPort),
      protocol: 'http',
      database,
      influxdbVersion: '1.x',
      usetls: false,
    },
    { id: 'listener', type: 'websocket-listener', path: socketPath, wholemsg: 'false' },
    ...linesIn(input),
    code('split', split, [['out']]),
    {
      ...at,
      id: 'out',
      type: 'mqtt out',
      topic: 'peer/reading',
      qos: '1',
      retain: 'false',
      broker: 'broker',
    },
    {
      ...at,
      id: 'back',
      type: 'mqtt in',
      topic: 'peer/reading',
      qos: '1',
      datatype: 'json',
      broker: 'broker',
      inputs: 0,
      wires: [['point', 'socket']],
    },
    code('point', batched ? gather : onePoint, [['store']]),
    batched
      ? { ...at, id: 'store', type: 'influxdb batch', ...influx, wires: [] }
      : { ...at, id: 'store', type: 'influxdb out', measurement: 'seat', ...influx, wires: [] },
    { ...at, id: 'socket', type: 'websocket out', server: 'listener', client: '', wires: [] },
  ]
}

function linesIn(input: FlowSettings['input']): object[] {
  const node = { z: 'flow', x: 0, y: 0, id: 'in', wires: [['split']] }
  if ('serialPath' in input)
    return [
      {
        id: 'serial',
        type: 'serial-port',
        serialport: input.serialPath,
        serialbaud: '115200',
        databits: '8',
        parity: 'none',
        stopbits: '1',
        newline: '\\n',
        bin: 'false',
        out: 'char',
        addchar: '',
        responsetimeout: '10000',
      },
      { ...node, type: 'serial in', serial: 'serial' },
    ]
  const { tcpPort } = input
  return [
    {
      ...node,
      type: 'tcp in',
      server: 'server',
      host: '',
      port: String(tcpPort),
      datamode: 'stream',
      datatype: 'utf8',
      newline: '\\n',
    },
  ]
}
