import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';

/** A secret that only this machine's TPM gives back: what `tpm2_load` takes, base64url. */
export interface TpmSealed {
  readonly publicPart: string;
  readonly privatePart: string;
}

const toolMillisecondsMax = 20_000;

/**
 * Seals a secret of at most 128 bytes under the storage key of this machine's TPM, with tpm2-tools. The secret goes
 * through pipes only.
 * @throws Problem `tpm-unavailable`
 */
export function sealInTpm(secret: Uint8Array): Promise<TpmSealed> {
  return inPrivateFolder(async (folder) => {
    const primary = await createPrimary(folder);
    const [publicFile, privateFile] = [join(folder, 'public'), join(folder, 'private')];
    await runTool('tpm2_create', ['-Q', '-C', primary, '-i', '-', '-u', publicFile, '-r', privateFile], secret);
    const read = (file: string) => readFileSync(file).toString('base64url');
    return { publicPart: read(publicFile), privatePart: read(privateFile) };
  });
}

/** @throws Problem `tpm-unavailable` also where another machine's TPM has sealed it */
export function unsealInTpm({ publicPart, privatePart }: TpmSealed): Promise<Buffer> {
  return inPrivateFolder(async (folder) => {
    const [publicFile, privateFile] = [join(folder, 'public'), join(folder, 'private')];
    writeFileSync(publicFile, Buffer.from(publicPart, 'base64url'), { mode: 0o600 });
    writeFileSync(privateFile, Buffer.from(privatePart, 'base64url'), { mode: 0o600 });
    const primary = await createPrimary(folder);
    const loaded = join(folder, 'loaded');
    await runTool('tpm2_load', ['-Q', '-C', primary, '-u', publicFile, '-r', privateFile, '-c', loaded]);
    return runTool('tpm2_unseal', ['-Q', '-c', loaded]);
  });
}

/** The same key each time: it is derived from the seed of the TPM's owner hierarchy. */
async function createPrimary(folder: string): Promise<string> {
  const primary = join(folder, 'primary');
  await runTool('tpm2_createprimary', ['-Q', '-C', 'o', '-g', 'sha256', '-G', 'ecc', '-c', primary]);
  return primary;
}

async function inPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-tpm-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runTool(tool: string, parameters: readonly string[], input: Uint8Array = Buffer.alloc(0)): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', timeout: toolMillisecondsMax } as const;
    const child = execFile(tool, [...parameters], options, (error, out, said) => {
      if (error === null) return resolve(out);
      const isMissing = 'code' in error && error.code === 'ENOENT';
      const line = said.toString('utf8').trim().split('\n').at(-1) ?? '';
      reject(new Problem('tpm-unavailable', isMissing ? `${tool} is not installed` : `${tool}: ${line}`.slice(0, 200)));
    });
    // A tool that ends before it has read is told by its exit.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
