import type { FastifyInstance } from 'fastify';
import { type AccountChangesApiOptions, accountChangesApi } from './account-changes/plugin.js';
import { sessionApi } from './session/plugin.js';
import { type SignInApiOptions, signInApi } from './sign-ins/plugin.js';

/** What every node serves to who signs in: sessions, what was unusual of them, and what changed of one's account. */
export async function addPeopleApis(
  app: FastifyInstance,
  options: AccountChangesApiOptions & SignInApiOptions,
): Promise<void> {
  const { sessions } = options;
  await app.register(sessionApi, { sessions });
  await app.register(signInApi, options);
  await app.register(accountChangesApi, options);
}
