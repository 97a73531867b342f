import type { RouteDescriptions } from './document.js';
import { record, text } from './schema.js';

const address = '/api/console/accounts/:user/licence';

/** By what the people of a hospital may practise. */
export const licenceRoutes: RouteDescriptions = {
  [`PUT ${address}`]: {
    summary:
      'Gives somebody a licence to practise, or renews the one of that name and number; by a proof of the last minutes.',
    body: record({ name: text, number: text, until: text }, { from: text }),
    status: 204,
    refusal: 'outcome',
  },
  [`DELETE ${address}`]: {
    summary: 'Takes a licence away; by a proof of the last minutes.',
    body: record({ name: text, number: text }),
    status: 204,
    refusal: 'outcome',
  },
};
