import type { FanoutStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from '../session/session.js';

export interface BootstrapDeskOptions {
  readonly fanout: FanoutStore;
  readonly transport: Pick<SiteTransport, 'publish' | 'disconnect'>;
  readonly sessions: Sessions;
  /** There is something to feed. */
  readonly onBegun: (site: SiteCode) => void;
}

/** Notices a site that lost its records, and tells it what comes back (rules F12, F13). */
export class BootstrapDesk {
  readonly #options: BootstrapDeskOptions;

  constructor(options: BootstrapDeskOptions) {
    this.#options = options;
  }

  /**
   * Hears where a site stands, before its feed is read for the session. Returns whether it gets back all that it lost
   * from now on.
   * @param lostLog the hub holds more of the site's log than the site itself
   */
  async hear(peer: SitePeer, hello: Hello, hubEpoch: number, lostLog: boolean): Promise<boolean> {
    const { fanout, transport, sessions, onBegun } = this.#options;
    const { site } = peer;
    const command = { site, atStart: isAtStart(hello, hubEpoch), lostLog, ...emptyFrom(hello) };
    if (!(await fanout.openFeed(command))) return false;
    // What another connection sends is of the feed that is over.
    for (const { peer: other } of sessions.all())
      if (other.site === site && other !== peer) transport.disconnect(other);
    onBegun(site);
    return true;
  }

  /** Hears, before anything is said, whether a site lost part of the feed of an earlier hub epoch. */
  async rewind(hello: Hello): Promise<void> {
    const { fanout, onBegun } = this.#options;
    if (await fanout.rewindFeeds(hello)) onBegun(hello.site);
  }

  /** Tells a site how far its bootstrap is fed, over all its sessions. */
  async tell(site: SiteCode): Promise<void> {
    const { fanout, transport, sessions } = this.#options;
    const parts = await fanout.bootstrapOf(site);
    if (parts === undefined) return;
    const message = encodeControl({ kind: 'bootstrap', ...parts });
    for (const { peer } of sessions.all()) if (peer.site === site) await transport.publish(peer, 'ctl', message);
  }
}

/** Whether a site has applied nothing of the feed; what it had of an earlier hub epoch it has still. */
export function isAtStart({ hubEpoch: told, downs }: Hello, hubEpoch: number): boolean {
  return (told === 0 || told === hubEpoch) && downs.every(({ seq }) => seq === 0);
}

/** From which epoch on a site has nothing of its own log, new or old. */
function emptyFrom({ epoch, heads, fork }: Hello): { readonly emptyFromEpoch?: number } {
  const holds = heads.some(({ seq }) => seq > 0) || (fork !== undefined && fork.cursors.length > 0);
  return holds ? {} : { emptyFromEpoch: fork?.fromEpoch ?? epoch };
}
