import type { HubSettings } from '../../../config/hub-settings.js';
import type { Logger } from '../../../config/running/logger.js';
import type { Counter } from '../../../config/running/metrics.js';
import type { OrderedStop } from '../../../config/running/ordered-stop.js';
import type { AlertSeverity } from '../../../journal/alerts/alert.js';
import { createSystemUuidGenerator } from '../../../protocol/ids.js';
import type { AlertTestReport, TestedChannel } from '../../../provisioning/verbs/alert-test-report.js';
import type { OpenHub } from '../../open-hub.js';
import { Delivery } from './delivery.js';
import { type MessageSurroundings, renderTest } from './message.js';
import { type ChannelPlan, readChannels } from './read-channels.js';
import { Teller } from './teller.js';

export interface SendingOptions {
  readonly hub: OpenHub;
  readonly settings: HubSettings;
  /** Messages by channel and outcome. */
  readonly deliveries: Counter;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** How alerts reach people who do not look at the console. */
export interface AlertSending {
  /** Alerts may have changed. */
  tell(): Promise<void>;
  /** Sends a test through each channel, now, and says what came of it. */
  test(): Promise<AlertTestReport>;
  start(stop: OrderedStop): void;
}

export function makeSending(options: SendingOptions): AlertSending {
  const { hub, settings, deliveries, logger, now, onError } = options;
  const { alerts, fleet } = hub.journal;
  const newId = createSystemUuidGenerator();
  const language = settings.alertLanguage === 'en' ? 'en' : 'fr';
  const surroundings = async (): Promise<MessageSurroundings> => {
    const siteNames = new Map((await fleet.listSites()).map(({ code, name }) => [code, name]));
    return { language, siteNames, hubName: hub.node.name };
  };
  const plans = readChannels(settings, now);
  const channels = plans.flatMap((plan) => (plan.state === 'ready' ? [plan.channel] : []));
  const sending = channels.map(
    (channel) => new Delivery({ channel, alerts, surroundings, deliveries, now, logger, onError }),
  );
  const teller = new Teller({
    ...{ alerts, channels: channels.map(({ name }) => name), now, newId },
    severityMin: settings.alertSeverityMin as AlertSeverity,
    onQueued: () => {
      for (const delivery of sending) void delivery.wake();
    },
  });
  return {
    tell: () => teller.tell(),
    test: async () => {
      const around = await surroundings();
      return { channels: await Promise.all(plans.map((plan) => testChannel(plan, renderTest(newId(), around)))) };
    },
    start: (stop) => {
      for (const plan of plans) {
        if (plan.state !== 'wrong') continue;
        logger.error({ channel: plan.name, setting: plan.setting, fault: plan.fault }, 'alerts are not sent');
      }
      for (const delivery of sending) {
        delivery.start();
        stop.add('alert delivery', () => delivery.stop());
      }
    },
  };
}

async function testChannel(plan: ChannelPlan, message: ReturnType<typeof renderTest>): Promise<TestedChannel> {
  const channel = plan.name;
  if (plan.state === 'off') return { channel, outcome: 'off' };
  if (plan.state === 'wrong') return { channel, outcome: 'wrong-settings', setting: plan.setting, fault: plan.fault };
  const outcome = await plan.channel.send(message);
  return outcome.sent ? { channel, outcome: 'sent' } : { channel, outcome: 'failed', reason: outcome.reason };
}
