import type { Timers } from '../../config/running/timers.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import type { ConnectToHub, HubConnectionOptions } from './connection.js';
import type { LinkCause } from './link-cause.js';
import type { OpenSession } from './open-session.js';
import type { SiteChannel } from './secure-channel.js';
import type { SessionHearers } from './session-hearers.js';

/** What the sessions of a link are opened with, and who hears of them. */
export interface LinkWorkerOptions extends SessionHearers {
  readonly connection: HubConnectionOptions;
  readonly connect: ConnectToHub;
  /** Key and certificate of each new connection; without, those of `connection`. */
  readonly readPair?: () => Pick<HubConnectionOptions, 'keyPem' | 'certificatePem' | 'authorityPem'>;
  readonly metered: boolean;
  readonly kind: string;
  /** The proofs of a new connection that shows the certificate of this key, PEM. */
  readonly openChannel: (keyPem: string) => SiteChannel;
  /** How long the hub may take to answer a hello. */
  readonly welcomeMillisecondsMax: number;
  /** What to say at the start of a session, with the key of this connection. */
  readonly readHello: (sessionKey: Uint8Array) => Promise<Hello>;
  /** Judges a welcome to a hello of this epoch: the session opens, or hello is said again. */
  readonly admit: (welcome: Welcome, saidEpoch: number) => Promise<'open' | 'again'>;
  /** The hub refused the hello. */
  readonly onRefusedHello: (refusal: Refusal) => void;
  readonly random: () => number;
  readonly timers?: Timers;
  /** The session has opened; what proves the link's probes from now on. */
  readonly onUp: (session: OpenSession, probeKey: ProbeKey | undefined) => void;
  /** The session ended, or an attempt to open one came to nothing. */
  readonly onDown: (cause: LinkCause) => void;
  /** The proven hub did not take the certificate of this box; also where it was to take the place of one that stands. */
  readonly onCertificateRefused?: () => void;
  /** What answered where the hub should be showed no certificate that is trusted. */
  readonly onHubUnproven?: () => void;
  /** Something came over it that is proven. */
  readonly onHeard: () => void;
}
