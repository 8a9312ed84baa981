/** A count with its noun, such as "1 doctor" or "2 doctors". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
