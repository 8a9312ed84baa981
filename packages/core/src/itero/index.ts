export * from './itero-app.js';
export { IteroPairing, type Paired } from './itero-pairing.js';
export { IteroScanService } from './itero-scan-service.js';
export { parseNotification, type Notification } from './notification.js';
export type { CallbackAddress, Company } from './pair-calls.js';
export * from './tables/index.js';
export { TLS_RULES } from './tls-rules.js';
