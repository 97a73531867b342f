import { readEdgeSettings } from '../config/edge-settings.js';
import { readFirstLine } from '../config/running/first-line.js';
import { keepHeapSmall } from '../config/running/heap-growth.js';
import { createLogger, standardError } from '../config/running/logger.js';
import { readSurroundings, runProgram } from '../config/running/program.js';
import { RecentLog } from '../config/running/recent-log.js';
import { SiteProgram } from './site-program.js';

keepHeapSmall();
await runProgram(async (onFatal) => {
  const { dir, settingsFile, isUnlockTyped } = readSurroundings(process.argv.slice(2));
  const settings = readEdgeSettings({ file: settingsFile, environment: process.env });
  const log = new RecentLog(standardError());
  const logger = createLogger('edge-agent', settings.logLevel, log);
  const typed = isUnlockTyped ? await readFirstLine(process.stdin) : undefined;
  const unlocking = typed === undefined ? {} : { unlocking: { typed } };
  const program = new SiteProgram({ dir, settings, logger, onFatal, readLog: () => log.lines(), ...unlocking });
  const edge = await program.start();
  return {
    ready: {
      https: `https://localhost:${edge.httpsPort}`,
      ...(edge.httpPort !== undefined && { http: `http://localhost:${edge.httpPort}` }),
    },
    stop: () => program.stop(),
  };
});
