import { createInterface } from 'node:readline';
import { connectAsync } from 'mqtt';

/** What came, by the bridge that it came over: the number of each message, and when, milliseconds since 1970. */
export type Arrived = Readonly<Record<string, readonly (readonly [number: number, atMilliseconds: number])[]>>;

/** Counts what arrives at the hub's broker, in the hub's namespace. Arguments: host, port. Each line in is answered. */
const [host = '', port = ''] = process.argv.slice(2);
const arrived = new Map<string, [number, number][]>();
const client = await connectAsync(`mqtt://${host}:${port}`, { clientId: 'listener' });
client.on('message', (topic, payload) => {
  const [name = ''] = topic.split('/');
  const { code } = JSON.parse(String(payload)) as { code: { text: string } };
  const list = arrived.get(name) ?? [];
  arrived.set(name, list);
  list.push([Number(code.text.split(' ')[1]), Date.now()]);
});
await client.subscribeAsync('#', { qos: 1 });
process.stdout.write('{"ready":true}\n');
for await (const _line of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify(Object.fromEntries(arrived))}\n`);
}
client.end(true);
