import t from 'tap';
import { parseResource, warningsOf } from '../../record/parse.js';
import { isUcum } from '../../record/validation/ucum.js';

t.test(
  '[F140] UCUM 2.2 §§5 to 12: units, prefixes, exponents, products, numbers, parentheses, annotations',
  async (t) => {
    const right = [
      'kg mm[Hg] Cel /min {beats}/min % 10*9/L 10*3/uL 10^6 mmol/L mg/dL ug/m3 mL/min/{1.73_m2} mL/min/1.73.m2 /100{WBCs}',
      "[arb'U]/mL m[IU]/L k[IU] [degF] 1 {score} g.m/(s2.K) (mg/dL) m.s-2 m2 cm[H2O] [lb_av] [in_i] a mo dag KiBy B[10.nV] '",
      '[pH] ng/(24.h) kg{dry} umol/min/g{Hb} /[HPF] g% deg [m/s2/Hz^(1/2)] l L',
    ].flatMap((line) => line.split(' '));
    for (const code of right) t.ok(isUcum(code), code);
    const wrong = [
      'mmHg cc mcg IU bpm KG kilo tablet sec mg/ mg//dL .mg / (mg mg) () mg(dL) mg{ mg} {a}{b} mg{é} °C µg %% [lbs] [IU IU] 0',
      'mmin k10* m+ m2.5. 10** constructor',
    ].flatMap((line) => line.split(' '));
    const odd = [
      '',
      'mg / dL',
      ' mg',
      'mg\n',
      'mg{a b}',
      '1'.repeat(1_000_000),
      '{'.repeat(100_000),
      `${'('.repeat(10_000)}m`,
    ];
    for (const code of [...wrong, ...odd]) t.notOk(isUcum(code), code.slice(0, 40));
  },
);

t.test('[F140] the code of a quantity that says UCUM is one, and nobody else is held to it', async (t) => {
  const warned = (quantity: object, element = 'valueQuantity') => {
    const value = { resourceType: 'Observation', id: 'o', status: 'final', code: { text: 'x' }, [element]: quantity };
    return warningsOf(parseResource(JSON.stringify(value)).value).map(({ path }) => path);
  };
  const system = 'http://unitsofmeasure.org';
  t.strictSame(warned({ value: 1, system, code: 'mm[Hg]' }), []);
  t.strictSame(warned({ value: 1, system, code: 'mmHg' }), ['Observation.valueQuantity.code'], 'taken, and told');
  t.strictSame(warned({ low: { value: 1, system, code: 'Kg' } }, 'valueRange'), ['Observation.valueRange.low.code']);
  t.strictSame(warned({ value: 1, system: 'urn:own', code: 'mmHg' }), [], 'of another system');
  t.strictSame(warned({ value: 1, unit: 'mmHg' }), [], 'in words');
});
