/** What Prometheus may read: counts of the dashboard's own work. Labels come from closed lists only. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

const invalidReasons = ['not-json', 'schema', 'too-long', 'retained', 'too-many-cushions'] as const
export type InvalidReason = (typeof invalidReasons)[number]

const pageMessageFaults = [
  'unknown-event',
  'arguments',
  'no-answer',
  'request',
  'unreadable',
  'not-permitted',
] as const
/** Why a page's message is left out. */
export type PageMessageFault = (typeof pageMessageFaults)[number]

export function createMetrics(registry = new Registry()) {
  const registers = [registry]
  return {
    registry,
    messages: new Counter({
      name: 'sitbone_dashboard_mqtt_messages_total',
      help: 'MQTT messages taken in, by topic',
      labelNames: ['topic'],
      registers,
    }),
    invalid: new Counter({
      name: 'sitbone_dashboard_mqtt_invalid_total',
      help: 'MQTT messages left out, by topic and reason',
      labelNames: ['topic', 'reason'],
      registers,
    }),
    cushions: new Gauge({
      name: 'sitbone_dashboard_cushions',
      help: 'Cushions heard of since the start',
      registers,
    }),
    viewers: new Gauge({ name: 'sitbone_dashboard_viewers', help: 'Connected pages', registers }),
    liveSent: new Counter({
      name: 'sitbone_dashboard_live_updates_sent_total',
      help: 'Live updates handed to a page',
      registers,
    }),
    liveDropped: new Counter({
      name: 'sitbone_dashboard_live_updates_dropped_total',
      help: 'Live updates not sent: superseded by a newer reading, or the page was not ready',
      labelNames: ['reason'],
      registers,
    }),
    viewersClosed: new Counter({
      name: 'sitbone_dashboard_viewers_closed_total',
      help: 'Pages cut off because they took nothing for too long or sent too much; they connect again by themselves',
      registers,
    }),
    pageMessagesDropped: new Counter({
      name: 'sitbone_dashboard_page_messages_dropped_total',
      help: 'Messages of pages that were left out: not one of the known events, or not in its shape',
      labelNames: ['reason'],
      registers,
    }),
    pageFaults: new Counter({
      name: 'sitbone_dashboard_page_faults_total',
      help: 'Messages of pages that failed inside Sitbone; such a page is disconnected and connects again',
      registers,
    }),
    requests: new Histogram({
      name: 'sitbone_dashboard_request_seconds',
      help: 'Duration of HTTP requests by route, method and status',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
      registers,
    }),
  }
}
export type Metrics = ReturnType<typeof createMetrics>
