import fc from 'fast-check';
import t from 'tap';
import { prettyJson } from '../../fhir-api/pretty.js';

t.test('[W4] pretty text says the same as the text, as JSON.stringify lays it out', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      return prettyJson(text) === JSON.stringify(JSON.parse(text), null, 2);
    }),
    { numRuns: 300, seed: 3 },
  );
  t.equal(prettyJson('{"a" : [ 1.00,\n-0e+1 ], "b":{ }}'), '{\n  "a": [\n    1.00,\n    -0e+1\n  ],\n  "b": {}\n}');
});
