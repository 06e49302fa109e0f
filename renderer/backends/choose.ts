import type { Backend } from './backend'
import { createElectronBackend } from './electron'
import { createRecordedBackend, type Recording } from './recorded'
import { createWebSocketBackend } from './websocket'

const TOKEN_KEY = 'highwater.token'

/** Electron's bridge if there is one, else a recording named in the address, else the server that delivered this page. */
export function chooseBackend(): Backend {
  if (window.highwater) return createElectronBackend(window.highwater)
  const query = new URLSearchParams(window.location.search)
  const recording = query.get('recorded')
  if (recording !== null) return createRecordedBackend(() => readRecording(recording), query.has('still'))
  return createWebSocketBackend(socketAddress(takeToken(query)))
}

async function readRecording(name: string): Promise<Recording> {
  const response = await fetch(new URL(`recordings/${encodeURIComponent(name)}.json`, window.location.href))
  if (!response.ok) throw new Error(`recording ${name}: HTTP ${response.status}`)
  return (await response.json()) as Recording
}

function socketAddress(token: string): string {
  const scheme = window.location.protocol === 'https:' ? 'wss:' : 'ws:'
  return `${scheme}//${window.location.host}/rpc?token=${encodeURIComponent(token)}`
}

/** The token is in the address once; it moves to the session's storage so that it does not end up in bookmarks or screenshots. */
function takeToken(query: URLSearchParams): string {
  const token = query.get('token')
  if (token === null) return window.sessionStorage.getItem(TOKEN_KEY) ?? ''
  window.sessionStorage.setItem(TOKEN_KEY, token)
  query.delete('token')
  const search = query.toString()
  window.history.replaceState(null, '', `${window.location.pathname}${search && `?${search}`}${window.location.hash}`)
  return token
}
