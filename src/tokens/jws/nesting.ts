/** Whether a value as it comes from JSON has more levels of objects and arrays. It looks no deeper than that. */
export function nestsDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => nestsDeeperThan(part, levels - 1));
}
