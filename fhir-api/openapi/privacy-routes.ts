import type { RouteDescriptions } from './document.js';
import { anyObject, oneOf, record } from './schema.js';

/** What a site serves to people about the records that are kept of them. */
export const privacyRoutes: RouteDescriptions = {
  'POST /api/privacy/:patient/copy': {
    summary:
      'All that is kept of a patient, for them, as a stream: `bundle` is a FHIR Bundle, `page` a text/html page in the language. Wants a proof of the last five minutes.',
    body: record({ form: oneOf('bundle', 'page') }, { language: oneOf('fr', 'en') }),
    answer: anyObject,
    mediaType: 'application/fhir+json',
    refusal: 'outcome',
  },
};
