import { rotateDataKey } from '../../provisioning/custody/rotation/rotate-key.js';

// Rotates the key of a folder and kills itself without a word after a step: `key-rotator.ts DIR STEPS`, the key on standard input.
const [dir = '', steps = '0'] = process.argv.slice(2);
process.stdin.once('data', (data) => {
  let left = Number(steps);
  rotateDataKey(dir, String(data).trim(), () => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  });
  process.stdout.write('done');
});
