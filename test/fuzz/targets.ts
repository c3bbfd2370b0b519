/** Every input of Sitbone that somebody else writes. */
import type { Target } from './target.ts'
import { broker } from './targets/broker.ts'
import { diary } from './targets/diary.ts'
import {
  cushionFiles,
  firmwareFiles,
  recordingFiles,
  scenarios,
  settings,
  storeUrls,
} from './targets/files.ts'
import { firmware } from './targets/firmware.ts'
import { gateway } from './targets/gateway.ts'
import { http, rawHttp } from './targets/http.ts'
import { hub } from './targets/hub.ts'
import { link } from './targets/link.ts'
import { recorder } from './targets/recorder.ts'
import { simulator } from './targets/simulator.ts'
import { socketPackets } from './targets/socket-packets.ts'
import { sockets } from './targets/sockets.ts'
import { board, codec, splitter } from './targets/wire.ts'

export const targets: readonly Target[] = [
  splitter,
  codec,
  board,
  firmware,
  link,
  broker,
  gateway,
  recorder,
  hub,
  simulator,
  diary,
  http,
  rawHttp,
  sockets,
  socketPackets,
  settings,
  cushionFiles,
  scenarios,
  storeUrls,
  firmwareFiles,
  recordingFiles,
]
