import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Takes one step of an exchange and kills itself without a word before the Nth change of a name on the disk:
// `trust-exchanger.ts STEP DIR N`, the two roots as JSON on standard input.
const [step = '', dir = '', count = '0'] = process.argv.slice(2);
let left = Number(count);
const { renameSync, rmSync } = fs;
const orDie = () => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};
fs.renameSync = (...given: Parameters<typeof renameSync>) => {
  orDie();
  renameSync(...given);
};
fs.rmSync = (...given: Parameters<typeof rmSync>) => {
  orDie();
  rmSync(...given);
};
syncBuiltinESMExports();

const { announceRoot, retireRoot, switchRoot } = await import('../../provisioning/hub/trust/exchange-root.js');
const { keepNextIssuing, requestIssuing, signIssuing, takeNextIssuing } = await import(
  '../../provisioning/hub/trust/next-issuing.js'
);
const { rebuildHub } = await import('../../provisioning/hub/rebuild/rebuild-hub.js');
const [first, second] = JSON.parse(fs.readFileSync(0, 'utf8'));
const nowMilliseconds = Date.now();
if (step === 'rotate') {
  keepNextIssuing(dir, signIssuing(first, await requestIssuing(dir), nowMilliseconds), nowMilliseconds);
  takeNextIssuing(dir, nowMilliseconds);
}
if (step === 'announce') await announceRoot(dir, { signer: first, next: second, nowMilliseconds });
if (step === 'switch') switchRoot(dir, nowMilliseconds);
if (step === 'retire') retireRoot(dir, second);
if (step === 'rebuild') await rebuildHub({ dir, root: first, nowMilliseconds });
