/** What every role needs from MQTT. `client.ts` implements it over mqtt.js; tests may implement it in memory. */
import type { Refusal } from './refusals.ts'

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
   * Subscribes to what others publish on a topic that this part also writes. Brokers of version 3.1.1 send this part's own
   * messages too. Nothing depends on it: without the right to read the topic, the handler is never called.
   */
  overhear(filter: string, handler: (message: MqttMessage) => void): void
  /** Ends what `subscribe` began with the same filter. */
  unsubscribe(filter: string): void
  /** Has the broker send again what it retains below a filter; whoever subscribed to these topics hears it. Nothing while offline. */
  askAgain(filter: string): void
  /**
   * QoS 1 resolves when the broker has acknowledged; QoS 0 when the message was handed to the socket. Rejects at once with
   * BrokerUnreachable while offline, and with BrokerRefuses if the broker does not take it. Nothing is queued here: a caller that
   * must not lose a message keeps it.
   */
  publish(topic: string, payload: string | Buffer, options: { qos: 0 | 1; retain?: boolean }): Promise<void>
  /** Called at each change, with a sentence for people. */
  onConnection(listener: (connected: boolean, detail: string) => void): void
  /** Topics to which the broker does not let this part publish now. */
  readonly refusals: readonly Refusal[]
  onRefusals(listener: () => void): void
  /** Starts connecting and returns; keeps trying with backoff. */
  start(): Promise<void>
  stop(): Promise<void>
}

export class BrokerUnreachable extends Error {
  override name = 'BrokerUnreachable'
}

/** The broker is reachable and refuses this message. */
export class BrokerRefuses extends BrokerUnreachable {
  override name = 'BrokerRefuses'
}
