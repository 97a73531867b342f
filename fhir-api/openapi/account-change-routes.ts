import { accountAnswers, accountChangeKinds } from '../../record/accounts/account-change.js';
import type { RouteDescriptions } from './document.js';
import { flag, instant, listOf, nullable, oneOf, record, text, whole } from './schema.js';

const by = record({ kind: oneOf('self', 'person', 'command-line', 'elsewhere', 'unknown'), name: text });
const change = { id: whole, at: instant, change: oneOf(...accountChangeKinds), by, address: text };

/** What a program serves of changes of accounts to their person. */
export const accountChangeRoutes: RouteDescriptions = {
  'GET /api/account/changes': {
    summary: 'What changed of one’s account, the last first; `isNew` where the page is to tell it in this session.',
    answer: record({
      changes: listOf(record({ ...change, isNew: flag, answer: nullable(oneOf(...accountAnswers)) })),
      maySee: flag,
    }),
    refusal: 'outcome',
  },
  'POST /api/account/changes/:id': {
    summary:
      '`seen` for all changes up to this one; `not-mine` for this one, and all sessions of the person end, this one too.',
    body: record({ answer: oneOf(...accountAnswers) }),
    status: 204,
    refusal: 'outcome',
  },
};

/** What a site serves of them to its hospital's administrator. */
export const deniedChangeRoutes: RouteDescriptions = {
  'GET /api/console/account-changes': {
    summary: 'Changes of accounts that were not their person’s, as they say.',
    answer: record({ changes: listOf(record({ ...change, user: text, isSeen: flag })) }),
    refusal: 'outcome',
  },
  'POST /api/console/account-changes/:id/seen': {
    summary: 'Notes that the administrator has seen that somebody denies a change.',
    status: 204,
    refusal: 'outcome',
  },
};
