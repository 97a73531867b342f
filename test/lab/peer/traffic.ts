import { createInterface } from 'node:readline';
import { connectAsync, type MqttClient } from 'mqtt';

/** Where each bridge takes messages, by its name. */
export type TrafficPlan = Readonly<Record<string, { readonly host: string; readonly port: number }>>;

export type TrafficCommand = { readonly everyMilliseconds: number | 'stop' } | { readonly report: true };

/** How many messages each bridge's broker has taken and acknowledged. */
export type Taken = Readonly<Record<string, readonly number[]>>;

/**
 * Publishes a message as large as an allergy of ours to each bridge at the same moments, QoS 1, in the site's namespace.
 * Argument: the plan. Commands come as lines of JSON, each is answered with what was taken so far.
 */
const plan = JSON.parse(process.argv[2] ?? '') as TrafficPlan;
const clients = new Map<string, MqttClient>();
const taken = new Map<string, number[]>();
for (const [name, { host, port }] of Object.entries(plan)) {
  clients.set(name, await connectAsync(`mqtt://${host}:${port}`, { clientId: `traffic-${name}` }));
  taken.set(name, []);
}
let sequence = 0;
let timer: NodeJS.Timeout | undefined;
process.stdout.write('{"ready":true}\n');

for await (const line of createInterface(process.stdin)) {
  const command = JSON.parse(line) as TrafficCommand;
  if ('everyMilliseconds' in command) {
    clearInterval(timer);
    if (command.everyMilliseconds !== 'stop') timer = setInterval(publish, command.everyMilliseconds);
  }
  process.stdout.write(`${JSON.stringify('report' in command ? Object.fromEntries(taken) : {})}\n`);
}
clearInterval(timer);
for (const client of clients.values()) client.end(true);

function publish(): void {
  sequence += 1;
  const number = sequence;
  const payload = messageOf(number);
  for (const [name, client] of clients) {
    client.publishAsync('lab/allergy', payload, { qos: 1 }).then(
      () => taken.get(name)?.push(number),
      // Not taken, so it is not the bridge's to deliver.
      () => {},
    );
  }
}

function messageOf(number: number): string {
  const code = 'http://terminology.hl7.org/CodeSystem/allergyintolerance';
  return JSON.stringify({
    ...{ resourceType: 'AllergyIntolerance', id: '0193c84a-8870-7087-aabe-4a8829390434', criticality: 'high' },
    code: { text: `Lab ${number}` },
    clinicalStatus: { coding: [{ system: `${code}-clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${code}-verification`, code: 'confirmed' }] },
    patient: { reference: 'Patient/lab-patient' },
  });
}
