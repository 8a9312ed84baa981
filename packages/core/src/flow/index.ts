export * from './clinic-policy.js';
