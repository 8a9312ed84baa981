export { isCheckout, vendorFrom } from './checkout-packages.js';
export { CannotCreate } from './cannot-create.js';
export { createAdapter, type NewAdapter } from './create-adapter.js';
export { main } from './main.js';
export { wishedAdapter, type Wish } from './wished-adapter.js';
export { SOURCES, type Source } from './sources.js';
