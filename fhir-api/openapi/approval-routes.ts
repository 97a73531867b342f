import { roles } from '../../record/role.js';
import { approvalVerdicts } from '../console/approval-desk.js';
import type { RouteDescriptions } from './document.js';
import { flag, instant, listOf, nullable, oneOf, record, text } from './schema.js';

const by = record({ kind: oneOf('self', 'person', 'command-line', 'elsewhere', 'unknown'), name: text });

/** What a site serves to who approves of accounts. */
export const approvalRoutes: RouteDescriptions = {
  'GET /api/console/approvals': {
    summary: 'Accounts and roles that wait for a second person, or were refused.',
    answer: record({
      approvals: listOf(
        record({
          ...{ user: text, displayName: text, role: oneOf(...roles), isNew: flag, by, at: instant },
          ...{ roleNow: nullable(oneOf(...roles)), isRefused: flag, mayJudge: flag },
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'POST /api/console/approvals/:user': {
    summary:
      'Approves of an account or role that somebody else made, or refuses it; in a session, by a proof of the last minutes.',
    body: record({ verdict: oneOf(...approvalVerdicts) }),
    status: 204,
    refusal: 'outcome',
  },
  'DELETE /api/console/approvals/:user': {
    summary: 'Takes away what was refused: a new account with its name, or that another role was asked.',
    status: 204,
    refusal: 'outcome',
  },
};
