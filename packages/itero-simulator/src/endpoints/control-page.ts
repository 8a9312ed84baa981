import type { Simulator } from '../simulator-api.js';
import { escapeHtml } from './login-page.js';

const SHOWN = 200;

/** A page for people: the scan requests with a button that scans each, and the newest orders. */
export function controlPage(simulator: Simulator): string {
  const rxs = simulator.rxs().slice(-SHOWN).toReversed();
  const orders = simulator.orders.size > 10_000 ? [] : simulator.orders.list().slice(-SHOWN).toReversed();
  const rxRows = rxs.map(({ rxId, state, body, orderId }) => {
    const patient = `${String(body['PatientLastName'])}, ${String(body['PatientFirstName'])}`;
    const action = state === 'open' ? button(`/simulator/rxs/${rxId}/scan`, 'Scan it') : String(orderId ?? '');
    return row([escapeHtml(rxId), escapeHtml(patient), escapeHtml(String(body['PatientChartNumber'])), state, action]);
  });
  const orderRows = orders.map((order) => {
    const rescan = button(`/simulator/orders/${order.orderId}/rescan`, 'Scan again');
    const capture = button(`/simulator/orders/${order.orderId}/captures`, 'Take a capture');
    const patient = `${order.lastName}, ${order.firstName}`;
    const cells = [String(order.orderId), escapeHtml(patient), escapeHtml(order.chartNumber), order.status];
    return row([...cells, `r${order.revision}`, rescan + capture]);
  });
  return [
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Simulated iTero cloud</title>',
    '<style>body{font-family:sans-serif;margin:2rem}td,th{padding:.3rem .8rem;text-align:left;border-bottom:1px solid #ddd}',
    'form{display:inline}</style></head><body><h1>Simulated iTero cloud</h1>',
    `<h2>Scan requests (${simulator.rxs().length})</h2><table>${rxRows.join('\n')}</table>`,
    `<h2>Orders (${simulator.orders.size})</h2><table>${orderRows.join('\n')}</table>`,
    button('/simulator/orders', 'Start a scan on the scanner'),
    '</body></html>',
  ].join('\n');
}

function button(action: string, label: string): string {
  return `<form method="post" action="${action}"><button>${label}</button></form>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
