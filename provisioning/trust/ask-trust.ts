import { askHub } from '../enrolment/hub-client.js';
import { readProvable } from '../enrolment/proven-hub.js';
import { readBundle, succeed } from './bundle.js';
import { parseTrustAnswer, trustAfterPath } from './message.js';

/** Answers in a row; who sends more has them made up. */
const answersMax = 8;

/**
 * Asks the hub for the bundles that followed the held one (rule E40). Whoever answers need not be proven, and cannot be
 * where the site has missed the exchange of a root: each bundle is believed by the roots of the one before alone.
 * @returns what is trusted then; the held one, where none followed
 * @throws Problem `hub-unreachable`, `hub-unproven`, `trust-unproven`
 */
export async function askTrust(hubUrl: string, heldText: string): Promise<string> {
  let trusted = heldText;
  for (let answers = 0; answers < answersMax; answers += 1) {
    const { version } = readBundle(trusted);
    const { body } = await askHub(new URL(hubUrl), trustAfterPath, { version });
    const { bundles } = readProvable(() => parseTrustAnswer(body));
    const next = bundles.reduce(succeed, trusted);
    if (readBundle(next).version === version) break;
    trusted = next;
  }
  return trusted;
}
