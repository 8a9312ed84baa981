import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultAction } from '../faults/fault.js';
import type { FaultBook } from '../faults/fault-book.js';
import type { Cloud } from '../world/cloud.js';
import { type Answer, failure } from './answer.js';
import { type Exchange, readExchange } from './exchange.js';
import type { RecordedRequest, RequestLog } from './request-log.js';
import { type Call, findRoute, type Route } from './router.js';
import { send } from './send.js';

/** A set of routes below a path; the control pages are neither recorded nor touched by faults. */
export interface Mount {
  readonly base: string;
  readonly routes: readonly Route[];
  readonly control?: boolean;
}

/** Takes each request through record, faults, token check and endpoint to its answer. */
export class Dispatcher {
  readonly #host: Exchange['host'];
  readonly #cloud: Cloud;
  readonly #faults: FaultBook;
  readonly #log: RequestLog;
  readonly #mounts: readonly Mount[];
  readonly #origin: () => string;

  constructor(
    host: Exchange['host'],
    cloud: Cloud,
    faults: FaultBook,
    log: RequestLog,
    mounts: readonly Mount[],
    origin: () => string,
  ) {
    this.#host = host;
    this.#cloud = cloud;
    this.#faults = faults;
    this.#log = log;
    this.#mounts = mounts;
    this.#origin = origin;
  }

  /** For `http.createServer`. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch(() => response.destroy());
  };

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = await readExchange(this.#host, request);
    const mount = this.#mounts.find(({ base }) => exchange.path === base || exchange.path.startsWith(`${base}/`));
    if (mount?.control === true) {
      await send(
        response,
        exchange,
        await this.#answer(exchange, mount),
        {},
        { ...this.#cloud.switches, keyCase: 'pascal' },
      );
      return;
    }
    const recorded = this.#log.add(exchange, this.#cloud.options.now());
    const plan = this.#faults.plan(exchange);
    await this.#play(exchange, response, plan, recorded, mount);
  }

  async #play(
    exchange: Exchange,
    response: ServerResponse,
    plan: FaultAction,
    recorded: RecordedRequest,
    mount: Mount | undefined,
  ): Promise<void> {
    if (plan.delayMs !== undefined) await wait(plan.delayMs);
    if (plan.expireTokens === 'before') this.#cloud.tokens.expireAccess();
    if (plan.revokeTokens === true) this.#cloud.tokens.revokeAll();
    if (plan.drop === 'before') return drop(response, recorded);
    let answer: Answer;
    if (plan.status !== undefined && plan.afterEffect !== true) {
      answer = scripted(exchange, plan.status, plan);
    } else {
      answer = await this.#answer(exchange, mount, plan.redirect);
      if (plan.status !== undefined) {
        answer.download?.release();
        answer = scripted(exchange, plan.status, plan);
      }
    }
    if (plan.expireTokens === 'after') this.#cloud.tokens.expireAccess();
    if (plan.drop === 'after') {
      answer.download?.release();
      return drop(response, recorded);
    }
    recorded.status = answer.status;
    const sent = await send(response, exchange, answer, plan, this.#cloud.switches);
    recorded.status = response.statusCode;
    recorded.sent = sent;
  }

  async #answer(exchange: Exchange, mount: Mount | undefined, redirectBy?: number): Promise<Answer> {
    if (mount === undefined) return failure(404, 'Not found');
    const found = findRoute(mount.routes, exchange.method, exchange.path.slice(mount.base.length + 1));
    if (found === undefined) return failure(404, 'Not found');
    if (found === 'wrong-method') return failure(405, 'Method not allowed');
    const call = { exchange, params: found.params, base: this.#origin() + mount.base, redirectBy };
    try {
      return await this.#authorized(found.route, call);
    } catch (error) {
      return failure(mount.control === true ? 400 : 500, error instanceof Error ? error.message : String(error));
    }
  }

  #authorized(route: Route, call: Call): Answer | Promise<Answer> {
    if (route.token === 'none') return route.answer(call);
    const bearer = /^Bearer (\S+)$/i.exec(call.exchange.headers.authorization ?? '')?.[1];
    const family = bearer === undefined ? undefined : this.#cloud.tokens.family(bearer);
    if (family === undefined) return failure(401, 'Unauthorized');
    if (route.token === 'paired') {
      if (family.companyId === undefined) return failure(401, 'Unauthorized');
      return route.answer({ ...call, family, companyId: family.companyId });
    }
    if (route.token === 'login' && family.kind !== 'login') return failure(401, 'Unauthorized');
    return route.answer({ ...call, family });
  }
}

function drop(response: ServerResponse, recorded: RecordedRequest): void {
  recorded.status = 0;
  response.socket?.destroy();
}

function scripted(exchange: Exchange, status: number, plan: FaultAction): Answer {
  const sent =
    plan.echo === true ? ` for ${exchange.path}?${exchange.query.toString()} ${exchange.body.toString()}` : '';
  const answer = failure(status, `Scripted ${status}${sent}`);
  return plan.retryAfter === undefined ? answer : { ...answer, headers: { 'retry-after': String(plan.retryAfter) } };
}
