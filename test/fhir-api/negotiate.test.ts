import t from 'tap';
import { isJsonContent, languageOf, preferencesOf, requireJsonAccepted } from '../../fhir-api/negotiate.js';
import { problemOf } from '../support/problem-of.js';

t.test('French and English by weight; English for who does not say', async (t) => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'fr'],
    ['fr-CM,fr;q=0.9,en;q=0.8', 'fr'],
    ['en;q=0.5, fr;q=0.6', 'fr'],
    ['fr;q=0, en', 'en'],
    ['de', 'en'],
    ['frisian', 'en'],
    ['fr;q=many', 'en'],
  ];
  for (const [header, language] of cases) t.equal(languageOf(header), language, String(header));
});

t.test('Prefer is read whatever else it holds', async (t) => {
  const nothing = { return: undefined, strict: false, lenient: false, respondAsync: false };
  t.strictSame(preferencesOf(undefined), nothing);
  t.strictSame(preferencesOf('respond-async, handling=strict; return="minimal"'), {
    ...{ return: 'minimal', strict: true, lenient: false },
    respondAsync: true,
  });
  t.strictSame(preferencesOf('return=OperationOutcome,handling=lenient'), {
    ...nothing,
    return: 'OperationOutcome',
    lenient: true,
  });
  t.strictSame(preferencesOf('return=everything'), nothing);
});

t.test('only JSON of this version of FHIR', async (t) => {
  t.equal(
    problemOf(() => requireJsonAccepted('*/*;q=0', null)),
    'not-acceptable',
  );
  t.equal(
    problemOf(() => requireJsonAccepted(undefined, 'application/fhir json; charset=utf-8')),
    '',
  );
  t.equal(
    problemOf(() => requireJsonAccepted('text/html', 'JSON')),
    '',
  );
  t.ok(isJsonContent('application/fhir+json;fhirVersion="4.0"'));
  t.notOk(isJsonContent(''));
  t.notOk(isJsonContent('application/jsonp'));
});
