import t from 'tap';
import { checkCharacterMod37_36 } from '../../protocol/check-characters.js';
import { dateOf, parsePastedDate, partsOf } from '../../ui/kit/date-text.js';
import { bindSpaces } from '../../ui/kit/i18n/bind-spaces.js';
import { formatBytes } from '../../ui/kit/i18n/bytes.js';
import { formatDate, formatDuration, formatNumber, formatPhone, formatTime } from '../../ui/kit/i18n/format.js';
import type { Site } from '../../ui/ops/fleet/fleet.js';
import { inOrder, troubleOf } from '../../ui/ops/fleet/trouble.js';
import { fittingHours } from '../../ui/ops/history/spans.js';
import { differencesOf } from '../../ui/workstation/chart/flatten.js';
import { mergeValues } from '../../ui/workstation/forms/merge-values.js';
import { readPatientQuery } from '../../ui/workstation/search/query.js';

const unmeasured = {
  ...{ sent: 0, answered: 0, min: undefined, p25: undefined, median: undefined, p75: undefined, max: undefined },
  ...{ bytesUp: 0, bytesDown: 0, state: undefined, cause: undefined },
} as const;

t.test('dates, times, numbers and phones are written as people here read them', async (t) => {
  t.equal(formatDate('fr', '2026-11-21'), '21 nov. 2026');
  t.equal(formatDate('en', '2026-11-21'), '21 Nov 2026');
  t.equal(formatDate('fr', '1987'), '1987');
  t.equal(formatDate('fr', '1987-04'), 'avr. 1987');
  t.equal(formatDate('fr', 'autrefois'), 'autrefois');
  t.equal(formatTime('en', new Date(2026, 10, 21, 15, 5).getTime()), '15:05');
  t.equal(formatNumber('fr', 37.5), '37,5');
  t.equal(formatNumber('en', 37.5), '37.5');
  t.equal(formatPhone('699123456'), '+237 6 99 12 34 56');
  t.equal(formatPhone('+237 699 12 34 56'), '+237 6 99 12 34 56');
  t.equal(formatPhone('+33 1 23 45 67 89'), '+33 1 23 45 67 89');
  t.equal(formatDuration('fr', 3 * 86_400_000 + 5), '3\u00a0j');
  t.equal(formatDuration('en', -5), '0\u00a0s');
  t.strictSame(
    [0, 999, 1_200, 999_600, 12_345_678, 3e13].map((bytes) => formatBytes('fr', bytes).replaceAll('\u00a0', ' ')),
    ['0 o', '999 o', '1,2 ko', '1,0 Mo', '12 Mo', '30 To'],
  );
});

t.test('no line begins with a sign, or with the unit of the number before it', async (t) => {
  const shown = (text: string) => bindSpaces(text).replaceAll('\u00a0', '_');
  t.equal(shown('Rien n’est perdu : « oui » ; et vous ?'), 'Rien n’est perdu_: «_oui_»_; et vous_?');
  t.equal(shown('il y a 23 h 55 min · 604 ms · 5,4 Mo · 99,9 %'), 'il y a 23_h 55_min · 604_ms · 5,4_Mo · 99,9_%');
  t.equal(shown('2 sites, 3 hommes, 4 mots'), '2 sites, 3 hommes, 4 mots');
});

t.test('the shortest span is shown that leaves out nothing that was measured', async (t) => {
  const now = 1_000 * 3_600_000;
  const past = (...hoursAgo: number[]) => ({
    name: 'fibre',
    samples: hoursAgo.map((hours) => ({ ...unmeasured, at: now - hours * 3_600_000 })),
  });
  t.equal(fittingHours([past(0.5), past(0.2)], now), 1);
  t.equal(fittingHours([past(0.5), past(5, 1)], now), 6);
  t.equal(fittingHours([past(7)], now), 24);
  t.equal(fittingHours([past()], now), 24);
});

