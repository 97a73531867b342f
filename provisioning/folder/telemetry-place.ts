import { randomBytes } from 'node:crypto';
import type { Logger } from '../../config/running/logger.js';
import type { TelemetryFileOptions } from '../../journal/telemetry/telemetry-file.js';
import { nodePaths } from '../node-folder.js';

/** Where a node keeps what its links have shown; a file that had to be made anew is told in the log. */
export function telemetryPlace(dir: string, key: string, logger: Logger, now: () => number): TelemetryFileOptions {
  return {
    ...{ file: nodePaths(dir).telemetry, key, now, randomBytes },
    onAnew: (code) => logger.warn({ code }, 'the history of the links was lost and begins anew'),
  };
}
