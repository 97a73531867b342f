import { readEdgeSettings } from '../../config/edge-settings.js';
import { readHubSettings } from '../../config/hub-settings.js';
import { demoCommand } from '../../provisioning/demo/command.js';

/** `carnet demo` as a process of its own, for tests that signal and kill it. */
await demoCommand({
  language: 'en',
  environment: {},
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  readHubSettings: () => readHubSettings({ file: undefined, environment: {} }),
  readShownSettings: () => ({}),
  readSiteSettings: () => readEdgeSettings({ file: undefined, environment: {} }),
  isTerminal: false,
  exit: (code) => {
    process.exitCode = code;
  },
}).parseAsync(process.argv.slice(2), { from: 'user' });
