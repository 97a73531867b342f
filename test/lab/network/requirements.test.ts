import t from 'tap';
import { leaveOut } from '../lab-test.js';
import { missingForNetwork } from './requirements.js';

t.test('a machine without the tools is told which, and how to get them', async (t) => {
  // `ip` may stand where any system has it.
  t.match(
    await missingForNetwork({ PATH: '' }),
    /^needs (iproute2, )?wireguard-go, wireguard-tools \(sudo apt-get install (iproute2 )?wireguard-go wireguard-tools\)$/,
  );
});

t.test('what a machine cannot run is left out with a message; where everything must run it fails', async (t) => {
  const said: string[] = [];
  const judge = {
    fail: (message: string) => said.push(`fail: ${message}`),
    plan: (count: number, comment: string) => said.push(`plan ${count}: ${comment}`),
  };
  leaveOut(judge, 'needs rights', {});
  leaveOut(judge, 'needs rights', { CI: 'true' });
  t.strictSame(said, ['plan 0: the lab needs rights', 'fail: the lab needs rights']);
});
