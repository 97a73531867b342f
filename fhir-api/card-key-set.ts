import type { FastifyInstance } from 'fastify';
import type { CardKey } from '../record/card-keys/card-key.js';
import { jwkSetOf } from '../record/card-keys/card-key-set.js';

export interface CardKeySetOptions {
  readonly readKeys: () => Promise<readonly CardKey[]>;
  readonly now: () => number;
}

const cachedSeconds = 300;

/** `GET /.well-known/jwks.json`: open to everybody and from every page, the same at all nodes (rule H6). */
export function addCardKeySet(app: FastifyInstance, { readKeys, now }: CardKeySetOptions): void {
  app.get('/.well-known/jwks.json', { config: { access: 'open' } }, async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${cachedSeconds}`)
      .header('access-control-allow-origin', '*')
      .send(jwkSetOf(await readKeys(), now())),
  );
}
