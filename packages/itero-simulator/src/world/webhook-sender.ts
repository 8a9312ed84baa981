import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { seededGuid } from '../random.js';
import type { Switches } from './switches.js';

/** A notification that was sent, or tried. */
export interface SentWebhook {
  readonly url: string;
  readonly body: { readonly Id: string; readonly CompanyId: number };
  readonly at: number;
  /** Undefined until answered, and where no answer came. */
  status?: number;
}

const GIVE_UP_MS = 5000;
const KEPT = 1000;

/** Posts notifications (iTero DPMS API, Callback Request): once each, without retries, in the manner of the switch. */
export class WebhookSender {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #switches: Switches;
  readonly #sent: SentWebhook[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #forged = 0;

  constructor(seed: number, now: () => number, switches: Switches) {
    this.#seed = seed;
    this.#now = now;
    this.#switches = switches;
  }

  /** The latest notifications, oldest first. */
  get sent(): readonly SentWebhook[] {
    return this.#sent;
  }

  /** Tells a change of an order, in the background, as the webhook switch says. */
  notify(url: string, rxId: string, companyId: number): void {
    const mode = this.#switches.webhook;
    if (mode === 'missing') return;
    const delay = mode === 'late' ? this.#switches.webhookDelayMs : 0;
    this.#start(url, rxId, companyId, delay);
    if (mode === 'doubled') this.#start(url, rxId, companyId, 0);
    if (mode === 'forged') {
      this.#start(url, this.#forgedId(), companyId, 0);
      this.#start(url, rxId, companyId + 1_000_000, 0);
    }
  }

  /** Posts one notification and waits for its answer. */
  async send(url: string, rxId: string, companyId: number): Promise<SentWebhook> {
    const sent: SentWebhook = { url, body: { Id: rxId, CompanyId: companyId }, at: this.#now() };
    this.#sent.push(sent);
    if (this.#sent.length > KEPT) this.#sent.shift();
    try {
      sent.status = await post(url, JSON.stringify(sent.body), this.#closing.signal);
    } catch {
      // A listener that is away or refuses is its own loss: the vendor promises no second try.
    }
    return sent;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  #start(url: string, rxId: string, companyId: number, delay: number): void {
    const run = async (): Promise<void> => {
      if (delay > 0) await wait(delay, undefined, { ref: false, signal: this.#closing.signal });
      await this.send(url, rxId, companyId);
    };
    const running = run().catch(() => undefined);
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  #forgedId(): string {
    this.#forged += 1;
    return seededGuid(this.#seed, 'forged', this.#forged);
  }
}

/** Posts JSON over a connection of its own, so that nothing stays open at the listener; answers the status. */
function post(url: string, body: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestTls : requestPlain;
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(GIVE_UP_MS)]);
    const sending = request(url, { method: 'POST', headers, agent: false, signal: limit }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
