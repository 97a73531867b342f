import { readHubSettings } from '../config/hub-settings.js';
import { readSurroundings } from '../config/running/program.js';
import { runCarnet } from './carnet-command.js';
import { languageOf } from './commands/speech.js';

const given = process.argv.slice(2);

await runCarnet(given, {
  language: languageOf(given, process.env),
  environment: process.env,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  readHubSettings: (dir) =>
    readHubSettings({ file: readSurroundings(['--dir', dir]).settingsFile, environment: process.env }),
  exit: (code) => {
    process.exitCode = code;
  },
});
