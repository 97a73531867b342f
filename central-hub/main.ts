import { readHubSettings } from '../config/hub-settings.js';
import { readFirstLine } from '../config/running/first-line.js';
import { createLogger, standardError } from '../config/running/logger.js';
import { readSurroundings, runProgram } from '../config/running/program.js';
import { RecentLog } from '../config/running/recent-log.js';
import { startHub } from './composition.js';

await runProgram(async (onFatal) => {
  const { dir, settingsFile, isUnlockTyped } = readSurroundings(process.argv.slice(2));
  const settings = readHubSettings({ file: settingsFile, environment: process.env });
  const log = new RecentLog(standardError());
  const logger = createLogger('central-hub', settings.logLevel, log);
  const typed = isUnlockTyped ? await readFirstLine(process.stdin) : undefined;
  const unlocking = typed !== undefined && { unlocking: { typed } };
  const hub = await startHub({ dir, settings, logger, onFatal, readLog: () => log.lines(), ...unlocking });
  return {
    ready: {
      https: `https://localhost:${hub.httpsPort}`,
      ...(hub.httpPort !== undefined && { http: `http://localhost:${hub.httpPort}` }),
      mqtt: `mqtts://localhost:${hub.mqttPort}`,
    },
    stop: () => hub.stop(),
  };
});
