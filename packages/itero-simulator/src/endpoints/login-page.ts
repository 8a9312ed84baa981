import type { Company } from '../world/companies.js';

/** The page that stands for the vendor's login: one button for each account, one for all, one to refuse. */
export function loginPage(companies: readonly Company[], query: URLSearchParams): string {
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const buttons = companies.map((company) => button(String(company.id), `Sign in for ${company.name}`));
  return [
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Simulated login</title>',
    '<style>body{font-family:sans-serif;max-width:32rem;margin:4rem auto}button{display:block;margin:.5rem 0;padding:.6rem 1rem}</style>',
    '</head><body><h1>Simulated login</h1><form method="get">',
    ...hidden,
    button('all', 'Sign in for all practices'),
    ...buttons,
    button('deny', 'Refuse'),
    '</form></body></html>',
  ].join('\n');
}

function button(account: string, label: string): string {
  return `<button name="account" value="${escapeHtml(account)}">${escapeHtml(label)}</button>`;
}

/** Text as it may stand in a page or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
