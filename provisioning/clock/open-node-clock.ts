import { systemTimers } from '../../config/running/timers.js';
import { nodePaths } from '../node-folder.js';
import { ClockFile } from './clock-file.js';
import { NodeClock } from './node-clock.js';

/** The clock of the node of a folder; it keeps nothing before it is started. @param wall what the box's own clock says */
export function openNodeClock(dir: string, wall: () => number, onError: (error: unknown) => void): NodeClock {
  return new NodeClock({ wall, timers: systemTimers, store: new ClockFile(nodePaths(dir).clock), onError });
}
