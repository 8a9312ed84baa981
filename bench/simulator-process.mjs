import { startSimulator } from '../packages/itero-simulator/dist/index.js';

/** The simulated cloud in a process of its own, so that its work and memory are not counted as the product's. */
const simulator = await startSimulator({ seed: 7 });

const commands = {
  config: ({ redirectUrl }) => simulator.iteroConfig(redirectUrl),
  orders: async ({ count, fields }) => {
    const made = await simulator.createSampleOrders(count, fields);
    return made.map(({ order, packedBytes, unpackedBytes }) => ({
      orderId: order.orderId,
      packedBytes,
      unpackedBytes,
    }));
  },
  metadataOrders: ({ count, fields }) => {
    simulator.addOrders(count, fields);
  },
};

process.on('message', async ({ id, command, args }) => {
  try {
    process.send({ id, answer: await commands[command](args ?? {}) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.once('disconnect', () => simulator.close().then(() => process.exit(0)));
process.send({ ready: true });
