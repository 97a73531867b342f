import { readNode, writeNode } from '../../provisioning/node-folder.js';

/** People sign in by their password alone, as in a demo folder (rule N7): for tests of something else. */
export function withoutSecondFactor(dir: string): void {
  writeNode(dir, { ...readNode(dir), demo: {} });
}
