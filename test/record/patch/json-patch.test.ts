import t from 'tap';
import { applyPatch } from '../../../record/patch/apply-patch.js';

type Case = readonly [title: string, patch: unknown, expected: unknown];

const start = { resourceType: 'Basic', a: [1, 2], b: { 'c/d': 'x', '~': null } };

function apply(patch: unknown, resource: unknown = start): unknown {
  return JSON.parse(applyPatch(JSON.stringify(resource), JSON.stringify(patch)));
}

t.test('RFC 6902 §4: every operation', async (t) => {
  const cases: readonly Case[] = [
    ['add a member', [{ op: 'add', path: '/n', value: { m: 1 } }], { ...start, n: { m: 1 } }],
    ['add over a member', [{ op: 'add', path: '/b', value: 'y' }], { ...start, b: 'y' }],
    ['add into a list', [{ op: 'add', path: '/a/1', value: 9 }], { ...start, a: [1, 9, 2] }],
    ['add at the end of a list', [{ op: 'add', path: '/a/-', value: 9 }], { ...start, a: [1, 2, 9] }],
    ['add at the index of the end', [{ op: 'add', path: '/a/2', value: 9 }], { ...start, a: [1, 2, 9] }],
    ['add null', [{ op: 'add', path: '/n', value: null }], { ...start, n: null }],
    ['add the whole', [{ op: 'add', path: '', value: { z: 1 } }], { z: 1 }],
    ['remove a member', [{ op: 'remove', path: '/b/c~1d' }], { ...start, b: { '~': null } }],
    ['remove an element', [{ op: 'remove', path: '/a/0' }], { ...start, a: [2] }],
    ['replace', [{ op: 'replace', path: '/a/0', value: [] }], { ...start, a: [[], 2] }],
    ['replace what is null', [{ op: 'replace', path: '/b/~0', value: 1 }], { ...start, b: { 'c/d': 'x', '~': 1 } }],
    ['replace the whole', [{ op: 'replace', path: '', value: { z: 1 } }], { z: 1 }],
    ['move', [{ op: 'move', from: '/a/0', path: '/n' }], { ...start, a: [2], n: 1 }],
    ['move within a list', [{ op: 'move', from: '/a/0', path: '/a/1' }], { ...start, a: [2, 1] }],
    ['move to itself', [{ op: 'move', from: '/a', path: '/a' }], start],
    ['copy', [{ op: 'copy', from: '/a', path: '/n' }], { ...start, n: [1, 2] }],
    [
      'a copy is another',
      [
        { op: 'copy', from: '/a', path: '/n' },
        { op: 'add', path: '/n/-', value: 3 },
      ],
      { ...start, n: [1, 2, 3] },
    ],
    ['test', [{ op: 'test', path: '/b', value: { '~': null, 'c/d': 'x' } }], start],
    ['test a number by its value', [{ op: 'test', path: '/a/0', value: 1.0 }], start],
    ['nothing', [], start],
  ];
  for (const [title, patch, expected] of cases) t.strictSame(apply(patch), expected, title);
});

t.test('RFC 6902 §5: what cannot be done is told, and which operation it was', async (t) => {
  const cases: readonly (readonly [unknown, string])[] = [
    [[{ op: 'remove', path: '/none' }], 'patch-inapplicable'],
    [[{ op: 'replace', path: '/none', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'remove', path: '' }], 'patch-inapplicable'],
    [[{ op: 'add', path: '/a/3', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'add', path: '/a/01', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'add', path: '/a/x', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'add', path: '/none/x', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'add', path: '/resourceType/x', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'move', from: '/b', path: '/b/e' }], 'patch-inapplicable'],
    [[{ op: 'copy', from: '/none', path: '/x' }], 'patch-inapplicable'],
    [[{ op: 'replace', path: '', value: [] }], 'patch-inapplicable'],
    [[{ op: 'test', path: '/none', value: 1 }], 'patch-inapplicable'],
    [[{ op: 'test', path: '/a', value: [2, 1] }], 'patch-test-failed'],
    [[{ op: 'test', path: '/a', value: { 0: 1 } }], 'patch-test-failed'],
    [[{ op: 'test', path: '/a/0', value: '1' }], 'patch-test-failed'],
    [[{ op: 'test', path: '/b', value: {} }], 'patch-test-failed'],
    [[{ op: 'test', path: '/b', value: { 'c/d': 'x', n: null } }], 'patch-test-failed'],
    [[{ op: 'test', path: '/b/~0', value: false }], 'patch-test-failed'],
    [[{ op: 'merge', path: '/a' }], 'body-malformed'],
    [[{ op: 'add', path: '/a' }], 'body-malformed'],
    [[{ op: 'add', value: 1 }], 'body-malformed'],
    [[{ op: 'move', path: '/a' }], 'body-malformed'],
    [[{ op: 'add', path: 'a', value: 1 }], 'body-malformed'],
    [[{ op: 'add', path: '/~2', value: 1 }], 'body-malformed'],
    [['add'], 'body-malformed'],
    [Array.from({ length: 1001 }, () => ({ op: 'test', path: '/a/0', value: 1 })), 'too-large'],
  ];
  for (const [patch, code] of cases) t.throws(() => apply(patch), { code }, JSON.stringify(patch).slice(0, 80));
  t.throws(
    () =>
      apply([
        { op: 'test', path: '/a/0', value: 1 },
        { op: 'remove', path: '/x' },
      ]),
    /operation 1/,
  );
});

t.test('[F44] [W4] numbers stay as they were written', async (t) => {
  const text = '{"resourceType":"Observation","valueQuantity":{"value":5.40}}';
  const patched = applyPatch(text, '[{"op":"add","path":"/status","value":"final"}]');
  t.match(patched, '{"value":5.40}');
  t.match(applyPatch(text, '[{"op":"replace","path":"/valueQuantity/value","value":1e2}]'), '{"value":1e2}');
  const long = '{"n":12345678901234567890}';
  t.throws(() => applyPatch(long, '[{"op":"test","path":"/n","value":12345678901234567891}]'), {
    code: 'patch-test-failed',
  });
  t.equal(applyPatch(long, '[{"op":"test","path":"/n","value":12345678901234567890}]'), long);
});

t.test('[F48] copies of copies, and what is nested without end, are stopped', async (t) => {
  const bomb = [{ op: 'add', path: '/x', value: ['x'.repeat(1000)] }].concat(
    Array.from({ length: 60 }, () => ({ op: 'copy', from: '/x', path: '/x/-' })) as never,
  );
  t.throws(() => apply(bomb), { code: 'too-large' });
  const deep = Array.from({ length: 100 }, () => ({ op: 'move', from: '/d', path: '/e' })).flatMap((move, index) => [
    move,
    { op: 'add', path: '/d', value: {} },
    { op: 'move', from: '/e', path: '/d/e' },
    { op: 'test', path: '/a/0', value: index >= 0 ? 1 : 0 },
  ]);
  t.throws(() => apply(deep, { ...start, d: {} }), { code: 'too-large' });
  t.throws(() => applyPatch(JSON.stringify(start), '['.repeat(10_000)), { code: 'body-malformed' });
});
