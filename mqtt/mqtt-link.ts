/** What every role needs of MQTT. `client.ts` implements it over mqtt.js; tests may implement it in memory. */

export interface MqttMessage {
  readonly topic: string
  readonly payload: Buffer
  readonly retained: boolean
}

export interface MqttLink {
  /** Is the broker reachable now? */
  readonly connected: boolean
  /** Call before start(); subscribed again at each connect. A handler that throws is logged, never fatal. */
  subscribe(filter: string, qos: 0 | 1, handler: (message: MqttMessage) => void): void
  /**
   * QoS 1 resolves when the broker has acknowledged; QoS 0 when it was handed to the socket. Rejects at once with
   * BrokerUnreachable while offline: nothing is queued here, whoever must not lose a message keeps it himself.
   */
  publish(topic: string, payload: string | Buffer, options: { qos: 0 | 1; retain?: boolean }): Promise<void>
  /** Called at each change, with a sentence for people. */
  onConnection(listener: (connected: boolean, detail: string) => void): void
  /** Begins to connect and returns; keeps trying for ever with backoff. */
  start(): Promise<void>
  stop(): Promise<void>
}

export class BrokerUnreachable extends Error {
  override name = 'BrokerUnreachable'
}
