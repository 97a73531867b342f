import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { type FolderLock, lockFolder } from '../folder/lock.js';

/** What `demo.json` keeps between two starts of a demo. */
export interface DemoState {
  readonly carnet: 'demo';
  /** The accounts' one password: made for this folder, printed on the screen. */
  readonly password: string;
  /** The present of the synthetic population, milliseconds since 1970: the same at every start. */
  readonly presentMilliseconds: number;
  /** Folders of data that were imported whole. */
  readonly imported: readonly string[];
}

export function demoPaths(dir: string) {
  return {
    state: join(dir, 'demo.json'),
    access: join(dir, 'access.json'),
    authority: join(dir, 'ca.pem'),
    relaySocket: join(dir, 'relay.sock'),
    hub: join(dir, 'hub'),
  } as const;
}

export interface DemoFolder {
  readonly dir: string;
  readonly state: DemoState;
  save(state: DemoState): void;
  release(): void;
}

/**
 * Opens the folder of a demo, or makes one. A folder that holds anything else is left alone.
 * @throws Problem `forbidden` when it is something else, `folder-in-use` while another demo runs in it
 */
export function openDemoFolder(dir: string, fresh: boolean, make: () => DemoState): DemoFolder {
  refuseForeignFolder(dir);
  makePrivateFolder(dir);
  const lock = lockFolder(dir);
  try {
    if (fresh) emptyFolder(dir);
    const state = readState(dir) ?? make();
    writeState(dir, state);
    return demoFolder(dir, state, lock);
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

function demoFolder(dir: string, first: DemoState, lock: FolderLock): DemoFolder {
  let state = first;
  return {
    dir,
    get state() {
      return state;
    },
    save: (next) => {
      writeState(dir, next);
      state = next;
    },
    release: () => lock.release(),
  };
}

/** What a demo leaves in its folder before `demo.json` is there. */
const ownNames = /^lock(\..*)?$/;

function refuseForeignFolder(dir: string): void {
  if (!existsSync(dir) || readState(dir) !== undefined) return;
  if (readdirSync(dir).every((name) => ownNames.test(name))) return;
  throw new Problem('forbidden', `${dir} is not a demo folder`);
}

/** `demo.json` goes last: a folder that is half deleted is still known for a demo's. */
function emptyFolder(dir: string): void {
  const names = readdirSync(dir).filter((name) => name !== 'demo.json' && !ownNames.test(name));
  for (const name of [...names, 'demo.json']) rmSync(join(dir, name), { recursive: true, force: true });
}

function readState(dir: string): DemoState | undefined {
  const text = readTextIfThere(demoPaths(dir).state);
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text) as DemoState;
    return state.carnet === 'demo' ? state : undefined;
  } catch {
    return undefined;
  }
}

function writeState(dir: string, state: DemoState): void {
  writeFileAtomically(demoPaths(dir).state, `${JSON.stringify(state, null, 2)}\n`);
}
