import t, { type Test } from 'tap';
import type { OrderKey } from '../../../journal/search/order.js';
import { selectPage, selectProbe, selectTotal } from '../../../journal/search/select.js';
import {
  type OwnSource,
  type Predicate,
  type RowSource,
  type Source,
  towards,
  type View,
} from '../../../journal/search/source.js';
import { selectEdge, stretchOf } from '../../../journal/search/stretch.js';
import { quantityPredicate, stringPredicate, tokenPredicate } from '../../../journal/search/values.js';
import { surroundingsOf } from '../../../record/search-places.js';
import { hubPlans, sitePlans, wholeScan } from '../../support/query-plans.js';

const rows = (table: RowSource['table'], text: string, negated = false): RowSource => ({
  ...{ kind: 'rows', table, parameters: [1], negated },
  alternatives: [{ text, values: Array.from({ length: (text.match(/\?/g) ?? []).length }, () => 1) }],
});
const token = rows('search_token', 's.code = ?');
const kinds = {
  string: rows('search_string', 's.value >= ? AND s.value < ?'),
  token,
  reference: rows('search_reference', 's.target = ? AND s.type = ?'),
  date: rows('search_date', 's.start >= ? AND s."end" <= ?'),
  quantity: rows('search_quantity', 's.value >= ? AND s.value < ?'),
  pair: rows('search_pair', 's.code = ? AND s.system = ? AND s.other_1 >= ? AND s.other_1 < ?'),
};
const nearBy = quantityPredicate(
  { prefix: 'eq', text: '', around: surroundingsOf({ latitude: 3.8, longitude: 11.5 }, 5_000) },
  ['s.value', 's.code', 's.system'],
);
const around: RowSource = { ...rows('search_quantity', ''), alternatives: [nearBy] };
const sounds: RowSource = {
  ...rows('search_string', ''),
  alternatives: [
    stringPredicate({ prefix: 'eq', text: '', sounds: ['ngo', 'mbarGa'] }, undefined, ['s.value', 's.exact']),
  ],
};
const among: RowSource = {
  ...rows('search_token', ''),
  alternatives: [tokenPredicate({ prefix: 'eq', text: '', among: [] }, ['s.code', 's.system'])],
};
const ids: OwnSource = {
  kind: 'own',
  condition: (row) => ({ text: `${row}.fhir_id IN (?, ?)`, values: ['a', 'b'] }),
  start: { text: 'SELECT r.id AS id FROM resource r WHERE r.fhir_id IN (?, ?) AND r.type = ?', values: ['a', 'b', 1] },
};
const compartment: OwnSource = {
  kind: 'own',
  condition: (row) => ({ text: `${row}.compartment = ?`, values: [1] }),
  start: { text: 'SELECT r.id AS id FROM resource r WHERE r.compartment = ? AND r.type = ?', values: [1, 1] },
};
const only = 'Patient';
const chainTo = (source: Source, parameters = [1]): Source => ({
  ...{ kind: 'chain', parameters },
  through: [
    { type: 1, typeName: 'Patient', source },
    { type: 2, typeName: 'Group', source },
  ],
});
const hasOf = (source: Source, parameters = [1]): Source => ({
  kind: 'has',
  parameters,
  type: 1,
  ...{ typeName: 'Patient', referrer: 'Observation' },
  source,
});
const sources: Readonly<Record<string, Source>> = {
  ...{ ...kinds, around, sounds, among },
  ...{ union: { ...kinds.quantity, parameters: [1, 2] }, 'union of pairs': { ...kinds.pair, parameters: [1, 2] } },
  ...{ ids, compartment },
  ...{ chain: chainTo(token), 'chain of chains': chainTo(chainTo(kinds.string)), 'chain to ids': chainTo(ids) },
  ...{ has: hasOf(token), 'has of has': hasOf(hasOf(kinds.date)), 'chain to has': chainTo(hasOf(token)) },
  'has of chain': hasOf(chainTo(chainTo(token))),
  'chain by two': chainTo(token, [1, 2]),
  'has by two': hasOf(token, [1, 2]),
  'references to one type': {
    ...kinds.reference,
    alternatives: kinds.reference.alternatives.map((each) => towards(each, 's.type', only)),
  },
};
const orders: readonly (readonly OrderKey[])[] = [
  ...(['key', 'id', 'updated'] as const).map((by): OrderKey[] => [{ by, descending: true }]),
  ...(['string', 'token', 'reference', 'date', 'quantity'] as const).map((by): OrderKey[] => [
    { by, parameters: [1], descending: false },
  ]),
  [{ by: 'quantity', parameters: [1, 2], descending: true }],
  [{ by: 'reference', parameters: [1], only, descending: false }],
  [
    { by: 'date', parameters: [1], descending: true },
    { by: 'string', parameters: [2], descending: false },
    { by: 'id', descending: true },
  ],
];

