import type { Answer } from './answer.js';
import { answerBundle } from './bundle/bundle.js';
import type { Call } from './call.js';
import { interactionOf } from './interaction.js';
import { create } from './verbs/create.js';
import { remove } from './verbs/delete.js';
import { history } from './verbs/history.js';
import { read } from './verbs/read.js';
import { search } from './verbs/search.js';
import { update } from './verbs/update.js';
import { readVersion } from './verbs/vread.js';

/** Answers one request. @throws Problem */
export async function dispatch(call: Call): Promise<Answer> {
  const interaction = interactionOf(call.method, call.path);
  switch (interaction.kind) {
    case 'read':
      return read(call, interaction.key);
    case 'vread':
      return readVersion(call, interaction.key, interaction.versionId);
    case 'history':
      return history(call, interaction);
    case 'search':
      return search(call, interaction.type);
    case 'create':
      return create(call, interaction.type);
    case 'update':
      return update(call, interaction.key);
    case 'delete':
      return remove(call, interaction.key);
    case 'bundle':
      return answerBundle(call, dispatch);
    case 'capabilities':
      return { status: 200, asked: true, body: call.capabilities() };
  }
}
