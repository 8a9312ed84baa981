import { createInterface } from 'node:readline/promises';

/** Asks without echo, or reads the first line of stdin where that is no terminal. */
export async function readSecret(question: string): Promise<string> {
  return process.stdin.isTTY ? await typed(question) : await firstLine();
}

async function typed(message: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  return password({ message });
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
