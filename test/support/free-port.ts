import { createServer } from 'node:net';

/**
 * Below what the system gives to outgoing connections (32768 and above), which would take a port between its being found
 * free and its being listened on; and above the ports of the contract.
 */
const [portMin, portMax] = [12_000, 32_000];

let last = portMin + Math.floor(Math.random() * (portMax - portMin));

/** From the base port of a demo of two sites up to its last. */
export const demoPortCount = 50;

/** Ports that nothing listens on now, side by side; this process hands out none of them again soon. */
export async function freePortRun(count: number, host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const first = last + count < portMax ? last : portMin;
    last = first + count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map((port) => isFree(port, host)))).every(Boolean)) return first;
  }
  throw new Error('no free ports');
}

/** A port that nothing listens on now. */
export function freePort(host?: string): Promise<number> {
  return freePortRun(1, host);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
