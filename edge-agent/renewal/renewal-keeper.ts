import type { Logger } from '../../config/running/logger.js';
import { OneAtATime } from '../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { Problem } from '../../protocol/problem.js';
import { inspectCertificate } from '../../provisioning/certificates/inspect.js';
import type { OwnPair, SiteIdentity } from '../../provisioning/renewal/site-identity.js';
import { isRenewalDue, lookAgainMilliseconds } from './renewal-due.js';

export interface RenewalKeeperOptions {
  readonly identity: Pick<SiteIdentity, 'current' | 'signers' | 'request' | 'keepNext' | 'noteUsed' | 'noteRefused'>;
  /** Asks the hub for a certificate, signed by a pair that it knows. */
  readonly ask: (signer: OwnPair, requestPem: string) => Promise<string>;
  /** The time as it is known, milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
  readonly timers?: Timers;
  readonly logger: Logger;
  /** There is another certificate: sessions go over to it. */
  readonly onRenewed: () => void;
  readonly onError: (error: unknown) => void;
}

/** Keeps a site's certificate good: looks at it now and then, and when the hub has refused it (rules T25, T26). */
export class RenewalKeeper {
  readonly #options: RenewalKeeperOptions;
  readonly #timers: Timers;
  readonly #renewals: OneAtATime;
  #refusals = 0;
  #forgetLook: (() => void) | undefined;
  #stopped = false;

  constructor(options: RenewalKeeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#renewals = new OneAtATime(
      () => this.#ask(),
      (error) => this.#noteFailed(error),
    );
  }

  start(): void {
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forgetLook?.();
    await this.#renewals.settled();
  }

  /** A session was opened with a certificate. */
  noteUsed(certificatePem: string): void {
    this.#refusals = 0;
    this.#options.identity.noteUsed(certificatePem);
  }

  /** The hub did not take the certificate: by its clock it may be over, whatever is known of time here. */
  noteRefused(): void {
    this.#options.identity.noteRefused();
    this.#refusals += 1;
    if (this.#refusals === 1) this.#look();
  }

  /** It is another day than was thought: what was not due may be, and in an hour a box may be switched off. */
  noteHealed(): void {
    // A renewal that is under way began by the time before, and may fail of it.
    void this.#renewals.settled().then(() => {
      if (!this.#stopped) this.#look();
    });
  }

  #look(): void {
    this.#forgetLook?.();
    const { identity, now, random } = this.#options;
    const { notAfterMilliseconds } = inspectCertificate(identity.current.certificatePem);
    if (this.#refusals > 0 || isRenewalDue(notAfterMilliseconds, now())) void this.#renewals.run();
    if (this.#stopped) return;
    this.#forgetLook = this.#timers.after(lookAgainMilliseconds(this.#refusals, random()), () => this.#look());
  }

  /** A hub of an earlier day knows the certificate before only. */
  async #ask(): Promise<void> {
    const { identity, ask, logger, onRenewed } = this.#options;
    const requestPem = await identity.request();
    let refused: unknown;
    for (const signer of identity.signers()) {
      try {
        const isKept = identity.keepNext(await ask(signer, requestPem));
        if (!isKept) throw new Problem('hub-unproven', 'the certificate is not for this box');
        if (this.#stopped) return;
        logger.info('a new certificate');
        onRenewed();
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'certificate-refused') throw error;
        refused = error;
      }
    }
    throw refused;
  }

  #noteFailed(error: unknown): void {
    if (error instanceof Problem) this.#options.logger.warn({ code: error.code }, 'no new certificate yet');
    else this.#options.onError(error);
  }
}
