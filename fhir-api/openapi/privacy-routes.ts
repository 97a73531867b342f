import { rectificationAnswers } from '../../record/builders/rectification.js';
import { processings } from '../../record/privacy/processings.js';
import type { RouteDescriptions } from './document.js';
import { anyObject, flag, instant, listOf, nullable, oneOf, record, text } from './schema.js';

const lines = listOf(text);

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
  'GET /api/privacy/:patient/corrections': {
    summary: 'What was changed in a record, the last change first, as far as who asks may see the versions.',
    query: { language: oneOf('fr', 'en') },
    answer: record({
      corrections: listOf(
        record({
          ...{ type: text, id: text, at: instant, authorName: text, kind: oneOf('changed', 'withdrawn', 'erased') },
          changes: listOf(record({ element: text, label: text, before: text, after: text })),
          reasons: listOf(text),
        }),
      ),
      isWhole: flag,
    }),
    refusal: 'outcome',
  },
  'GET /api/privacy/:patient/rectifications': {
    summary: 'What a patient asks to be put right, those that are open first.',
    answer: record({
      rectifications: listOf(
        record({
          ...{ id: text, what: text, state: oneOf('open', ...rectificationAnswers), at: text, due: text },
          reason: nullable(text),
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'POST /api/privacy/:patient/rectifications': {
    summary: 'Notes that a patient wants something put right.',
    body: record({ what: text }),
    status: 204,
    refusal: 'outcome',
  },
  'POST /api/privacy/:patient/rectifications/:id': {
    summary: 'Says what became of a request, and why; an answer stays.',
    body: record({ answer: oneOf(...rectificationAnswers), reason: text }),
    status: 204,
    refusal: 'outcome',
  },
  'GET /api/console/register': {
    summary: 'The register of processing, from the facts of the site, and the settings that its privacy notice lacks.',
    query: { language: oneOf('fr', 'en') },
    answer: record({
      register: record({
        ...{ node: anyObject, madeAt: instant, responsible: text, contact: text, measures: lines },
        entries: listOf(
          record({
            ...{ processing: oneOf(...processings), title: text, purpose: text, basis: text, people: text },
            ...{ data: lines, recipients: lines, retention: text },
          }),
        ),
      }),
      missing: lines,
    }),
    refusal: 'outcome',
  },
};
