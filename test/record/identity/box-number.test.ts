import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { boxNumberMax, type GivenBoxNumber, nextBoxNumber } from '../../../record/identity/box-number.js';
import { isBoxNumberSound } from '../../../record/identity/health-id.js';

const site = parseSiteCode('7KD');
const given = (number: number, more: Partial<GivenBoxNumber> = {}): GivenBoxNumber => ({
  ...{ number, hubEpoch: 1, given: number, isSpent: true },
  ...more,
});
const sound = Array.from({ length: boxNumberMax }, (_, index) => index + 1).filter((number) =>
  isBoxNumberSound(site, number),
);

t.test('[E30] each code carries a number that none has carried', async (t) => {
  const numbers: number[] = [];
  for (const _ of sound)
    numbers.push(
      nextBoxNumber(
        site,
        1,
        numbers.map((number) => given(number)),
      ),
    );
  t.strictSame(numbers, sound);
});

t.test('[E30] when all were carried, the oldest comes again with which no box has enrolled', async (t) => {
  const all = sound.map((number) => given(number, { isSpent: number !== 5 && number !== 9 }));
  t.equal(nextBoxNumber(site, 1, all), 5);
  const later = all.map((one) => (one.number === 5 ? { ...one, given: 99 } : one));
  t.equal(nextBoxNumber(site, 1, later), 9);
  const spent = all.map((one) => ({ ...one, isSpent: true }));
  t.equal(nextBoxNumber(site, 1, spent), sound[0], 'of all, where each has its box');
});

t.test('[E30] a hub that was put back passes over what it may have given since', async (t) => {
  t.equal(nextBoxNumber(site, 2, [given(1), given(2)]), 6);
  t.equal(nextBoxNumber(site, 2, [given(1), given(2), given(6, { hubEpoch: 2 })]), 7);
  t.equal(nextBoxNumber(site, 2, [given(1), given(31)]), 2, 'as far as there are any');
});

t.test('[E30] a number with which two neighbours could be exchanged unnoticed is not given', async (t) => {
  const weak = ['7KD', '0A1', 'ZZ2', '3M9', 'Q0R', '88V', '1X7']
    .map(parseSiteCode)
    .flatMap((code) =>
      Array.from({ length: boxNumberMax }, (_, index) => ({ code, number: index + 1 })).filter(
        ({ code, number }) => !isBoxNumberSound(code, number),
      ),
    );
  for (const { code, number } of weak) {
    const before = Array.from({ length: number - 1 }, (_, index) => given(index + 1));
    t.not(nextBoxNumber(code, 1, before), number);
  }
});
