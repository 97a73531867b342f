import { readHubSettings } from '../config/hub-settings.js';
import { readFirstLine } from '../config/running/first-line.js';
import { createLogger } from '../config/running/logger.js';
import { readSurroundings, runProgram } from '../config/running/program.js';
import { startHub } from './composition.js';

await runProgram(async (onFatal) => {
  const { dir, settingsFile, isUnlockTyped } = readSurroundings(process.argv.slice(2));
  const settings = readHubSettings({ file: settingsFile, environment: process.env });
  const logger = createLogger('central-hub', settings.logLevel);
  const typed = isUnlockTyped ? await readFirstLine(process.stdin) : undefined;
  const hub = await startHub({ dir, settings, logger, onFatal, ...(typed !== undefined && { unlocking: { typed } }) });
  return {
    ready: {
      https: `https://localhost:${hub.httpsPort}`,
      ...(hub.httpPort !== undefined && { http: `http://localhost:${hub.httpPort}` }),
      mqtt: `mqtts://localhost:${hub.mqttPort}`,
    },
    stop: () => hub.stop(),
  };
});
