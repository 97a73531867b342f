import type { CDPSession, Page } from 'playwright-core';

/** A security key of Chromium's own (DevTools protocol, domain WebAuthn), in the hand of who sits before the page. */
export class VirtualKey {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  static async plugIn(page: Page): Promise<VirtualKey> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    return new VirtualKey(session, authenticatorId);
  }

  /** Somebody made a copy when it had signed so often, and shows that one from now on. */
  async becomeCopy(signCount: number): Promise<void> {
    const authenticatorId = this.#id;
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId });
    await this.#session.send('WebAuthn.clearCredentials', { authenticatorId });
    for (const credential of credentials) {
      await this.#session.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount } });
    }
  }
}
