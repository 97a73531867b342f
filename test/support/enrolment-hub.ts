import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { FleetStore } from '../../journal/fleet-store.js';
import { hubCode } from '../../protocol/ids.js';
import { type Authority, createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import { enrolmentApi } from '../../provisioning/enrolment/hub-routes.js';
import type { HubTunnels } from '../../provisioning/tunnel/tunnel-plan.js';
import { stockKeyPairs } from './stock-key-pairs.js';

export interface EnrolmentHub {
  readonly url: string;
  readonly authority: Authority;
  /** Requests whose replies are still to be lost: the handler runs, the connection breaks. */
  loseReplies(path: string, count: number): void;
  close(): Promise<void>;
}

export interface EnrolmentHubOptions {
  readonly fleet: FleetStore;
  readonly now?: () => number;
  readonly authority?: Authority;
  /** A hub without tunnels when left out. */
  readonly tunnels?: HubTunnels;
  readonly onTunnels?: () => void;
  /** What the HTTPS server shows; the hub's own by default. */
  readonly shown?: { readonly key: string; readonly cert: string };
}

/** A hub that can do nothing but enrol: Fastify over real TLS on a free port of the loopback. */
export async function startEnrolmentHub(options: EnrolmentHubOptions): Promise<EnrolmentHub> {
  const now = options.now ?? Date.now;
  const authority = options.authority ?? (await createAuthority('Test', Date.now(), stockKeyPairs));
  const pair = await stockKeyPairs(2048);
  const cert = issueCertificate(authority, {
    code: hubCode,
    publicKeyPem: pair.publicKeyPem,
    extraHosts: [],
    nowMilliseconds: Date.now(),
  });
  const https = { ...(options.shown ?? { key: pair.privateKeyPem, cert }), minVersion: 'TLSv1.3' as const };
  const app = fastify({ https });
  const lose = new Map<string, number>();
  app.addHook('onSend', async (request, reply) => {
    const left = lose.get(request.url) ?? 0;
    if (left === 0) return;
    lose.set(request.url, left - 1);
    reply.hijack();
    request.raw.socket.destroy();
  });
  const settings = {
    hubName: 'Test',
    mqtt: { host: '', port: 8441 },
    ...(options.tunnels && { tunnels: options.tunnels }),
  };
  const { fleet, onTunnels } = options;
  await app.register(enrolmentApi, { fleet, authority, now, randomBytes, settings, ...(onTunnels && { onTunnels }) });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    authority,
    loseReplies: (path, count) => lose.set(path, count),
    close: () => app.close(),
  };
}
