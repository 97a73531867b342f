import { accessKinds } from '../../record/access.js';
import { roles } from '../../record/role.js';
import { signInAnswers, signInReasons } from '../../record/sign-ins/sign-in.js';
import { statisticActs } from '../console/statistics.js';
import { deniedChangeRoutes } from './account-change-routes.js';
import { approvalRoutes } from './approval-routes.js';
import type { RouteDescriptions } from './document.js';
import { licenceRoutes } from './licence-routes.js';
import { anyObject, flag, instant, listOf, nullable, oneOf, record, text, whole } from './schema.js';

const who = { user: text, displayName: text, role: oneOf(...roles) };
const reasons = listOf(oneOf(...signInReasons));

/** What a site serves to its hospital's administrator. */
export const consoleRoutes: RouteDescriptions = {
  'GET /api/console/accounts': {
    summary: 'The accounts of a hospital: roles, second factors, licences, the last sign-in.',
    answer: record({
      accounts: listOf(
        record({
          ...{ ...who, author: text, disabled: flag, hasSecondFactor: flag, isLicensed: flag, isWaiting: flag },
          licences: listOf(record({ name: text, number: text, from: text, until: text })),
          lastSignIn: nullable(instant),
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'GET /api/console/access': {
    summary: 'What each role may do with each kind of records.',
    answer: record({ kinds: listOf(record({ kind: oneOf(...accessKinds), cells: anyObject })) }),
    refusal: 'outcome',
  },
  'GET /api/console/sessions': {
    summary: 'Sessions that are open.',
    answer: record({
      sessions: listOf(
        record({
          ...{ id: text, ...who, isLocked: flag, began: instant, ends: instant, used: nullable(instant) },
          ...{ address: nullable(text), reasons },
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'DELETE /api/console/sessions/:id': { summary: 'Ends a session of somebody.', status: 204, refusal: 'outcome' },
  'GET /api/console/sign-ins': {
    summary:
      'Sign-ins that were unusual, the last first; `user` is empty where many accounts were tried from one address.',
    answer: record({
      signIns: listOf(
        record({
          ...{ id: whole, user: text, at: instant, address: text, reasons, accounts: whole },
          ...{ answer: nullable(oneOf(...signInAnswers)), isSeen: flag },
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'POST /api/console/sign-ins/:id/seen': {
    summary: 'Notes that the administrator has seen an unusual sign-in.',
    status: 204,
    refusal: 'outcome',
  },
  ...approvalRoutes,
  ...licenceRoutes,
  ...deniedChangeRoutes,
  'GET /api/console/statistics': {
    summary: 'How often what was done on each of the last days, by kind; `?days=` says how many.',
    answer: record({
      statistics: listOf(
        record({ day: text, act: oneOf(...statisticActs), kind: oneOf(...accessKinds, 'none'), count: whole }),
      ),
      isWhole: flag,
    }),
    refusal: 'outcome',
  },
};