t.test('[J30][R22][R25] every form of a search goes through an index', async (t) => {
  const types = new Set(['Observation', 'Patient', 'Group']);
  const care = { types, holds: "c.person IN ('', 'Practitioner/x') AND c.until_milliseconds > 7", opened: [3] };
  for (const narrowing of [
    { hides: undefined, care: undefined },
    { hides: types, care },
  ]) {
    checkSearches(t, sitePlans(t), { behind: false, ...narrowing });
    checkSearches(t, await hubPlans(t), { behind: true, ...narrowing });
  }
});

function checkSearches(t: Test, planOf: (text: string) => string[], view: View): void {
  const check = ({ text, values }: Predicate, title: string) => {
    t.equal((text.match(/\?/g) ?? []).length, values.length, `${title}: a value for every place`);
    t.same(planOf(text).filter(wholeScan), [], title);
  };
  const time: OwnSource = {
    kind: 'own',
    condition: (row) => ({ text: `${row}.updated_milliseconds >= ?`, values: [1] }),
  };
  const withouts = [
    { ...kinds.date, negated: true },
    { ...kinds.quantity, parameters: [1, 2], negated: true },
    { ...chainTo({ ...kinds.string, negated: true }) },
    { ...hasOf({ ...kinds.quantity, negated: true }) },
  ];
  for (const [name, driver] of Object.entries(sources)) {
    check(selectProbe(driver, 1000, view), `probe ${name}`);
    const others = Object.values(sources).filter((other) => other !== driver);
    const criteria = { type: 1, typeName: 'Observation', sources: [driver, ...others, ...withouts, time], view };
    for (const order of orders) {
      const title = `${name} by ${order.map(({ by }) => by).join()}`;
      const after = [...order.map(() => '1'), 1];
      check(selectPage({ criteria, driver, order }, after, 20), title);
      check(selectPage({ criteria, driver: undefined, order }, after, 20), `type with ${title}`);
    }
    check(selectTotal({ criteria, driver, order: [] }), `total ${name}`);
  }
  for (const [kind, driver] of Object.entries(kinds)) {
    const plan = planOf(selectProbe(driver, 1000, view).text).join(' ');
    t.match(plan, 'USING PRIMARY KEY (parameter=?', `${kind} by its key`);
  }
  const pair = planOf(selectProbe(kinds.pair, 1000, view).text).join(' ');
  t.match(pair, /parameter=\? AND code=\? AND system=\? AND other_1>\? AND other_1<\?/, 'a pair by both its halves');
  const near = planOf(selectProbe(around, 1000, view).text).join(' ');
  t.match(near, /parameter=\? AND value>\? AND value<\?/, '[F143] a place between two parallels');
  const alike = planOf(selectProbe(sounds, 1000, view).text).join(' ');
  t.match(
    alike,
    /parameter=\? AND value=\?.*resource=\? AND parameter=\? AND value=\?/,
    '[F144] a word, then the others',
  );
  const listed = planOf(selectProbe(among, 1000, view).text).join(' ');
  t.match(listed, /parameter=\? AND code=\? AND system=\?/, '[F147] each code of a value set by the key');
  checkStretches(t, planOf, check, view);
  const latest = { criteria: { type: 1, typeName: 'Observation', sources: [], view }, driver: undefined };
  for (const after of [undefined, ['1', 1]]) {
    const any = selectPage({ ...latest, order: [{ by: 'id', descending: false }] }, after, 20);
    t.notMatch(planOf(any.text).join(' '), 'TEMP B-TREE', 'in no special order, they are read, not sorted');
  }
  const recent = selectPage({ ...latest, order: [{ by: 'updated', descending: true }] }, undefined, 20);
  const labels = planOf(recent.text).filter((step) => /\bh\b/.test(step));
  t.same(labels.length, view.hides === undefined ? 0 : 1);
  t.ok(
    labels.every((step) => step.includes('USING INTEGER PRIMARY KEY')),
    'a label is looked up by the key of the resource',
  );
  t.notMatch(planOf(recent.text).join(' '), 'TEMP B-TREE', 'the latest are read in their order, not sorted');
}

function checkStretches(
  t: Test,
  planOf: (text: string) => string[],
  check: (predicate: Predicate, title: string) => void,
  view: View,
): void {
  const ends = /USING PRIMARY KEY \(parameter=\? AND \w+[<>]\?( AND \w+[<>]\?)?\)/;
  for (const by of ['string', 'token', 'date', 'quantity'] as const) {
    for (const descending of [true, false]) {
      for (const from of [undefined, 1]) {
        const key = { by, parameter: 1, descending };
        const edge = selectEdge(key, from, 1000);
        check(edge, `edge by ${by}`);
        t.notMatch(planOf(edge.text).join(' '), 'TEMP B-TREE', `${by}: the index is read in its order`);
        const { source, holds } = stretchOf(key, from, 2);
        const criteria = { type: 1, typeName: 'Observation', sources: [token, source], view };
        const page = selectPage(
          { criteria, driver: source, order: [{ by, parameters: [1], descending }] },
          [1, 1],
          20,
          holds,
        );
        check(page, `stretch by ${by}`);
        t.match(planOf(page.text).join(' '), ends, `${by}: nothing but the stretch`);
      }
    }
  }
}
