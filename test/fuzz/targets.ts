/** Every input of Sitbone that somebody else writes. */
import type { Target } from './target.ts'
import {
  cushionFiles,
  firmwareFiles,
  recordingFiles,
  scenarios,
  settings,
  storeUrls,
} from './targets/files.ts'
import { gateway } from './targets/gateway.ts'
import { http, rawHttp } from './targets/http.ts'
import { hub } from './targets/hub.ts'
import { link } from './targets/link.ts'
import { recorder } from './targets/recorder.ts'
import { sockets } from './targets/sockets.ts'
import { board, codec, splitter } from './targets/wire.ts'

export const targets: readonly Target[] = [
  splitter,
  codec,
  board,
  link,
  gateway,
  recorder,
  hub,
  http,
  rawHttp,
  sockets,
  settings,
  cushionFiles,
  scenarios,
  storeUrls,
  firmwareFiles,
  recordingFiles,
]
