/** The long-running programs, by their folder. */
export type ProgramName = 'central-hub' | 'edge-agent';

/**
 * What Node is told when it starts a program. A site's box is small: new objects get 8 MiB a half instead of up to 16,
 * which is kept from the first busy minute on. With 4 they are collected twice as often, for a tenth more of the
 * processor's time. A hub has memory, and in a flood its batches live for as long as a commit takes: with 32 MiB most of
 * them are dead before anybody looks. This can be said at the start only, so whatever starts the program says it: the `carnet` command,
 * the demo and the benches by this list, the unit and the image in their own words (`test/deploy` compares).
 */
const nodeFlags: Readonly<Record<ProgramName, readonly string[]>> = {
  'edge-agent': ['--max-semi-space-size=8'],
  'central-hub': ['--max-semi-space-size=32'],
};

/**
 * What the C library is told: two pools instead of eight for each core. Threads of Node that compress, sign or compile
 * would each keep a pool of their own with what they once needed. Has no meaning to other C libraries than glibc.
 */
const environments: Readonly<Record<ProgramName, Readonly<Record<string, string>>>> = {
  'edge-agent': { MALLOC_ARENA_MAX: '2' },
  'central-hub': {},
};

/** Node's own arguments of a program, to stand before its file. */
export function nodeFlagsOf(program: ProgramName): readonly string[] {
  return nodeFlags[program];
}

/**
 * The environment of a program within the one of whoever starts it, which is heard first: an operator may know better.
 */
export function environmentOf(program: ProgramName, environment = process.env): NodeJS.ProcessEnv {
  return { ...environments[program], ...environment };
}
