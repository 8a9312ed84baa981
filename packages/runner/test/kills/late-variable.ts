/** Names the kind of the commit that is stored too late. */
export const LATE_VARIABLE = 'CHAIRSIDE_TEST_LATE_COMMIT';
