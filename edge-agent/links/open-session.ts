import type { Welcome } from '../../protocol/control/welcome.js';
import type { LinkName } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';

/** A link that the hub has welcomed us over. */
export interface OpenSession {
  readonly link: LinkName;
  readonly metered: boolean;
  readonly kind: string;
  /** What it was opened with; absent where nothing is proven by it. */
  readonly certificatePem?: string;
  readonly welcome: Welcome;
  /** How long the hub took from our hello to its welcome. */
  readonly answerMilliseconds: number;
  /** The signature of the key that it was opened with, over a text that says by itself what it is. */
  sign(text: Uint8Array): Uint8Array;
  publish(channel: Lane | 'ctl', payload: Uint8Array): Promise<void>;
}
