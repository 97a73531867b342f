import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { Problem } from '../../protocol/problem.js';
import { canonicalise, withServerMeta } from '../../record/canonical.js';

const number = fc.constantFrom(
  '0',
  '-0',
  '1',
  '1.0',
  '1.50',
  '-12.000',
  '1e3',
  '1E+3',
  '0.1',
  '123456789012345678901234567890',
);
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'meta', 'id', '\u00e9', '\u{1f600}', '\ufb33', '__proto__', '"', '\\'),
  fc.string(),
);

/** JSON text with its numbers as lexemes, written with or without white space and with its keys in any order. */
interface Node {
  readonly write: (order: number, gap: string) => string;
}

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number.map((lexeme): Node => ({ write: () => lexeme })),
    fc.string({ unit: 'grapheme' }).map((text): Node => ({ write: (order) => writeString(text, order) })),
    fc.constantFrom('true', 'false', 'null').map((lexeme): Node => ({ write: () => lexeme })),
    fc.array(tie('node'), { maxLength: 4 }).map(
      (items): Node => ({
        write: (order, gap) => `[${items.map((item) => gap + item.write(order, gap)).join(',')}${gap}]`,
      }),
    ),
    object(tie('node')),
  ),
}));

function object(value: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  return fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 5 }).map(
    (members): Node => ({
      write: (order, gap) => {
        const rotated = [
          ...members.slice(order % (members.length || 1)),
          ...members.slice(0, order % (members.length || 1)),
        ];
        const written = rotated.map(
          ([name, item]) => `${gap}${writeString(name, order)}${gap}:${gap}${item.write(order, gap)}`,
        );
        return `{${written.join(',')}${gap}}`;
      },
    }),
  );
}

function writeString(text: string, order: number): string {
  const plain = JSON.stringify(text);
  if (order % 2 === 0) return plain;
  let out = '';
  for (let index = 0; index < text.length; index += 1) {
    out += `\\u${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return `"${out}"`;
}

t.test('[W4] the canonical form does not depend on key order, white space or escapes', async () => {
  fc.assert(
    fc.property(object(node), fc.nat(7), (value, order) => {
      const canonical = canonicalise(value.write(0, ''));
      assert.equal(canonicalise(value.write(order, ' \n')), canonical);
    }),
  );
});

t.test('[W4] the canonical form is its own canonical form and means the same', async () => {
  fc.assert(
    fc.property(object(node), (value) => {
      const text = value.write(0, '');
      const canonical = canonicalise(text);
      assert.equal(canonicalise(canonical), canonical);
      const { meta: _before, ...before } = JSON.parse(text) as Record<string, unknown>;
      const { meta: _after, ...after } = JSON.parse(canonical) as Record<string, unknown>;
      assert.deepEqual(after, before);
    }),
  );
});

t.test('[W4] numbers stay exactly as written', async () => {
  fc.assert(
    fc.property(fc.array(number), (lexemes) => {
      const list = `[${lexemes.join(',')}]`;
      assert.equal(canonicalise(`{ "v" : [ ${lexemes.join(' , ')} ] }`), `{"v":${list}}`);
    }),
  );
});

t.test('[W4] keys are sorted by UTF-16 code units, escapes are minimal (RFC 8785 §3.2.3)', async (t) => {
  const text =
    '{"\\u20ac":"Euro","\\r":"CR","\\ufb33":"Dalet","1":"One","\\ud83d\\ude00":"Smiley","\\u0080":"Ctl","\\u00f6":"o"}';
  t.equal(
    canonicalise(text),
    '{"\\r":"CR","1":"One","\u0080":"Ctl","\u00f6":"o","\u20ac":"Euro","\u{1f600}":"Smiley","\ufb33":"Dalet"}',
  );
  t.equal(canonicalise('{"a":"\\u001F\\/\\u0008\\u2028\\u0022"}'), '{"a":"\\u001f/\\b\u2028\\""}');
});

t.test('[W4] what the server assigns in meta is left out, the rest of meta stays', async (t) => {
  t.equal(canonicalise('{"meta":{"versionId":"1","lastUpdated":"x"},"id":"a"}'), '{"id":"a"}');
  t.equal(
    canonicalise('{"meta":{"versionId":"1","profile":["p"]},"contained":[{"meta":{"versionId":"2"}}]}'),
    '{"contained":[{"meta":{"versionId":"2"}}],"meta":{"profile":["p"]}}',
  );
});

t.test('[W4] what has no canonical form is refused as body-malformed', async (t) => {
  const refused = ['', 'x', '[]', '1', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"a":"\\ud800"}', '{"a":"\ud800"}'];
  refused.push(
    '{"a":"\\udc00\\ud800"}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":+1}',
    '{"a":NaN}',
    '{"a":1,}',
    '{,}',
  );
  refused.push(
    '{"a":"\n"}',
    '{"a":"\\x"}',
    '{"a":"\\u12"}',
    '{"a":1} x',
    '{"a":"',
    '{"a"',
    '{"a":tru}',
    `{"a":${'['.repeat(1000)}`,
  );
  for (const text of refused) {
    const problem = catchProblem(() => canonicalise(text));
    t.equal(problem?.code, 'body-malformed', JSON.stringify(text).slice(0, 40));
  }
});

t.test('[W4] what the client sees carries the server meta and nothing else has changed', async () => {
  fc.assert(
    fc.property(object(node), (value) => {
      const body = canonicalise(value.write(0, ''));
      const meta: unknown = (JSON.parse(body) as Record<string, unknown>)['meta'];
      if (meta !== undefined && (typeof meta !== 'object' || meta === null || Array.isArray(meta))) return;
      const seen = withServerMeta(body, 'v-1', 1_700_000_000_123);
      assert.equal(canonicalise(seen), body);
      assert.equal(seen.includes('"lastUpdated":"2023-11-14T22:13:20.123Z"'), true);
      assert.match(seen, /"versionId":"v-1"/);
    }),
  );
});

function catchProblem(action: () => unknown): Problem | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return undefined;
}
