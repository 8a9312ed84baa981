import type { FastifyInstance } from 'fastify';
import { Passwords } from '../access/passwords.js';
import { Sessions, type SessionLimits } from '../access/sessions.js';
import { SignIn } from '../access/sign-in.js';
import type { House } from '../composition/house.js';
import { HOUSE } from '../composition/tokens.js';
import type { ClinicConfig } from '../config/app-config.js';
import type { ApiClinic } from '../http/api/api-parts.js';
import { serveApi } from '../http/api/serve-api.js';
import { serveDashboard } from '../http/serve-dashboard.js';
import type { Service } from './service.js';

/** Adds the dashboard's page and its API to the operator's server. */
export async function addDashboard(
  server: FastifyInstance,
  house: House,
  service: Service,
  limits: SessionLimits,
): Promise<void> {
  const { operators, sessions: stored, auditLog, pairings } = house.ledger;
  const clock = house.container.get(HOUSE.clock);
  const sessions = new Sessions(stored, clock, limits);
  const signIn = new SignIn({ operators, sessions, auditLog, passwords: new Passwords(), clock });
  const clinics = (): readonly ApiClinic[] => house.config.clinics.map((clinic) => apiClinic(clinic, house, service));
  const parts = { clock, signIn, sessions, auditLog, pairings, signal: service.signal, clinics };
  serveApi(server, parts, house.container.get(HOUSE.logger));
  await serveDashboard(server);
}

function apiClinic({ id, policy }: ClinicConfig, house: House, service: Service): ApiClinic {
  const scope = service.loops.find((loop) => loop.scope.id === id)?.scope;
  const disabled = service.disabled.find(({ clinic }) => clinic === id);
  const ledger = scope?.ledger ?? house.clinicLedger(id as ApiClinic['ledger']['clinic']);
  return { ledger, policy, adapter: scope?.adapter, disabled: disabled?.reason ?? null };
}
