import fc from 'fast-check';
import t from 'tap';
import { type ControlMessage, decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { parseResourceId } from '../../../protocol/ids.js';
import { limits } from '../../../protocol/limits.js';
import type { ProblemCode } from '../../../protocol/problem.js';
import { problems } from '../../../protocol/problems.js';
import { problemOf } from '../../support/problem-of.js';
import { siteCodes } from '../../support/protocol-arbitraries.js';

const through = (message: ControlMessage) => decodeControl(encodeControl(message));
const texts = fc.string({ maxLength: 20 });
const patients = fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/).map(parseResourceId);
const asks = fc.oneof(
  fc.record({
    kind: fc.constant('search' as const),
    family: texts,
    given: texts,
    birthDate: texts,
    healthId: texts,
    nationalId: texts,
  }),
  fc.record({ kind: fc.constant('patient' as const), patient: patients }),
);
const candidate = fc.record({
  ...{ patient: patients, healthId: texts, family: texts, given: texts, gender: texts, birthDate: texts },
  site: siteCodes,
});
const seqs = fc.maxSafeNat().map((seq) => Math.max(0, seq - 1));
const answers = fc.oneof(
  fc.record({
    kind: fc.constant('candidates' as const),
    candidates: fc.array(candidate, { maxLength: limits.remoteCandidatesMax }),
  }),
  fc.record(
    { kind: fc.constant('copy' as const), asOfMilliseconds: seqs, summarySeq: seqs, completeSeq: seqs },
    { requiredKeys: ['kind', 'asOfMilliseconds', 'summarySeq'] },
  ),
  fc.constant({ kind: 'own' as const }),
  fc.record({
    kind: fc.constant('refused' as const),
    code: fc.constantFrom(...(Object.keys(problems) as ProblemCode[])),
  }),
);
const messages: fc.Arbitrary<ControlMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('fetch' as const),
    ...{ requestId: texts, author: texts, role: texts, purpose: texts, ask: asks },
  }),
  fc.record({ kind: fc.constant('fetched' as const), requestId: texts, answer: answers }),
);

t.test('[F8][F9] a question and its answer arrive as they were sent', async (t) => {
  fc.assert(
    fc.property(messages, (message) => {
      t.same(JSON.parse(JSON.stringify(through(message))), JSON.parse(JSON.stringify(message)));
    }),
  );
});

t.test('[S6] what is cut, too long, or asks for something unknown is malformed', async (t) => {
  const search = { family: 'Ngono', given: '', birthDate: '', healthId: '', nationalId: '' };
  const fetch = { kind: 'fetch', requestId: 'r', author: 'a', role: 'nurse', purpose: 'treatment' } as const;
  const bytes = encodeControl({ ...fetch, ask: { kind: 'search', ...search } });
  for (let length = 1; length < bytes.length; length += 1) {
    t.equal(
      problemOf(() => decodeControl(bytes.subarray(0, length))),
      'batch-malformed',
    );
  }
  const long = { ...search, family: 'x'.repeat(limits.remoteTextBytesMax + 1) };
  const wrong: ControlMessage[] = [
    { ...fetch, ask: { kind: 'search', ...long } },
    { ...fetch, ask: { kind: 'patient', patient: 'not an id' as never } },
  ];
  for (const message of wrong) {
    t.equal(
      problemOf(() => through(message)),
      'batch-malformed',
    );
  }
  const ask = encodeControl({ ...fetch, ask: { kind: 'patient', patient: parseResourceId('p') } });
  t.equal(
    problemOf(() => decodeControl(Buffer.concat([ask.subarray(0, -3), Buffer.of(9, 1, 112)]))),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => decodeControl(Buffer.of(9, 1, 114, 7))),
    'batch-malformed',
  );
});
