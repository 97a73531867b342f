import fc from 'fast-check';
import t from 'tap';
import {
  type AnsweredChange,
  accountAnswers,
  accountChangeKinds,
  isTold,
  mayAnswer,
} from '../../../record/accounts/account-change.js';

const sessions = ['', 'aa', 'bb', 'cc'];
const changes: fc.Arbitrary<AnsweredChange> = fc.record({
  id: fc.nat(),
  kind: fc.constantFrom(...accountChangeKinds),
  milliseconds: fc.nat(),
  author: fc.constantFrom('Practitioner/a', 'carnet:operator'),
  address: fc.constantFrom('', '10.0.0.1'),
  session: fc.constantFrom(...sessions),
  answer: fc.option(fc.constantFrom(...accountAnswers), { nil: undefined }),
});
const asking = fc.record({ session: fc.constantFrom('aa', 'bb', 'cc'), isUsual: fc.boolean() });

t.test('[N24] a change is told in every session but its own until somebody said something of it', (t) => {
  fc.assert(
    fc.property(changes, asking, (change, { session }) => {
      const isElsewhere = change.session !== session;
      return isTold(change, session) === (change.answer === undefined && isElsewhere);
    }),
  );
  t.end();
});

t.test('[N25] only a usual session, and not the one that did it, takes a notice away; to deny is open to all', (t) => {
  fc.assert(
    fc.property(changes, asking, (change, from) => {
      const sees = mayAnswer(change, 'seen', from);
      if (sees) return from.isUsual && change.session !== from.session && change.answer === undefined;
      return !(from.isUsual && isTold(change, from.session));
    }),
  );
  fc.assert(
    fc.property(
      changes,
      asking,
      (change, from) => mayAnswer(change, 'not-mine', from) === (change.answer !== 'not-mine'),
    ),
  );
  t.end();
});
