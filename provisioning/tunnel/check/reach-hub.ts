import { connect } from 'node:tls';
import { hubServerName } from '../../certificates/profile.js';
import { systemErrorCode } from '../../folder/atomic-file.js';
import type { Identity, NodeLink } from '../../node-folder.js';
import type { Reached } from './link-facts.js';

/** A geostationary link takes 0.6 s for each of three round trips, and a tunnel that was asleep two more. */
const reachMillisecondsMax = 8_000;

const kinds: Readonly<Record<string, 'refused' | 'silent' | 'unreachable' | 'unbound'>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EINVAL: 'unbound',
  EADDRNOTAVAIL: 'unbound',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
};

/**
 * Protocols that nobody speaks, named in the first message so that it fills a packet: the hub passes over them, and what it
 * answers fills another. So a handshake that succeeds has shown that the largest packets pass, both ways.
 */
const filling = Array.from({ length: 6 }, (_, index) => `carnet-check-${index}-${'.'.repeat(235)}`);

/** Opens a mutual TLS 1.3 connection to the hub over a link, bound as the agent's would be, and closes it. */
export function reachHub(link: NodeLink, { keyPem, certificatePem, authorityPem }: Identity): Promise<Reached> {
  return new Promise((resolve) => {
    const socket = connect({
      ...link.hub,
      ...(link.localAddress !== undefined && { localAddress: link.localAddress }),
      ...{ servername: hubServerName, ALPNProtocols: filling },
      ...{ key: keyPem, cert: certificatePem, ca: [authorityPem], minVersion: 'TLSv1.3' as const },
    });
    const finish = (reached: Reached) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reached);
    };
    let isConnected = false;
    socket.on('connect', () => {
      isConnected = true;
    });
    const timer = setTimeout(() => finish({ kind: isConnected ? 'stalled' : 'silent' }), reachMillisecondsMax);
    socket.on('secureConnect', () => finish({ kind: 'reached' }));
    socket.on('error', (cause) => {
      const code = systemErrorCode(cause) ?? 'TLS';
      const kind = kinds[code];
      finish(kind === undefined ? { kind: 'stranger', detail: code } : { kind });
    });
    socket.on('end', () => finish({ kind: 'stranger', detail: 'closed' }));
  });
}
