import { readHubSettings } from '../config/hub-settings.js';
import { createLogger } from '../config/running/logger.js';
import { readSurroundings, runProgram } from '../config/running/program.js';
import { startHub } from './composition.js';

await runProgram(async (onFatal) => {
  const { dir, settingsFile } = readSurroundings(process.argv.slice(2));
  const settings = readHubSettings({ file: settingsFile, environment: process.env });
  const logger = createLogger('central-hub', settings.logLevel);
  const hub = await startHub({ dir, settings, logger, onFatal });
  return {
    ready: {
      https: `https://localhost:${hub.httpsPort}`,
      ...(hub.httpPort !== undefined && { http: `http://localhost:${hub.httpPort}` }),
      mqtt: `mqtts://localhost:${hub.mqttPort}`,
    },
    stop: () => hub.stop(),
  };
});
