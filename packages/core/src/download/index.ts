export { FileStaging, type FileStagingOptions } from './file-staging.js';
export { DEFAULT_STAGING_LIMITS, type StagingLimits } from './limits.js';
