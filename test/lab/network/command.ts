import { execFile } from 'node:child_process';

/** Runs a system command to its end. @returns what it wrote to its standard output */
export function command(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], { timeout: 20_000 }, (error, out, errors) => {
      if (error === null) resolve(out);
      else reject(new Error(`${program} ${args.join(' ')}: ${errors.trim() || error.message}`));
    });
    if (input === undefined) return;
    // A program that ends before it has read everything says so itself.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
