import t from 'tap';
import { readEdgeSettings } from '../../config/edge-settings.js';
import { readHubSettings } from '../../config/hub-settings.js';
import { hubPorts, planSites, portsOf, sitePorts } from '../../provisioning/demo/demo-plan.js';
import { progressLine, Screen } from '../../provisioning/demo/screen.js';

function makeScreen(isTerminal: boolean, quiet: boolean) {
  let text = '';
  const screen = new Screen(
    {
      language: 'fr',
      environment: {},
      out: () => {},
      error: (part) => {
        text += part;
      },
      readHubSettings: () => readHubSettings({ file: undefined, environment: {} }),
      readShownSettings: () => ({}),
      readSiteSettings: () => readEdgeSettings({ file: undefined, environment: {} }),
      isTerminal,
      exit: () => {},
    },
    quiet,
  );
  return { screen, read: () => text };
}

const words = { en: 'Patients', fr: 'Malades' };

t.test('a progress bar shows how far, how fast and how long still', async (t) => {
  t.equal(progressLine('Patients', 30, 60, 10_000), 'Patients ████████████░░░░░░░░░░░░ 30/60 · 3.0/s · 10 s');
  t.match(progressLine('Patients', 0, 0, 0), /0\/0/);
});

t.test('bars move on a terminal only, words are in the language, --json is silent', async (t) => {
  const terminal = makeScreen(true, false);
  terminal.screen.progress(words, 2, 2, performance.now());
  terminal.screen.say(words);
  t.match(terminal.read(), /\r.*Malades █+ 2\/2.*\nMalades\n/);
  const file = makeScreen(false, false);
  file.screen.progress(words, 2, 2, performance.now());
  t.equal(file.read(), '');
  const quiet = makeScreen(true, true);
  quiet.screen.progress(words, 2, 2, performance.now());
  quiet.screen.say(words);
  t.equal(quiet.read(), '');
});

t.test('ports are those of the contract', async (t) => {
  t.same(hubPorts(8440), { https: 8440, mqtt: 8441, probe: 8442, http: 8445 });
  t.match(sitePorts(8440, 2), { https: 8460, http: 8465 });
  const ports = portsOf(8440, 10);
  t.equal(new Set(ports).size, ports.length);
});

t.test('more hospitals leave the first ones what they were', async (t) => {
  t.same(planSites(10).slice(0, 2), planSites(2));
  t.equal(new Set(planSites(10).map(({ region }) => region)).size, 10);
});
