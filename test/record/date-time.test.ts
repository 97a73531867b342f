import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { localDate, localDateTime, readInterval } from '../../record/date-time.js';

t.test('[T1] days that the calendar lacks, and times without a clock, are refused', async (t) => {
  const refused = [
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-00',
    '2024-13',
    '2024-04-31',
    '0000',
    '24-01-01',
    '',
  ];
  refused.push(
    '2024-01-01T24:00:00Z',
    '2024-01-01T10:60:00Z',
    '2024-01-01T10:00:61Z',
    '2024-01-01T10:00:00+14:30',
    '2024-1-1',
  );
  for (const text of refused) t.equal(readInterval(text), undefined, text);
  for (const text of ['2024-02-29', '2000-02-29', '0001', '2024-01-01T10:00:60Z', '2024-01-01T10:00:00+14:00']) {
    t.ok(readInterval(text), text);
  }
});

t.test('[T1] what is written in local time reads back', async () => {
  fc.assert(
    fc.property(fc.integer({ min: -2e12, max: 4e12 }), (milliseconds) => {
      const interval = readInterval(localDateTime(milliseconds));
      assert.ok(interval && interval.start <= milliseconds && milliseconds < interval.end);
      const day = readInterval(localDate(milliseconds));
      assert.ok(day && day.start <= milliseconds && milliseconds < day.end);
    }),
  );
});
