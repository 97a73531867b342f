import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { edgeSettings, readEdgeSettings } from '../../config/edge-settings.js';
import { hubSettings, readHubSettings } from '../../config/hub-settings.js';
import { renderExample, renderReference } from '../../config/reference.js';
import { environmentName } from '../../config/setting.js';
import { problemOf } from '../support/problem-of.js';

const nothing = { file: undefined, environment: {} };
const example = (name: string) => readFileSync(new URL(`../../config/examples/${name}`, import.meta.url), 'utf8');

t.test('every setting has its default, and the environment wins over the file', async (t) => {
  t.equal(readEdgeSettings(nothing).keepaliveSeconds, edgeSettings.keepaliveSeconds.default);
  const file = { keepaliveSeconds: 30 };
  t.equal(readEdgeSettings({ file, environment: {} }).keepaliveSeconds, 30);
  t.equal(readEdgeSettings({ file, environment: { CARNET_KEEPALIVE_SECONDS: '45' } }).keepaliveSeconds, 45);
  t.equal(environmentName('logLevel'), 'CARNET_LOG_LEVEL');
});

t.test('a value out of its range, of another kind, or of an unknown setting is refused by its name', async (t) => {
  const file = (value: unknown) => () => readEdgeSettings({ file: value, environment: {} });
  for (const wrong of [
    { keepaliveSeconds: 0 },
    { keepaliveSeconds: '15' },
    { logLevel: 'loud' },
    { speed: 1 },
    [],
    'x',
  ]) {
    t.equal(problemOf(file(wrong)), 'usage-wrong', JSON.stringify(wrong));
  }
  t.throws(file({ speed: 'hunter2' }), { message: /speed/ });
  t.doesNotThrow(file(undefined));
  t.equal(
    problemOf(() => readHubSettings({ file: {}, environment: { CARNET_INTAKE_BATCHES_MAX: 'many' } })),
    'usage-wrong',
  );
});

t.test('whole numbers in the range pass unchanged, all others never', async (t) => {
  const { min, max } = hubSettings.intakeBatchesMax;
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double(), fc.integer({ min, max })), (value) => {
      const read = () => readHubSettings({ file: { intakeBatchesMax: value }, environment: {} });
      const good = Number.isInteger(value) && value >= min && value <= max;
      return good ? read().intakeBatchesMax === value : problemOf(read) === 'usage-wrong';
    }),
  );
  t.pass();
});

t.test('defaults lie in their own ranges, and every setting is explained in both languages', async (t) => {
  for (const settings of [edgeSettings, hubSettings]) {
    for (const [name, setting] of Object.entries(settings)) {
      t.ok(setting.help.en.length > 20 && setting.help.fr.length > 20, name);
      if (setting.kind === 'integer') t.ok(setting.default >= setting.min && setting.default <= setting.max, name);
    }
  }
});

t.test('the example files and the reference are made from the declarations', async (t) => {
  t.equal(example('edge.json'), renderExample(edgeSettings));
  t.equal(example('hub.json'), renderExample(hubSettings));
  t.equal(example('REFERENCE.md'), renderReference());
  t.doesNotThrow(() => readEdgeSettings({ file: JSON.parse(example('edge.json')), environment: {} }));
});
