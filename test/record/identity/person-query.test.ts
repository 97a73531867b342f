import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { nextHealthId } from '../../../record/identity/health-id.js';
import { readPersonQuery } from '../../../record/identity/person-query.js';
import { problemOf } from '../../support/problem-of.js';

const nobody = { family: '', given: '', birthDate: '', healthId: '', nationalId: '' };
const { text: healthId } = nextHealthId(parseSiteCode('7KD'), 5).healthId;

t.test('a question names one person: an identifier, or a family name with more', async (t) => {
  t.match(readPersonQuery({ ...nobody, healthId: ` ${healthId.toLowerCase()} ` }), { healthId });
  t.match(readPersonQuery({ ...nobody, nationalId: ' 101 ' }), { nationalId: '101' });
  t.match(readPersonQuery({ ...nobody, family: ' Ngono ', given: 'Marie' }), { family: 'Ngono', given: 'Marie' });
  t.ok(readPersonQuery({ ...nobody, family: 'Ngono', birthDate: '1990' }));
  t.ok(readPersonQuery({ ...nobody, family: 'Ngono', birthDate: '1990-05-17' }));
});

t.test('a question that would list strangers is refused, and so is a typing error', async (t) => {
  const refused = [
    nobody,
    { ...nobody, family: 'Ngono' },
    { ...nobody, given: 'Marie', birthDate: '1990' },
    { ...nobody, family: 'N', given: 'M' },
    { ...nobody, family: 'Ngono', birthDate: '17/05/1990' },
  ];
  for (const asked of refused) {
    t.equal(
      problemOf(() => readPersonQuery(asked)),
      'parameter-malformed',
      JSON.stringify(asked),
    );
  }
  const check = healthId.endsWith('A') ? 'B' : 'A';
  t.equal(
    problemOf(() => readPersonQuery({ ...nobody, healthId: healthId.slice(0, -1) + check })),
    'identifier-malformed',
  );
});
