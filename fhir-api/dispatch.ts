import type { Answer } from './answer.js';
import { answerAudit, isOfAudit } from './audit/own-audit-events.js';
import { answerBundle } from './bundle/bundle.js';
import type { Call } from './call.js';
import { interactionOf } from './interaction.js';
import { metaOfMany } from './operations/meta-labels.js';
import { operate } from './operations/operate.js';
import { answerSubscription, isOfSubscriptions } from './subscriptions/own-subscriptions.js';
import { create } from './verbs/create.js';
import { remove, removeWhere } from './verbs/delete.js';
import { history } from './verbs/history.js';
import { patch, patchWhere } from './verbs/patch.js';
import { read } from './verbs/read.js';
import { search } from './verbs/search.js';
import { update, updateWhere } from './verbs/update.js';
import { readVersion } from './verbs/vread.js';

/** Answers one request. @throws Problem */
export async function dispatch(call: Call): Promise<Answer> {
  const interaction = interactionOf(call.method, call.path);
  if (isOfSubscriptions(interaction)) return answerSubscription(call, interaction);
  if (isOfAudit(interaction)) return answerAudit(call, interaction);
  switch (interaction.kind) {
    case 'read':
      return read(call, interaction.key);
    case 'vread':
      return readVersion(call, interaction.key, interaction.versionId);
    case 'history':
      return history(call, interaction);
    case 'search':
      return search(call, interaction);
    case 'create':
      return create(call, interaction.type);
    case 'update':
      return update(call, interaction.key);
    case 'update-where':
      return updateWhere(call, interaction.type);
    case 'patch':
      return patch(call, interaction.key);
    case 'patch-where':
      return patchWhere(call, interaction.type);
    case 'delete':
      return remove(call, interaction.key);
    case 'delete-where':
      return removeWhere(call, interaction.type);
    case 'operation':
      return operate(call, interaction);
    case 'labels':
      return metaOfMany(call, interaction.type);
    case 'bundle':
      return answerBundle(call, dispatch);
    case 'capabilities':
      return { status: 200, asked: true, body: call.capabilities() };
  }
}
