import type { PairingRecord } from '@chairside/core/house';
import type { WebhookConfig } from '../config/app-config.js';
import { isLoopback } from '../config/fields.js';
import type { CheckLine } from './check-line.js';

const SUBJECT = 'webhook';

/** Whether iTero calls where the webhook is: it learns the address only in pairing (iTero DPMS API, Callback Request). */
export function checkWebhook(webhook: WebhookConfig | false, pairing: PairingRecord | undefined): readonly CheckLine[] {
  if (webhook === false || pairing?.status !== 'paired') return [];
  const { publicUrl } = webhook;
  if (pairing.webhook !== publicUrl)
    return [
      {
        level: 'warning',
        subject: SUBJECT,
        text:
          pairing.webhook === undefined
            ? 'iTero was given no address to call when this clinic was paired, so it notifies of nothing'
            : `iTero was given ${pairing.webhook} when this clinic was paired, and webhook.publicUrl is ${publicUrl} now`,
        advice: `pair again: chairside pair ${pairing.clinic}`,
      },
    ];
  if (isLoopback(new URL(publicUrl).hostname))
    return [
      {
        level: 'warning',
        subject: SUBJECT,
        text: `${publicUrl} is this computer's own name for itself, which iTero cannot call`,
        advice: 'write the address that leads here from the internet to webhook.publicUrl, then pair again',
      },
    ];
  return [{ level: 'ok', subject: SUBJECT, text: `iTero was given ${publicUrl} when this clinic was paired` }];
}
