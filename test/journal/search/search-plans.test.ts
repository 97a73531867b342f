import t, { type Test } from 'tap';
import type { OrderKey } from '../../../journal/search/order.js';
import { selectPage, selectProbe, selectTotal } from '../../../journal/search/select.js';
import {
  type OwnSource,
  type Predicate,
  type RowSource,
  type Source,
  towards,
} from '../../../journal/search/source.js';
import { selectEdge, stretchOf } from '../../../journal/search/stretch.js';
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
  typeName: 'Patient',
  source,
});
const sources: Readonly<Record<string, Source>> = {
  ...kinds,
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

t.test('[J30] every form of a search goes through an index', async (t) => {
  checkSearches(t, sitePlans(t), false);
  checkSearches(t, await hubPlans(t), true);
});

function checkSearches(t: Test, planOf: (text: string) => string[], behind: boolean): void {
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
    check(selectProbe(driver, 1000, behind), `probe ${name}`);
    const others = Object.values(sources).filter((other) => other !== driver);
    const criteria = { type: 1, sources: [driver, ...others, ...withouts, time], behind };
    for (const order of orders) {
      const title = `${name} by ${order.map(({ by }) => by).join()}`;
      const after = [...order.map(() => '1'), 1];
      check(selectPage({ criteria, driver, order }, after, 20), title);
      check(selectPage({ criteria, driver: undefined, order }, after, 20), `type with ${title}`);
    }
    check(selectTotal({ criteria, driver, order: [] }), `total ${name}`);
  }
  for (const [kind, driver] of Object.entries(kinds)) {
    const plan = planOf(selectProbe(driver, 1000, behind).text).join(' ');
    t.match(plan, 'USING PRIMARY KEY (parameter=?', `${kind} by its key`);
  }
  const pair = planOf(selectProbe(kinds.pair, 1000, behind).text).join(' ');
  t.match(pair, /parameter=\? AND code=\? AND system=\? AND other_1>\? AND other_1<\?/, 'a pair by both its halves');
  checkStretches(t, planOf, check, behind);
  const latest = { criteria: { type: 1, sources: [], behind }, driver: undefined };
  for (const after of [undefined, ['1', 1]]) {
    const any = selectPage({ ...latest, order: [{ by: 'id', descending: false }] }, after, 20);
    t.notMatch(planOf(any.text).join(' '), 'TEMP B-TREE', 'in no special order, they are read, not sorted');
  }
  const recent = selectPage({ ...latest, order: [{ by: 'updated', descending: true }] }, undefined, 20);
  t.notMatch(planOf(recent.text).join(' '), 'TEMP B-TREE', 'the latest are read in their order, not sorted');
}

function checkStretches(
  t: Test,
  planOf: (text: string) => string[],
  check: (predicate: Predicate, title: string) => void,
  behind: boolean,
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
        const criteria = { type: 1, sources: [token, source], behind };
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
