import { createPrivateKey, createPublicKey } from 'node:crypto';
import { AuditDesk } from '../../central-hub/audit/audit-desk.js';
import type { Refusals } from '../../central-hub/broker/refusals.js';
import type { SitePeer } from '../../central-hub/broker/site-transport.js';
import { createLogger } from '../../config/running/logger.js';
import { OrderedStop } from '../../config/running/ordered-stop.js';
import { CheckpointTeller, type ReceiptKeeper } from '../../edge-agent/audit/checkpoint-teller.js';
import type { OpenSession } from '../../edge-agent/links/open-session.js';
import { SqliteAnchorStore } from '../../journal/audit/sqlite-anchor-store.js';
import { SqliteAuditStore } from '../../journal/audit/sqlite-audit-store.js';
import type { Connection } from '../../journal/sqlite/connection.js';
import { type ControlMessage, decodeControl } from '../../protocol/control/control.js';
import { parseLinkName, type SiteCode } from '../../protocol/ids.js';
import { isSigned, signText } from '../../protocol/session/signed.js';
import { timersOf, VirtualTime } from '../simulation/virtual-time.js';
import { plainWelcome } from './protocol-arbitraries.js';
import { seededRandom } from './seeded-random.js';
import { stockKeyPairs } from './stock-key-pairs.js';

/** A wire may lose a message, or say it again and late. */
export type Bend = (message: ControlMessage, deliver: () => void) => void;

export interface AuditRun {
  /** The databases of both ends. */
  readonly site: Connection;
  readonly hub: Connection;
  readonly epoch?: number;
  readonly metered?: boolean;
  readonly receipts?: ReceiptKeeper;
  readonly bend?: Bend;
  /** Instead of the site's key. */
  readonly sign?: (text: Uint8Array) => Uint8Array;
  readonly time?: VirtualTime;
}

export type AuditKeys = Awaited<ReturnType<typeof auditKeys>>;

/** Of a site's certificate and of the hub's authority. */
export async function auditKeys() {
  const [site, authority] = [await stockKeyPairs(2048), await stockKeyPairs(2048)];
  const publicKey = createPublicKey(site.privateKeyPem);
  return {
    site: createPrivateKey(site.privateKeyPem),
    sitePublic: publicKey,
    authority: createPrivateKey(authority.privateKeyPem),
    authorityPublic: createPublicKey(authority.privateKeyPem),
  };
}

/** One run of a site's program and the hub's desk, with real databases and keys; only the wire is a list. */
export function auditRun(code: SiteCode, keys: AuditKeys, run: AuditRun) {
  const { time = new VirtualTime(), epoch = 1, metered = false, bend = (_message, deliver) => deliver() } = run;
  const timers = timersOf(time, seededRandom(1), () => true);
  const link = parseLinkName('fibre');
  const now = () => 1_800_000_000_000 + time.elapsedMilliseconds;
  const said: ControlMessage[] = [];
  const refused: string[] = [];
  const onError = (error: unknown) => {
    throw error;
  };
  const carry = (payload: Uint8Array, hear: (message: ControlMessage) => Promise<void>) => {
    const message = decodeControl(payload);
    said.push(message);
    bend(message, () => void time.after(1, () => hear(message).catch(onError)));
  };
  const peer = { site: code, link, partition: 0, fingerprint: 'f', publicKey: keys.sitePublic } as SitePeer;
  const desk = new AuditDesk({
    anchors: new SqliteAnchorStore({ connection: run.hub }),
    transport: {
      isSignedBy: (_peer, text, signature) => isSigned(keys.sitePublic, text, signature),
      publish: async (_peer, _channel, payload) =>
        carry(payload, async (message) => {
          if (message.kind === 'audit-anchored') await teller.hear(session, message);
        }),
    },
    anchorSeal: { sign: (text) => signText(keys.authority, text), issuing: new Uint8Array() },
    refusals: { note: (_place: string, reason: string) => refused.push(reason) } as unknown as Refusals,
    ...{ logger: createLogger('audit', 'silent'), now, onFleetChanged: () => {} },
  });
  const session: OpenSession = {
    ...{ link, metered, kind: 'fibre', answerMilliseconds: 1 },
    welcome: {
      ...{ kind: 'welcome', protocol: 1, schema: 1, hubEpoch: 1, epoch, hubMilliseconds: 1, dictionaries: [], ups: [] },
      ...plainWelcome,
    },
    sign: run.sign ?? ((text) => signText(keys.site, text)),
    publish: async (_channel, payload) =>
      carry(payload, async (message) => {
        if (message.kind === 'audit-checkpoint' || message.kind === 'audit-heads') {
          await desk.hear({ peer, epoch }, message);
        }
      }),
  };
  const audit = new SqliteAuditStore({ connection: run.site });
  const { receipts } = run;
  const teller = new CheckpointTeller({ audit, site: code, ...(receipts && { receipts }), now, timers, onError });
  teller.start(new OrderedStop(1));
  teller.use(session);
  return {
    time,
    teller,
    desk,
    session,
    said,
    refused,
    peer,
    pass: (milliseconds: number) => passed(time, milliseconds),
  };
}

function passed(time: VirtualTime, milliseconds: number): Promise<void> {
  return time.runUntil(time.elapsedMilliseconds + milliseconds);
}
