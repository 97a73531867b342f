import { edgeSettings, readEdgeSettings } from '../config/edge-settings.js';
import { hubSettings, readHubSettings } from '../config/hub-settings.js';
import { turnCoreFilesOff } from '../config/running/core-files.js';
import { readSurroundings } from '../config/running/program.js';
import { shownSettings } from '../config/shown-settings.js';
import { runCarnet } from './carnet-command.js';
import { languageOf } from './commands/speech.js';

// Some commands open the journal themselves.
turnCoreFilesOff();
const given = process.argv.slice(2);

await runCarnet(given, {
  language: languageOf(given, process.env),
  environment: process.env,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  readHubSettings: (dir) =>
    readHubSettings({ file: readSurroundings(['--dir', dir]).settingsFile, environment: process.env }),
  readShownSettings: (dir, kind) =>
    shownSettings(kind === 'hub' ? hubSettings : edgeSettings, readSurroundings(['--dir', dir]).settingsFile),
  readSiteSettings: (dir) =>
    readEdgeSettings({ file: readSurroundings(['--dir', dir]).settingsFile, environment: process.env }),
  exit: (code) => {
    process.exitCode = code;
  },
});
