import type { CoordinationView } from '../api/views'
import type { CoordinationProcess } from '../cluster/coordination-process'
import type { ExternalZooKeeper } from '../cluster/external-zookeeper'

export function ownCoordinationView(
  connect: string,
  { process, snapshot, exit, reportedMs }: CoordinationProcess,
): CoordinationView {
  const { name } = process.state
  return {
    kind: 'own',
    connect,
    pid: process.pid,
    state: name === 'Stopped' ? 'NotRunning' : name === 'Stopping' ? 'Running' : name,
    stateSinceMs: process.stateSinceMs,
    exit,
    tickTimeMs: snapshot?.tickTimeMs ?? null,
    sessions:
      snapshot?.sessions.map(({ id, timeoutMs, heardAgoMs, expiresInMs, owner, ephemerals }) => ({
        id,
        timeoutMs,
        heardAgoMs,
        expiresInMs,
        owner,
        ephemerals,
      })) ?? [],
    znodeCount: snapshot?.znodeCount ?? null,
    zxid: snapshot?.zxid ?? null,
    reportedMs,
  }
}

/** Somebody else's: neither its process nor its sessions are ours to see. */
export function externalCoordinationView(
  connect: string,
  { status }: ExternalZooKeeper,
  openedMs: number,
): CoordinationView {
  return {
    kind: 'external',
    connect,
    pid: null,
    state: status === null ? 'Unknown' : status.running ? 'Running' : 'NotRunning',
    stateSinceMs: status?.sinceMs ?? openedMs,
    exit: null,
    tickTimeMs: null,
    sessions: [],
    znodeCount: status?.znodeCount ?? null,
    zxid: status?.zxid ?? null,
    reportedMs: status?.atMs ?? null,
  }
}
