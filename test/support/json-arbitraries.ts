import fc from 'fast-check';

const numbers = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1.0',
    '1.00',
    '1e400',
    '-1.5E-7',
    '9007199254740993',
    '0.1',
    '123456789012345678901234567890',
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 38, maxLength: 90 }),
);

const dates = fc
  .tuple(
    fc.integer({ min: -62_200_000_000, max: 253_500_000_000 }),
    fc.constantFrom('Z', '+01:00', '-00:00', '+14:00', '-99:99'),
  )
  .map(([seconds, zone]) => `${new Date(seconds * 1000).toISOString().slice(0, -5)}${zone}`);

const oddDates = fc.constantFrom(
  ...[
    '2024-02-30',
    '2024-02-29T24:00:00Z',
    '2023-02-29',
    '2024-06-30T23:59:60Z',
    '0000-01-01',
    '9999-12-31T23:59:59+14:00',
  ],
  ...[
    '2024-05-01T10:00:00.120+01:00',
    '2024-05-01T10:00:00.1Z',
    '2024-05',
    '2024-05-01t10:00:00z',
    '2024-13-01',
    '10000-01-01',
  ],
);

const uuids = fc
  .uuid()
  .chain((uuid) =>
    fc.constantFrom(
      uuid,
      uuid.toUpperCase(),
      `Patient/${uuid}`,
      `urn:uuid:${uuid}`,
      `${uuid}${uuid}`,
      `${uuid.slice(0, 14)}7${uuid.slice(15)}`,
    ),
  );

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    '  a',
    'Fièvre depuis 3 jours, pas de toux.',
    '\u0000\u001f"\\/',
    '\ufeff',
    '😀',
    '\ud83d',
    'x'.repeat(500),
  ),
);

const strings = fc.oneof(words, dates, oddDates, uuids).map((text) => JSON.stringify(text));

/** JSON text without white space, also such as no program should write: odd numbers, a key twice, any characters. */
export const jsonTexts: fc.Arbitrary<string> = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    strings,
    numbers,
    fc.constantFrom('true', 'false', 'null'),
    tie('array'),
    tie('object'),
  ),
  array: fc.array(tie('value'), { maxLength: 5 }).map((items) => `[${items.join()}]`),
  object: fc
    .array(fc.tuple(fc.oneof(fc.constantFrom('"id"', '"code"', '"resourceType"', '"a"'), strings), tie('value')), {
      maxLength: 5,
    })
    .map((members) => `{${members.map(([key, value]) => `${key}:${value}`).join()}}`),
})).object;

/** Text that is no JSON, or not as it stands in a canonical body, and bytes that are no text. */
export const opaqueBodies: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
  fc
    .constantFrom(
      '{"a": 1}',
      '{',
      '{"a":}',
      '{"a":1,}',
      '[',
      '"',
      '"\\"',
      '{"a":1}x',
      ' {}',
      '\n',
      '\u0000',
      `${'['.repeat(300)}${']'.repeat(300)}`,
    )
    .map((text) => Buffer.from(text)),
);