t.test('a date is typed in three fields or pasted whole', async (t) => {
  t.strictSame(parsePastedDate('2026-11-21'), { year: '2026', month: '11', day: '21' });
  t.strictSame(parsePastedDate('21/11/2026'), { day: '21', month: '11', year: '2026' });
  t.strictSame(parsePastedDate('1er août 1960'), { day: '1', month: '8', year: '1960' });
  t.strictSame(parsePastedDate('3 Feb 1999'), { day: '3', month: '2', year: '1999' });
  t.equal(parsePastedDate('demain'), undefined);
  t.equal(dateOf({ day: '3', month: '2', year: '1999' }), '1999-02-03');
  t.equal(dateOf({ day: '', month: '2', year: '1999' }), '1999-02');
  t.equal(dateOf({ day: '', month: '', year: '1999' }), '1999');
  t.equal(dateOf({ day: '', month: '', year: '' }), '');
  t.strictSame(partsOf('1999-02'), { year: '1999', month: '02', day: '' });
});

t.test('what is typed in the search field asks for the right thing', async (t) => {
  const pairsOf = (text: string) => {
    const query = readPatientQuery(text);
    return query.kind === 'search' ? query.pairs.filter(([name]) => name !== '_count') : query.kind;
  };
  t.strictSame(pairsOf('mbarga  jean 1987'), [
    ['name', 'mbarga'],
    ['name', 'jean'],
    ['birthdate', '1987'],
  ]);
  t.strictSame(pairsOf('+237 699 12 34 56'), [['phone', '699123456']]);
  const check = checkCharacterMod37_36('7KD0A3F2');
  t.strictSame(pairsOf(`7kd oa3f2 ${check}`), [['identifier', `urn:carnet:health-id|7KD-0A3F2-${check}`]]);
  t.equal(pairsOf(`7KD-0A3F3-${check}`), 'mistyped');
  t.equal(pairsOf('m'), 'nothing');
  t.strictSame(pairsOf('a,b|c'), [['name', 'abc']]);
});

t.test('[W5] two edits of one form are brought together without loss', async (t) => {
  const base = { city: 'Douala', phone: '1', given: 'Marie' };
  const merge = mergeValues(base, { ...base, city: 'Édéa', given: 'Louise' }, { ...base, phone: '2', given: 'Claire' });
  t.strictSame(merge.merged, { city: 'Édéa', phone: '2', given: 'Louise' });
  t.strictSame(merge.theirs, ['phone']);
  t.strictSame(merge.both, ['given']);
  t.strictSame(mergeValues(base, { ...base, city: 'Kribi' }, { ...base, city: 'Kribi' }).both, [], 'the same change');
});

t.test('[W3] versions are compared element by element, without what only machines read', async (t) => {
  const before = { id: '1', meta: { versionId: 'a' }, code: { text: 'Toux' }, note: [{ text: 'x' }] };
  const after = { id: '1', meta: { versionId: 'b' }, code: { text: 'Fièvre' }, note: [{ text: 'x' }, { text: 'y' }] };
  t.strictSame(differencesOf(before, after), [
    { path: 'code.text', before: 'Toux', after: 'Fièvre' },
    { path: 'note.text', before: 'x', after: '' },
    { path: 'note[1].text', before: '', after: 'x' },
    { path: 'note[2].text', before: '', after: 'y' },
  ]);
});

t.test('the site that waits longest comes first, then the ones that are cut off', async (t) => {
  const now = 600_000;
  const site = (name: string, oldestUnsyncedAt: number | undefined, connected: boolean): Site => ({
    ...{ code: name, name, region: '', state: 'active', lastSeenAt: 1, lastLink: undefined, connected, links: [] },
    ...{ toHub: { pending: 0, oldestAt: undefined }, fromHub: { pending: 0, oldestAt: undefined } },
    ...{ oldestUnsyncedAt, received: 0, provedAt: undefined, audit: undefined, events: [] },
    ...{ drainSeconds: undefined, facts: undefined, alerts: 0 },
  });
  const sites = [
    site('B', undefined, true),
    site('C', 500_000, true),
    site('A', undefined, false),
    site('D', 1_000, true),
  ];
  const ordered = inOrder({ now, backupAt: undefined, searchLagMilliseconds: 0, events: [], sites });
  t.strictSame(
    ordered.map(({ name }) => name),
    ['D', 'C', 'A', 'B'],
  );
  t.strictSame(
    ordered.map((one) => troubleOf(one, now)?.reason),
    ['late', undefined, 'cut', undefined],
  );
});
