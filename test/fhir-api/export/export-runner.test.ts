import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { ExportRunner } from '../../../fhir-api/export/export-runner.js';
import type { ExportJobStore } from '../../../journal/exports/export-job-store.js';

t.test('[J26] after each part the runner rests as long as that took, and wakes for a new export', async (t) => {
  const times: { readonly start: number; readonly end: number }[] = [];
  let isOpen = true;
  const advance = async () => {
    if (!isOpen) return false;
    const start = performance.now();
    await pause(40);
    times.push({ start, end: performance.now() });
    isOpen = times.length % 3 !== 0;
    return true;
  };
  const jobs = { advance, forget: async () => {} } as Partial<ExportJobStore> as ExportJobStore;
  const runner = new ExportRunner({ jobs, onError: (error) => t.fail(String(error)) });
  runner.start();
  while (times.length < 3) await pause(5);
  const rests = times.slice(1).map(({ start }, index) => start - (times[index]?.end ?? 0));
  t.ok(
    rests.every((rest) => rest >= 35),
    rests.map(Math.round).join(', '),
  );
  await pause(200);
  t.equal(times.length, 3, 'nothing to do');
  isOpen = true;
  runner.wake();
  while (times.length < 6) await pause(5);
  await runner.stop();
});

t.test('a part that could not be made is tried again, and told', async (t) => {
  const told: unknown[] = [];
  let attempts = 0;
  const advance = async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('disk');
    return false;
  };
  const jobs = { advance, forget: async () => {} } as Partial<ExportJobStore> as ExportJobStore;
  const runner = new ExportRunner({ jobs, onError: (error) => told.push(error) });
  runner.start();
  while (told.length === 0) await pause(5);
  runner.wake();
  while (attempts < 2) await pause(5);
  await runner.stop();
  t.equal(told.length, 1);
});
