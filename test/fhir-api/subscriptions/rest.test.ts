import t from 'tap';
import { onBothFaces } from '../../support/fhir-faces.js';
import { machineToken } from '../../support/fhir-server.js';
import { patient, write } from '../../support/journal-fixtures.js';
import { activate, subscriptionOf, until } from '../../support/subscriptions.js';
import { startWebhookServer } from '../../support/webhook-server.js';

/** What a look costs on a slow box, milliseconds. */
const lookMilliseconds = 15;

onBothFaces(
  t,
  '[J28] while more versions wait, a subscription rests for as long as its look took',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', 'system/Subscription.cruds system/Patient.rs');
    await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient?gender=female' }));
    const { subscriptions } = server.journal;
    const next = subscriptions.next.bind(subscriptions);
    const looks: { readonly began: number; readonly ended: number; readonly atHead: boolean }[] = [];
    Object.assign(subscriptions, {
      next: async (query: Parameters<typeof next>[0]) => {
        const began = performance.now();
        const step = await next(query);
        while (performance.now() - began < lookMilliseconds);
        looks.push({ began, ended: performance.now(), atHead: step.atHead });
        return step;
      },
    });
    const many = Array.from({ length: 400 }, (_, index) => patient(`p${index}`, { gender: 'male' }));
    await write(server.journal, ...many.slice(0, 200));
    await write(server.journal, ...many.slice(200));
    await until('all looked at', () => looks.length > 10 && looks.at(-1)?.atHead === true);
    const rests = looks.slice(1).flatMap((look, index) => {
      const before = looks[index];
      return before === undefined || before.atHead
        ? []
        : [{ rest: look.began - before.ended, look: before.ended - before.began }];
    });
    t.ok(rests.length >= 15, `${rests.length} looks with more behind them`);
    // A timer may end within the millisecond before.
    const short = rests.filter(({ rest, look }) => rest < look - 2);
    t.strictSame(short, []);
  },
);
