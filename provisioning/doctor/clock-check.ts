import { limits } from '../../protocol/limits.js';
import { inspectCertificate } from '../certificates/inspect.js';
import { certificatesIn } from '../certificates/pem.js';
import type { Identity } from '../node-folder.js';
import { formatTime } from '../time-text.js';
import { type Finding, fault, ok, warn } from './finding.js';

const safe = { en: 'records stay in order all the same', fr: 'les données restent en ordre quand même' } as const;
const setIt = {
  en: 'set the clock; its battery may be dead. The first contact with the hub heals what the program goes by',
  fr: 'réglez l’horloge ; sa pile est peut-être morte. Le premier contact avec le central corrige ce que suit le programme',
} as const;

/** What is known of time beside the box's own clock. */
export interface KnownOfTime {
  readonly nowMilliseconds: number;
  /** What the node has surely reached (rule T20). */
  readonly floorMilliseconds: number;
  /** How far the clock is ahead of the hub; `null` where the program has not heard it, or none runs. */
  readonly offsetMilliseconds: number | null;
}

/** The clock cannot be earlier than what was signed, nor than what the node has reached (rule T20), nor far beyond. */
export function checkClock(identity: Identity, known: KnownOfTime): Finding {
  const { nowMilliseconds: now, floorMilliseconds, offsetMilliseconds: offset } = known;
  const { notBeforeMilliseconds } = inspectCertificate(identity.certificatePem);
  const ends = certificatesIn(identity.authorityPem).map((root) => inspectCertificate(root).notAfterMilliseconds);
  const authorityEnds = Math.max(...ends);
  const shown = formatTime(now);
  const isReached = now >= floorMilliseconds - limits.clockAheadWarnMillisecondsMax;
  if (!isReached || now < notBeforeMilliseconds || now >= authorityEnds) {
    const what = {
      en: `the clock says ${shown}, which cannot be`,
      fr: `l’horloge indique ${shown}, ce qui est impossible`,
    };
    return fault('clock', what, safe, setIt);
  }
  if (offset === null) return ok('clock', `${shown}, not compared with the hub`, `${shown}, non comparée au central`);
  const seconds = Math.round(offset / 1000);
  const [en, fr] = [`${shown}, ${seconds} s from the hub’s`, `${shown}, à ${seconds} s de celle du central`];
  return Math.abs(offset) > limits.clockAheadWarnMillisecondsMax
    ? warn('clock', { en, fr }, safe, setIt)
    : ok('clock', en, fr);
}
