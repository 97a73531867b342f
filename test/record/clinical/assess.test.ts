import t from 'tap';
import { assessValue } from '../../../record/clinical/assess.js';
import {
  bodyMassIndex,
  vitalSignDefinitions,
  vitalSignOfLoinc,
  vitalSigns,
} from '../../../record/clinical/vital-signs.js';

t.test('values are assessed by the range of the age', async (t) => {
  const adult = 40 * 12;
  const cases = [
    ['temperature', 37, adult, 'normal'],
    ['temperature', 38, adult, 'high'],
    ['temperature', 39.1, adult, 'critically-high'],
    ['temperature', 35, adult, 'critically-low'],
    ['temperature', 38, 1, 'critically-high'],
    ['pulse', 130, adult, 'high'],
    ['pulse', 131, adult, 'critically-high'],
    ['pulse', 130, 6, 'normal'],
    ['respiratoryRate', 45, adult, 'critically-high'],
    ['respiratoryRate', 45, 6, 'normal'],
    ['respiratoryRate', 50, 6, 'high'],
    ['oxygenSaturation', 91, adult, 'critically-low'],
    ['oxygenSaturation', 95, adult, 'low'],
    ['oxygenSaturation', 100, adult, 'normal'],
    ['systolic', 180, adult, 'critically-high'],
    ['systolic', 140, adult, 'high'],
    ['midUpperArm', 11.4, 24, 'critically-low'],
    ['midUpperArm', 12, 24, 'low'],
    ['midUpperArm', 12.5, 24, 'normal'],
    ['midUpperArm', 12, adult, undefined],
    ['bodyMassIndex', 17, adult, 'low'],
    ['bodyMassIndex', 17, 24, undefined],
    ['weight', 70, adult, undefined],
    ['pulse', 70, undefined, 'normal'],
  ] as const;
  for (const [sign, value, months, expected] of cases)
    t.equal(assessValue(sign, value, months), expected, `${sign} ${value}`);
});

t.test('every vital sign has its code, and what is plausible lies within what is possible', async (t) => {
  for (const sign of vitalSigns) {
    const { loinc, hardRange, plausibleRange } = vitalSignDefinitions[sign];
    t.equal(vitalSignOfLoinc(loinc), sign);
    t.ok(hardRange[0] <= plausibleRange[0] && plausibleRange[1] <= hardRange[1], sign);
  }
  t.equal(vitalSignOfLoinc('59408-5'), 'oxygenSaturation');
  t.equal(bodyMassIndex(70, 170), 24.2);
});
