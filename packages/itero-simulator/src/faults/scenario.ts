import { parse } from 'yaml';
import { z } from 'zod';
import { Switches } from '../world/switches.js';
import { Fault } from './fault.js';

const timer = z.union([z.literal(false), z.strictObject({ afterMs: z.number().min(0) })]);

const ScenarioFile = z.strictObject({
  seed: z.number().int().optional(),
  triangles: z.strictObject({ upper: z.number().int().min(200), lower: z.number().int().min(200) }).optional(),
  tokenLifetime: z.number().positive().optional(),
  autoScan: timer.optional(),
  autoAdvance: timer.optional(),
  switches: Switches.partial().optional(),
  faults: z.array(Fault).optional(),
});

/** How a cloud misbehaves from the start. */
export interface Scenario extends Omit<z.infer<typeof ScenarioFile>, 'faults'> {
  readonly faults?: readonly Fault[] | undefined;
}

/**
 * Reads a scenario, YAML or JSON.
 * @throws Error that names every wrong key with its path
 */
export function parseScenario(text: string): Scenario {
  const result = ScenarioFile.safeParse(parse(text) ?? {});
  if (result.success) return result.data;
  throw new Error(`not a scenario:\n${z.prettifyError(result.error)}`);
}
