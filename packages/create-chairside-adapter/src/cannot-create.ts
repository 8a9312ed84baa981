/** Says why no adapter can be begun as it was asked for, and what to do. */
export class CannotCreate extends Error {}
