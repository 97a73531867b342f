import { Problem } from '../../protocol/problem.js';

export const trustAfterPath = '/api/trust/after';

/** A site asks for the bundles that followed the one that it holds (rule E40). */
export interface TrustAsk {
  readonly version: number;
}

/** Each as it is signed, the earliest first; none where the site holds the last. */
export interface TrustAnswer {
  readonly bundles: readonly string[];
}

const bundlesMax = 16;

/** @throws Problem `body-malformed` */
export function parseTrustAsk(body: unknown): TrustAsk {
  const version = typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) throw malformed();
  return { version };
}

/** @throws Problem `body-malformed` */
export function parseTrustAnswer(body: unknown): TrustAnswer {
  const bundles = typeof body === 'object' && body !== null && 'bundles' in body ? body.bundles : undefined;
  if (!Array.isArray(bundles) || bundles.length > bundlesMax) throw malformed();
  if (!bundles.every((each) => typeof each === 'string')) throw malformed();
  return { bundles };
}

function malformed(): Problem {
  return new Problem('body-malformed', 'trust message');
}
