import { Problem } from '../../protocol/problem.js';
import { askHub } from '../enrolment/hub-client.js';
import { readProvable } from '../enrolment/proven-hub.js';
import { readBundle, succeed } from './bundle.js';
import { parseTrustAnswer, trustAfterPath } from './message.js';

/** Answers in a row; who sends more has them made up. */
const answersMax = 8;

/**
 * Does what wants a proven hub. Where none could be proven, it is done once more by what followed the held bundle, if
 * anything did: nothing is stored, for whoever starts the node next does that.
 */
export async function followingTrust<T>(
  hubUrl: string,
  heldText: string,
  work: (trustPem: string) => Promise<T>,
): Promise<T> {
  try {
    return await work(heldText);
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'hub-unproven') throw cause;
    const trusted = await askTrust(hubUrl, heldText).catch(() => heldText);
    if (trusted === heldText) throw cause;
    return work(trusted);
  }
}

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
