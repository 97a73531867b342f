import { type Measurement, round } from '../measurement.js';
import { type Row, usualPatience } from './measure.js';

/** A peer that finds less does less: its time says nothing. */
const foundShareMin = 0.9;

/** What a peer came to: its rows, and the workloads of which it answered none in time. */
export interface PeerMeasured {
  readonly rows: readonly Row[];
  readonly unanswered: readonly string[];
}

/** Why the peer has no time beside ours. */
type LeftOut = 'no-answer' | 'no-such-interaction' | 'finds-less' | 'too-slow-for-many';

/** Ours, each beside the peer's row of the same kind of request and as many clients, where it has one and finds as much. */
export function compareRows(
  ours: readonly Row[],
  { rows: peers, unanswered }: PeerMeasured,
  conditions: Measurement['conditions'],
): readonly Measurement[] {
  return ours.flatMap((row) => {
    const peer = peers.find(({ workload, clients, found }) => {
      return workload === row.workload && clients === row.clients && found >= foundShareMin * row.found;
    });
    const figure = (metric: string, unit: string, of: (row: Row) => number): Measurement => ({
      ...{ bench: 'fhir', metric: `${row.workload} ${metric}`, value: round(of(row)), unit },
      ...(peer !== undefined && { peer: 'medplum', peerValue: round(of(peer)), ratio: round(of(row) / of(peer)) }),
      conditions: {
        clients: row.clients,
        requests: row.requests,
        found: row.found,
        ...(peer !== undefined && { peerRequests: peer.requests, peerLooked: peer.looked, peerFound: peer.found }),
        ...(peer === undefined && { peerLeftOut: whyLeftOut(row, { rows: peers, unanswered }) }),
        ...(unanswered.includes(row.workload) && { peerSilentSeconds: usualPatience.answerSecondsMax }),
        ...conditions,
      },
    });
    return [
      figure('p50-ms', 'ms', ({ p50Milliseconds }) => p50Milliseconds),
      figure('p99-ms', 'ms', ({ p99Milliseconds }) => p99Milliseconds),
      figure('per-second', 'requests/s', ({ perSecond }) => perSecond),
    ];
  });
}

function whyLeftOut({ workload, found }: Row, { rows, unanswered }: PeerMeasured): LeftOut {
  if (unanswered.includes(workload)) return 'no-answer';
  const own = rows.filter((row) => row.workload === workload);
  if (own.length === 0) return 'no-such-interaction';
  return own.every((row) => row.found < foundShareMin * found) ? 'finds-less' : 'too-slow-for-many';
}
